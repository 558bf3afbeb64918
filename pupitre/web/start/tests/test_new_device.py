"""Being told of a sign-in on a new device, and ending it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from pupitre.brands.devices import word_for
from pupitre.brands.models import Member, Session
from pupitre.journal.models import Entry
from pupitre.notices.tell import tell

RIGHT = {"email": "camille@lune.example", "password": "seven-scarves-dry"}
AGENT = {"User-Agent": "Firefox/140 (X11; Linux)", "Accept-Language": "en"}


@pytest.fixture(autouse=True)
def settled(owner, brand):
    Member.objects.update(joined_at=timezone.now() - timedelta(days=3))


def news():
    return Entry.objects.filter(verb="member.new_device").count()


def test_a_browser_is_known_again_after_signing_out(client):
    cookie = client.post("/sign-in", RIGHT, headers=AGENT).cookies["pupitre-device"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] > 60 * 60 * 24 * 300
    client.post("/sign-out")
    client.post("/sign-in", RIGHT, headers=AGENT)
    assert news() == 1
    Client().post("/sign-in", RIGHT, headers=AGENT)
    assert news() == 2


def test_a_wrong_password_is_no_sign_in(client):
    client.post("/sign-in", {**RIGHT, "password": "not-it"})
    assert news() == 0 and "pupitre-device" not in client.cookies


def test_it_stands_under_the_bell_with_the_way_to_end_it(client, brand):
    client.post("/sign-in", RIGHT, headers=AGENT)
    tell(list(Entry.objects.filter(verb="member.new_device")))
    text = client.get(f"/b/{brand.slug}/notices/").content.decode()
    assert "Somebody signed in as you on a new device (Firefox · Linux)" in text
    assert f"/b/{brand.slug}/settings/account/" in text


def test_the_link_ends_it_by_a_button_and_signs_nobody_in(client, owner, brand):
    client.post("/sign-in", RIGHT, headers=AGENT)
    path = f"/sessions/{word_for(Session.objects.get(member=owner))}"
    stranger = Client(headers=AGENT)
    text = stranger.get(path).content.decode()
    assert "Firefox · Linux" in text and "It was not me: end it" in text
    assert client.get(f"/b/{brand.slug}/settings/").status_code == 200, "a look ended it"
    assert "That session has ended" in stranger.post(path).content.decode()
    assert client.get(f"/b/{brand.slug}/settings/").status_code == 302
    assert stranger.get(f"/b/{brand.slug}/settings/").status_code == 302
    assert "over already" in stranger.get(path).content.decode()


def test_a_false_link_is_said_to_be_one(client):
    answer = client.get("/sessions/rubbish", headers=AGENT)
    assert answer.status_code == 404 and "no longer works" in answer.content.decode()
