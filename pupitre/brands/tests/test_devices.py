"""A sign-in from a device not seen before: told once, to the member alone, with a word that ends just that session."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from pupitre.brands import devices
from pupitre.brands.jobs import forget
from pupitre.brands.models import KnownDevice, Member, Session
from pupitre.brands.sessions import SessionStore
from pupitre.journal.models import Entry
from pupitre.notices.models import Notice
from pupitre.notices.tell import tell


@pytest.fixture
def settled(owner, brand, colleague):
    """Camille has been here for a while."""
    Member.objects.update(joined_at=timezone.now() - timedelta(days=3))
    owner.refresh_from_db(), colleague.refresh_from_db()
    return owner


def session(member, device="Firefox · Linux"):
    store = SessionStore()
    store["_auth_user_id"], store["device"] = str(member.pk), device
    store.save()
    return Session.objects.get(pk=store.session_key)


def told():
    return list(Entry.objects.filter(verb="member.new_device"))


def test_the_first_time_is_told_and_the_second_is_not(settled, with_mail, run_jobs, mailoutbox):
    token = devices.recognise(settled, "", session(settled))
    assert devices.recognise(settled, token, session(settled)) == token
    (entry,) = told()
    assert entry.actor_id is None and entry.particulars == {"device": "Firefox · Linux"}
    run_jobs()
    (letter,) = mailoutbox
    assert letter.to == [settled.email] and "Firefox · Linux" in letter.body
    assert "https://desk.example/sessions/" in letter.body
    assert token not in letter.body and token not in str(list(KnownDevice.objects.values()))


def test_one_browser_may_serve_two_members_and_each_is_told(settled, colleague):
    token = devices.recognise(settled, "", session(settled))
    assert devices.recognise(colleague, token, session(colleague)) == token
    assert [entry.subject_id for entry in told()] == [settled.pk, colleague.pk]


def test_the_sign_in_that_made_the_account_is_no_news(owner, brand):
    devices.recognise(owner, "", session(owner))
    assert told() == [] and KnownDevice.objects.filter(member=owner).exists()
    devices.recognise(owner, "", session(owner))
    assert len(told()) == 1, "a second device right after is"


def test_only_the_member_is_told_under_the_bell(settled, colleague, brand):
    devices.recognise(colleague, "", session(colleague))
    tell(told())
    assert [notice.member_id for notice in Notice.objects.filter(verb="member.new_device")] == [colleague.pk]


def test_the_word_ends_that_session_and_no_other(settled):
    first, second = session(settled), session(settled)
    word = devices.word_for(first)
    assert first.session_key not in word and devices.session_behind(word) == (settled, first)
    assert devices.end_behind(word) and not devices.end_behind(word)
    assert list(Session.objects.filter(member=settled)) == [second]
    assert Entry.objects.filter(verb="member.signed_out").exists()


def test_a_false_or_old_word_ends_nothing(settled):
    word = devices.word_for(session(settled))
    assert devices.session_behind(word + "x") is None and devices.session_behind("rubbish") is None
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert devices.session_behind(word) is None and not devices.end_behind(word)


def test_what_nobody_came_back_with_is_forgotten(settled):
    devices.recognise(settled, "", session(settled))
    KnownDevice.objects.update(seen_at=timezone.now() - timedelta(days=401))
    forget(timestamp=0)
    assert not KnownDevice.objects.exists()


@pytest.mark.parametrize("token", ["x", "x" * 5000, "\x00" * 43])
def test_a_made_up_word_of_a_browser_is_no_trouble(settled, token):
    assert len(devices.recognise(settled, token, session(settled))) == 43
