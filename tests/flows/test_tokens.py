"""Every signed or secret word opens what it was made for and nothing else; and none of them for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core import signing
from django.test import Client
from django.utils import timezone

from pupitre.brands import demo
from pupitre.brands.devices import word_for
from pupitre.brands.invite import invite
from pupitre.brands.models import Member, Session
from pupitre.brands.password import link_for
from pupitre.brands.sessions import SessionStore
from pupitre.publishing.approval import link as links
from pupitre.publishing.tests import stage

LASTS = {"invitation": 7 * 24, "reset": 1, "door": 24, "ending": 30 * 24, "approval": 7 * 24}
"""hours"""
ENDPOINTS = {
    "invitation": "/join/{token}",
    "reset": "/password/{who}/{token}",
    "door": "/demo/door/{token}",
    "ending": "/sessions/{token}",
    "approval": "/approve/{token}",
}


@pytest.fixture
def words(owner, brand, rf) -> dict[str, str]:
    """One true word for each purpose, and a session's key."""
    client = Client()
    client.force_login(owner)
    session = Session.objects.get(pk=client.session.session_key)
    _, looking_around = demo.open_demo("en")
    reset = link_for(owner).split("/")
    return {
        "invitation": invite(brand, "noe@lune.example", "owner", owner)[1],
        "reset": reset[-1],
        "who": reset[-2],
        "door": demo.door(looking_around),
        "ending": word_for(session),
        "approval": links.make(stage.written(brand, owner), owner, "Madame Garance")[1],
        "session": session.session_key,
    }


def path(endpoint: str, word: str, words: dict[str, str]) -> str:
    return ENDPOINTS[endpoint].format(token=word, who=words["who"])


def standing() -> tuple[int, int, set[str]]:
    return (
        Member.objects.count(),
        Session.objects.filter(member__isnull=False).count(),
        set(Member.objects.values_list("password", flat=True)),
    )


@pytest.mark.parametrize("purpose", LASTS)
def test_each_opens_what_it_was_made_for(words, purpose):
    assert Client().get(path(purpose, words[purpose], words)).status_code == 200


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("purpose", [*LASTS, "session"])
def test_a_word_for_another_purpose_opens_nothing(words, purpose, endpoint):
    if purpose == endpoint:
        return
    before, stranger = standing(), Client()
    form = {"password": "eight-scarves-wet", "name": "N", "email": "n@x.example", "language": "en", "time_zone": "UTC"}
    for answer in (
        stranger.get(path(endpoint, words[purpose], words)),
        stranger.post(path(endpoint, words[purpose], words), form),
    ):
        assert answer.status_code in (403, 404, 405), endpoint
    assert standing() == before


@pytest.mark.parametrize("purpose", [*LASTS])
def test_a_word_is_no_session(words, brand, purpose):
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = words[purpose]
    assert "sign-in" in thief.get(f"/b/{brand.slug}/settings/").url


@pytest.mark.parametrize(("purpose", "hours"), LASTS.items())
def test_none_works_for_ever(words, purpose, hours):
    with time_machine.travel(timezone.now() + timedelta(hours=hours, minutes=1)):
        assert Client().get(path(purpose, words[purpose], words)).status_code == 404


@pytest.mark.parametrize("endpoint", ["door", "ending"])
def test_a_word_signed_by_us_for_something_else_opens_nothing(words, owner, endpoint):
    for salt in ("django.core.signing", "something else"):
        for said in (owner.pk, [owner.pk, "0" * 16]):
            assert Client().get(path(endpoint, signing.dumps(said, salt=salt), words)).status_code == 404


def test_a_reset_of_one_member_is_none_of_anothers(words, colleague):
    theirs = link_for(colleague).split("/")[-2]
    assert Client().post(f"/password/{theirs}/{words['reset']}", {"password": "eight-scarves-wet"}).status_code == 404
    colleague.refresh_from_db()
    assert colleague.check_password("seven-scarves-dry")


def test_a_session_that_waits_for_the_second_step_is_no_session(owner, brand):
    store = SessionStore()
    store["waits_for_second_step"] = {"member": owner.pk, "password": owner.get_session_auth_hash(), "until": 9e9}
    store.save()
    waiting = Client()
    waiting.cookies[settings.SESSION_COOKIE_NAME] = store.session_key
    assert "sign-in" in waiting.get(f"/b/{brand.slug}/settings/").url
