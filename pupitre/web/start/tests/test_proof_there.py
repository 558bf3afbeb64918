"""A member whom only the provider knows changes their second step after showing there, just now, that it is them."""

from __future__ import annotations

import time
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from pupitre.brands import second_step
from pupitre.brands.models import Identity
from pupitre.brands.provider import Journey
from pupitre.brands.tests.codes import with_app
from pupitre.brands.tests.house import ISSUER, house

__all__ = ["house"]


@pytest.fixture
def camille(client, owner, brand, house):
    """Came by the provider; has no password here; a code app guards the account."""
    owner.set_unusable_password()
    owner.save()
    Identity.objects.create(member=owner, issuer=ISSUER, subject="1234")
    with_app(owner)
    client.force_login(owner)
    return owner


@pytest.fixture
def page(brand):
    from django.urls import reverse

    return reverse("second-step", args=[brand.slug])


def away(client, page):
    answer = client.post("/sign-in/provider/proof", {"next": page})
    kept = client.session["at_provider"]
    journey = Journey(**{name: kept[name] for name in ("address", "state", "nonce", "verifier")})
    assert answer["Refresh"] == f"0; url={journey.address}"
    return journey


def proved(client, house, page, **said):
    journey = away(client, page)
    claims = {"auth_time": int(time.time())} | said
    return client.get("/sign-in/provider/back", house.agree(journey, **claims))


def turned_off(client, page, brand, member):
    from django.urls import reverse

    client.post(reverse("second-step-end", args=[brand.slug]))
    return not second_step.is_on(member)


def text(client, page):
    return client.get(page, headers={"Accept-Language": "en"}).content.decode()


def test_the_second_step_is_turned_off_after_it_and_not_before(client, camille, brand, house, page):
    assert "sign in at House once more" in text(client, page) and 'type="password"' not in text(client, page)
    assert not turned_off(client, page, brand, camille)
    assert proved(client, house, page).url == page
    assert "You showed at House" in text(client, page)
    assert turned_off(client, page, brand, camille)


def test_they_must_sign_in_there_anew(client, camille, page):
    asked = dict(parse_qsl(urlsplit(away(client, page).address).query))
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")


@pytest.mark.parametrize(
    "said",
    [
        {"auth_time": None},
        {"auth_time": int(time.time()) - 3600},
        {"auth_time": "now"},
        {"auth_time": True},
        {"sub": "9"},
    ],
    ids=["untold", "an hour ago", "a word", "a truth", "somebody else"],
)
def test_what_does_not_prove_it_changes_nothing(client, camille, brand, house, page, said):
    assert proved(client, house, page, **said).url == page
    assert "Nothing was changed" in text(client, page)
    assert not turned_off(client, page, brand, camille)


def test_it_counts_for_five_minutes_in_this_session_alone(client, camille, brand, house, page):
    proved(client, house, page)
    elsewhere = Client()
    elsewhere.force_login(camille)
    assert not turned_off(elsewhere, page, brand, camille)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert not turned_off(client, page, brand, camille)


def test_an_answer_is_good_for_who_set_out_and_once(client, camille, colleague, brand, house, page):
    answer = house.agree(away(client, page), auth_time=int(time.time()))
    stranger = Client()
    stranger.force_login(colleague)
    assert stranger.get("/sign-in/provider/back", answer).status_code == 400
    assert client.get("/sign-in/provider/back", answer).url == page
    assert client.get("/sign-in/provider/back", answer).status_code == 400


def test_an_ordinary_sign_in_proves_nothing(client, camille, brand, house, page):
    client.post("/sign-in/provider", {"next": page})
    kept = client.session["at_provider"]
    journey = Journey(**{name: kept[name] for name in ("address", "state", "nonce", "verifier")})
    client.get("/sign-in/provider/back", house.agree(journey, auth_time=int(time.time())))
    client.force_login(camille)
    assert not turned_off(client, page, brand, camille)


def test_who_has_a_password_is_asked_for_it_as_before(client, owner, brand, house, page):
    with_app(owner)
    Identity.objects.create(member=owner, issuer=ISSUER, subject="1234")
    client.force_login(owner)
    assert client.post("/sign-in/provider/proof", {"next": page}).status_code == 404
    assert 'type="password"' in text(client, page) and not turned_off(client, page, brand, owner)


def test_a_passkey_is_asked_for_and_removed_after_it(client, camille, brand, house, page):
    from django.urls import reverse

    question = reverse("passkey-question", args=[brand.slug])
    before = client.post(question, {"new-name": "blue key"}, headers={"Host": "localhost"})
    assert before.status_code == 400 and "First show at the provider" in before.json()["said"]
    proved(client, house, page)
    after = client.post(question, {"new-name": "blue key"}, headers={"Host": "localhost"})
    assert after.status_code == 200 and after.json()["challenge"]
