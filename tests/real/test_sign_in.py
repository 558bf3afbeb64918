"""Signing in at a provider that nobody here wrote."""

import pytest
from django.test import Client

from pupitre.brands.models import Identity, Session
from pupitre.brands.provider import ProviderRefused, come_back, set_out
from tests.real.house import known, provider

__all__ = ["known", "provider"]

pytestmark = [pytest.mark.real, pytest.mark.django_db]

BACK = "http://localhost:8000/sign-in/provider/back"


def test_a_member_comes_in_and_again(known, owner, brand):
    for _ in range(2):
        client = Client()
        client.post("/sign-in/provider", {"next": "/b/maison-lune/settings/"})
        answer = known.agree(client.session["at_provider"]["address"], "camille")
        assert client.get("/sign-in/provider/back", answer).url == "/b/maison-lune/settings/"
        assert client.get("/b/maison-lune/settings/").status_code == 200
    assert Identity.objects.get().member == owner
    assert Session.objects.filter(member=owner).count() == 2


def test_whom_nobody_invited_stays_out(known, owner):
    client = Client()
    client.post("/sign-in/provider")
    answer = known.agree(client.session["at_provider"]["address"], "stranger")
    assert client.get("/sign-in/provider/back", answer).url == "/sign-in"
    assert not Session.objects.filter(member__isnull=False).exists()


def test_its_answer_to_another_journey_is_refused(known):
    mine, other = set_out(BACK), set_out(BACK)
    answer = known.agree(other.address, "camille")
    with pytest.raises(ProviderRefused):
        come_back(mine, answer, BACK)


def test_a_code_counts_once(known):
    journey = set_out(BACK)
    answer = known.agree(journey.address, "camille")
    assert come_back(journey, answer, BACK).email == "camille@lune.example"
    with pytest.raises(ProviderRefused):
        come_back(journey, answer, BACK)


def test_a_wrong_verifier_is_not_what_lets_anybody_in(known):
    """Whether the provider checks it or not, the nonce still ties the answer to its journey."""
    journey, thief = set_out(BACK), set_out(BACK)
    answer = known.agree(journey.address, "camille")
    with pytest.raises(ProviderRefused):
        come_back(thief, answer, BACK)


def test_what_a_provider_says_of_signing_in_anew(known, owner, brand):
    """One that does not tell `auth_time` proves nothing, and the page says so; one that does opens the deed."""
    import time

    begun = time.time()
    journey = set_out(BACK, anew=True)
    assert "prompt=login" in journey.address and "max_age=0" in journey.address
    told = come_back(journey, known.agree(journey.address, "camille"), BACK)
    assert told.subject == "camille" and (told.signed_in_at is None or told.signed_in_at >= begun - 60)
