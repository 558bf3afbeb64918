"""Through the house's provider: whose account it is, and that only the session that set out comes back."""

from datetime import timedelta

import time_machine
from django.test import Client
from django.utils import timezone

from pupitre.brands.invite import invite
from pupitre.brands.models import Identity, Member, Session
from pupitre.brands.provider import Journey
from pupitre.brands.tests.codes import with_app
from pupitre.brands.tests.house import ISSUER, house
from pupitre.journal.models import Entry

__all__ = ["house"]

ENGLISH = {"Accept-Language": "en"}


def away(client, onward="/"):
    """Sent to the provider: the journey, as the session keeps it."""
    answer = client.post("/sign-in/provider", {"next": onward}, headers=ENGLISH)
    kept = client.session["at_provider"]
    journey = Journey(**{name: kept[name] for name in ("address", "state", "nonce", "verifier")})
    assert answer.status_code == 200 and answer["Refresh"] == f"0; url={journey.address}"
    return journey


def there_and_back(client, house, onward="/", **said):
    return client.get("/sign-in/provider/back", house.agree(away(client, onward), **said), headers=ENGLISH)


def said(client):
    return client.get("/sign-in", headers=ENGLISH).content.decode()


def test_a_member_comes_in_and_is_known_by_the_providers_number_from_then_on(client, owner, brand, house):
    assert "Sign in with House" in said(client)
    assert there_and_back(client, house, "/b/maison-lune/settings/").url == "/b/maison-lune/settings/"
    assert Identity.objects.get().member == owner and Entry.objects.filter(verb="member.linked").exists()
    owner.email = "camille.roux@lune.example"
    owner.save()
    again = Client()
    assert there_and_back(again, house).url == "/"
    assert Session.objects.filter(member=owner).count() == 2


def test_nobody_is_let_in_whom_nobody_invited(client, owner, house):
    assert there_and_back(client, house, email="stranger@lune.example").url == "/sign-in"
    assert "Ask an owner to invite you" in said(client)
    assert Member.objects.count() == 1 and not Session.objects.filter(member__isnull=False).exists()


def test_an_invited_person_gets_account_and_seat(client, owner, brand, house):
    _, token = invite(brand, "noe@lune.example", "author", owner)
    answer = there_and_back(client, house, f"/join/{token}", sub="9", email="noe@lune.example", name="Noé")
    assert answer.url == "/"
    noe = Member.objects.get(email="noe@lune.example")
    assert noe.memberships.get().role == "author" and not noe.has_usable_password()
    assert client.get("/b/maison-lune/settings/").status_code == 200


def test_an_address_the_provider_does_not_vouch_for_opens_nothing(client, owner, house):
    assert there_and_back(client, house, email_verified=False).url == "/sign-in"
    assert "does not vouch" in said(client) and not Identity.objects.exists()


def test_an_address_that_changed_hands_opens_nothing(client, owner, house):
    Identity.objects.create(member=owner, issuer=ISSUER, subject="the one before")
    assert there_and_back(client, house).url == "/sign-in"
    assert "belongs to somebody else" in said(client)


def test_who_was_put_out_of_use_stays_out(client, owner, house):
    Member.objects.update(is_active=False)
    assert there_and_back(client, house).url == "/sign-in"
    Identity.objects.create(member=owner, issuer=ISSUER, subject="1234")
    assert there_and_back(client, house).url == "/sign-in"


def test_the_second_step_is_asked_here_too(client, owner, brand, house):
    with_app(owner)
    assert there_and_back(client, house, "/b/maison-lune/").url == "/sign-in/second"
    assert client.get("/b/maison-lune/settings/").status_code == 302


def test_only_the_session_that_set_out_comes_back_and_once(client, owner, brand, house):
    answer = house.agree(away(client))
    thief = Client()
    assert thief.get("/sign-in/provider/back", answer).status_code == 400
    away(thief)
    assert thief.get("/sign-in/provider/back", answer).status_code == 400
    assert client.get("/sign-in/provider/back", answer).url == "/"
    client.post("/sign-out")
    assert client.get("/sign-in/provider/back", answer).status_code == 400
    assert Client().get("/sign-in/provider/back").status_code == 400


def test_after_ten_minutes_it_begins_again(client, owner, house):
    answer = house.agree(away(client))
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert client.get("/sign-in/provider/back", answer).status_code == 400


def test_a_forged_token_lets_nobody_in(client, owner, house):
    assert there_and_back(client, house, aud="another").url == "/sign-in"
    assert "could not be verified" in said(client)


def test_without_a_provider_there_is_no_door(client, owner):
    assert "sign-in/provider" not in said(client)
    assert client.post("/sign-in/provider").status_code == 404
    assert client.get("/sign-in/provider/back").status_code == 400
