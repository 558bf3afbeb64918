"""Passkeys at the door: one answer to one question of one session, for one purpose."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from pupitre.brands.models import Passkey, Session
from pupitre.brands.tests.device import Device
from pupitre.brands.tests.test_passkeys import added

RIGHT = {"email": "camille@lune.example", "password": "seven-scarves-dry"}
HOST = {"Host": "localhost"}


@pytest.fixture
def phone(owner):
    device = Device()
    added(owner, device)
    return device


def question(client, **said):
    return client.post("/sign-in/passkey/question", said, headers=HOST).content


def test_in_with_the_passkey_alone(client, owner, brand, phone):
    answer = phone.sign(question(client))
    said = {"answer": answer, "next": "/b/maison-lune/settings/"}
    assert client.post("/sign-in/passkey", said, headers=HOST).url == "/b/maison-lune/settings/"
    assert Session.objects.filter(member=owner).count() == 1


def test_an_answer_counts_once_and_in_its_own_session(client, owner, phone):
    answer = phone.sign(question(client))
    thief = Client()
    question(thief)
    assert thief.post("/sign-in/passkey", {"answer": answer}, headers=HOST).url == "/sign-in"
    assert client.post("/sign-in/passkey", {"answer": answer}, headers=HOST).url == "/"
    client.post("/sign-out")
    assert client.post("/sign-in/passkey", {"answer": answer}, headers=HOST).url == "/sign-in"


def test_as_the_second_step_after_the_password(client, owner, brand, phone):
    assert client.post("/sign-in", {**RIGHT, "next": "/b/maison-lune/"}).url == "/sign-in/second"
    assert "Use my passkey" in client.get("/sign-in/second", headers=HOST).content.decode()
    asked = question(client, **{"for": "second"})
    assert len(json.loads(asked)["allowCredentials"]) == 1
    answer = client.post("/sign-in/second/passkey", {"answer": phone.sign(asked)}, headers=HOST)
    assert answer.url == "/b/maison-lune/"


def test_a_question_for_one_purpose_is_not_answered_for_another(client, owner, phone):
    client.post("/sign-in", RIGHT)
    answer = phone.sign(question(client))
    assert client.post("/sign-in/second/passkey", {"answer": answer}, headers=HOST).url == "/sign-in/second"
    assert not Session.objects.filter(member=owner).exists()


def test_where_browsers_offer_none_nothing_is_asked(client, owner, phone):
    assert client.post("/sign-in/passkey/question", headers={"Host": "127.0.0.1"}).status_code == 404
    assert b"data-passkey" not in client.get("/sign-in", headers={"Host": "127.0.0.1"}).content
    client.post("/sign-in", RIGHT)
    text = client.get("/sign-in/second", headers={"Host": "127.0.0.1", "Accept-Language": "en"}).content.decode()
    assert "made for another address" in text


def at(brand, name, *args):
    return reverse(name, args=[brand.slug, *args])


def test_added_removed_and_always_with_the_password(client, owner, brand):
    client.force_login(owner)
    said = {"new-name": "my phone", "new-password": "not-it"}
    refused = client.post(at(brand, "passkey-question"), said, headers=HOST)
    assert refused.status_code == 400 and "not the password" in refused.json()["said"]
    assert client.post(at(brand, "passkeys"), {"answer": "{}"}, headers=HOST).status_code == 404
    said["new-password"] = RIGHT["password"]
    answer = Device().make(client.post(at(brand, "passkey-question"), said, headers=HOST).content)
    kept = client.post(at(brand, "passkeys"), {**said, "answer": answer}, headers=HOST)
    assert kept.content.count(b"<li><code>") == 10
    key = Passkey.objects.get(name="my phone")
    client.post(at(brand, "passkey-removal", key.pk), {"password": "not-it"})
    assert Passkey.objects.exists()
    client.post(at(brand, "passkey-removal", key.pk), {"password": RIGHT["password"]})
    assert not Passkey.objects.exists()


def test_the_page_says_where_and_how_they_work(client, owner, brand):
    client.force_login(owner)
    text = client.get(at(brand, "second-step"), headers={"Host": "127.0.0.1"}).content.decode()
    assert "open http://localhost:" in text and "data-passkey" not in text
    assert "data-passkey" in client.get(at(brand, "second-step"), headers=HOST).content.decode()
