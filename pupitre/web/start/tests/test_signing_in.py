"""Signing in and out through the door."""

import pytest
from django.conf import settings
from django.test import Client

from pupitre.brands.models import Session
from pupitre.brands.sign_in import FREE_TRIES

RIGHT = {"email": "camille@lune.example", "password": "seven-scarves-dry"}
WRONG = {**RIGHT, "password": "eight-scarves-wet"}


def test_in_and_back_to_where_one_wanted_to_go(client, owner, brand):
    answer = client.post("/sign-in", {**RIGHT, "next": "/b/maison-lune/settings/"})
    assert answer.url == "/b/maison-lune/settings/"
    assert client.get("/").url == "/b/maison-lune/"


@pytest.mark.parametrize("where", ["https://evil.example", "//evil.example/x", "\\\\evil.example"])
def test_never_out_of_the_desk(client, owner, brand, where):
    assert client.post("/sign-in", {**RIGHT, "next": where}).url == "/"


def test_the_session_has_a_new_key_and_says_where_it_is(client, owner):
    client.get("/sign-in")
    before = client.session.session_key
    client.post("/sign-in", RIGHT, headers={"User-Agent": "Mozilla/5.0 (iPhone) Safari/604.1"})
    session = Session.objects.get(member=owner)
    assert session.session_key != before and session.device == "Safari · iPhone"


def test_a_key_planted_before_opens_nothing(client, owner):
    client.session.save()
    planted = client.session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = planted
    client.post("/sign-in", RIGHT)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert thief.get("/").url in ("/sign-in", "/start")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client, owner):
    cookie = client.post("/sign-in", RIGHT).cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"


@pytest.mark.parametrize("email", ["camille@lune.example", "nobody@lune.example"])
def test_known_and_unknown_are_answered_alike(client, owner, email):
    said = []
    for _ in range(FREE_TRIES + 1):
        answer = client.post("/sign-in", {**WRONG, "email": email}, headers={"Accept-Language": "en"})
        assert answer.status_code == 400
        said.append(answer.content.decode())
    assert all("do not go together" in text for text in said[:FREE_TRIES])
    assert "Too many wrong passwords" in said[-1] and "Wait 15 seconds" in said[-1]
    assert WRONG["password"] not in "".join(said)


def test_a_forged_forwarded_address_does_not_help(client, owner):
    for number in range(FREE_TRIES + 1):
        answer = client.post(
            "/sign-in", WRONG, headers={"X-Forwarded-For": f"198.51.100.{number}", "Accept-Language": "en"}
        )
    assert "Too many wrong passwords" in answer.content.decode()


def test_out(client, owner):
    client.post("/sign-in", RIGHT)
    assert client.post("/sign-out").url == "/sign-in"
    assert client.get("/").url == "/sign-in"
    assert not Session.objects.filter(member=owner).exists()


def test_a_cross_site_form_does_not_sign_in(owner):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/sign-in", RIGHT).status_code == 403


def test_a_session_ended_elsewhere_leads_to_the_sign_in(client, owner, brand):
    client.post("/sign-in", RIGHT)
    Session.objects.all().delete()
    assert client.get("/b/maison-lune/settings/").url == "/sign-in?next=/b/maison-lune/settings/"
