"""The second step at the door: nothing opens before it, and it opens only what the password began."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from pupitre.brands import second_step
from pupitre.brands.models import Session
from pupitre.brands.password import link_for, set_anew
from pupitre.brands.sign_in import FREE_TRIES
from pupitre.brands.tests.codes import code_of, with_app
from pupitre.ground.environment import environment

RIGHT = {"email": "camille@lune.example", "password": "seven-scarves-dry"}
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def codes(owner):
    return with_app(owner)


def sessions(member):
    return Session.objects.filter(member=member).count()


def test_the_password_alone_opens_nothing(client, owner, brand, codes):
    assert client.post("/sign-in", {**RIGHT, "next": "/b/maison-lune/settings/"}).url == "/sign-in/second"
    assert "sign-in" in client.get("/b/maison-lune/settings/").url
    assert sessions(owner) == 0
    text = client.get("/sign-in/second", headers=ENGLISH).content.decode()
    assert "camille@lune.example" in text
    assert client.post("/sign-in/second", {"code": code_of(owner)}).url == "/b/maison-lune/settings/"
    assert client.get("/b/maison-lune/settings/").status_code == 200


def test_a_wrong_code_says_what_to_do(client, owner, codes):
    client.post("/sign-in", RIGHT)
    answer = client.post("/sign-in/second", {"code": "no"}, headers=ENGLISH)
    assert answer.status_code == 400 and "does not fit" in answer.content.decode()
    answer = client.post("/sign-in/second", {"recovery": "no"}, headers=ENGLISH)
    assert "none of your unused recovery codes" in answer.content.decode()
    assert "six figures" in client.post("/sign-in/second", {}, headers=ENGLISH).content.decode()
    assert sessions(owner) == 0


def test_a_guesser_is_slowed_from_wherever(client, owner, codes):
    for _ in range(FREE_TRIES):
        somewhere = Client()
        somewhere.post("/sign-in", RIGHT)
        somewhere.post("/sign-in/second", {"code": "no"})
    client.post("/sign-in", RIGHT)
    answer = client.post(
        "/sign-in/second", {"code": code_of(owner)}, headers=ENGLISH | {"X-Forwarded-For": "192.0.2.7"}
    )
    assert answer.status_code == 400 and "Too many wrong codes" in answer.content.decode()


def test_a_recovery_code_opens_and_tells_how_many_are_left(client, owner, brand, codes):
    client.post("/sign-in", RIGHT)
    answer = client.post("/sign-in/second", {"recovery": codes[4]}, follow=True)
    assert "9 are left" in answer.content.decode()
    client.post("/sign-out")
    client.post("/sign-in", RIGHT)
    assert client.post("/sign-in/second", {"recovery": codes[4]}).status_code == 400


def test_the_same_code_does_not_open_twice(client, owner, brand, codes):
    code = code_of(owner)
    for status in (302, 400):
        somewhere = Client()
        somewhere.post("/sign-in", RIGHT)
        assert somewhere.post("/sign-in/second", {"code": code}).status_code == status


def test_without_the_password_there_is_no_second_step(client, owner, codes):
    for method in (client.get, client.post):
        assert method("/sign-in/second", {"code": code_of(owner)}).url == "/sign-in"
    assert sessions(owner) == 0


def test_after_ten_minutes_it_begins_again(client, owner, codes):
    client.post("/sign-in", RIGHT)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        answer = client.post("/sign-in/second", {"code": code_of(owner)}, follow=True, headers=ENGLISH)
    assert "begin with the password again" in answer.content.decode() and sessions(owner) == 0


def test_a_password_changed_meanwhile_closes_it(client, owner, codes):
    client.post("/sign-in", RIGHT)
    set_anew(owner, "eight-scarves-wet")
    assert client.post("/sign-in/second", {"code": code_of(owner)}).url == "/sign-in"


def test_a_link_by_mail_does_not_go_round_it(client, owner, brand, codes):
    path = link_for(owner).removeprefix(environment().base)
    assert client.post(path, {"password": "eight-scarves-wet"}).url == "/sign-in/second"
    assert client.get("/b/maison-lune/settings/").status_code == 302
    assert client.post("/sign-in/second", {"code": code_of(owner)}).url == "/"


def test_the_session_after_it_has_a_new_key(client, owner, codes):
    client.post("/sign-in", RIGHT)
    before = client.session.session_key
    client.post("/sign-in/second", {"code": code_of(owner)}, headers={"User-Agent": "Firefox/140 (X11; Linux)"})
    session = Session.objects.get(member=owner)
    assert session.session_key != before and session.device == "Firefox · Linux"
    assert not Session.objects.filter(pk=before).exists()
    assert session.expire_date > timezone.now() + timedelta(days=20)


def test_who_has_none_is_asked_nothing(client, owner, brand):
    second_step.begin(owner)
    assert client.post("/sign-in", RIGHT).url == "/"
