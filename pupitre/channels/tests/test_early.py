"""Tokens are renewed before anybody needs it, each at its own moment; what ends for good is told in time."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from pupitre.channels import connect, ending, jobs
from pupitre.channels.models import Channel
from pupitre.channels.refresh import due_early, early, refresh
from pupitre.journal.models import Entry
from pupitre.networks.errors import Later, NotSent, Reconnect
from pupitre.networks.paper import connect as paper
from pupitre.networks.words import Grant

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture
def calls(monkeypatch):
    """Paper whose tokens last an hour; how often each account's was renewed."""
    made: list[str] = []
    own = paper.check

    def check(grant):
        made.append(grant.account)
        return replace(own(grant), expires_at=timezone.now() + HOUR)

    monkeypatch.setattr(paper, "check", check)
    return made


def due(*channels, ago=1):
    Channel.objects.filter(pk__in=[channel.pk for channel in channels]).update(
        refresh_at=Now() - timedelta(seconds=ago)
    )


def waiting():
    return list(
        ProcrastinateJob.objects.filter(task_name="channels.refresh").values_list("args__channel_id", flat=True)
    )


def run_jobs():
    for channel_id in waiting():
        jobs.refresh_channel(channel_id)
    ProcrastinateJob.objects.filter(task_name="channels.refresh").delete()


def test_tokens_that_were_given_together_are_not_renewed_together():
    now = timezone.now()
    moments = [early(Grant("s", "a", expires_at=now + HOUR)) - now for _ in range(300)]
    assert min(moments) >= timedelta(minutes=29) and max(moments) <= timedelta(minutes=49)
    minutes = {moment // timedelta(minutes=1) for moment in moments}
    assert len(minutes) >= 15, "they come in a heap"


def test_a_token_without_an_end_is_never_due_and_one_that_has_ended_is_not_asked_for_without_pause():
    assert early(Grant("s", "a")) is None
    soon = early(Grant("s", "a", expires_at=timezone.now() - HOUR))
    assert timezone.now() < soon <= timezone.now() + timedelta(minutes=1)


def test_each_due_channel_is_renewed_once_however_often_the_sweep_comes(spine, calls):
    channels = [spine.channel() for _ in range(5)]
    due(*channels[:4])
    for _ in range(3):
        jobs.refresh_early(0)
    assert sorted(waiting()) == sorted(channel.pk for channel in channels[:4])
    run_jobs()
    jobs.refresh_early(0)
    assert waiting() == []
    assert sorted(calls) == sorted(channel.account for channel in channels[:4])
    for channel in channels[:4]:
        channel.refresh_from_db()
        assert channel.grant_version == 2
        assert timezone.now() + HOUR * 0.45 < channel.refresh_at < channel.expires_at


def test_who_needed_it_was_first_and_the_sweep_asks_no_more(spine, channel, calls):
    due(channel)
    jobs.refresh_early(0)
    refresh(Channel.objects.get(pk=channel.pk))
    run_jobs()
    assert calls == [channel.account]


def test_a_channel_that_waits_or_is_dead_or_gone_is_left_alone(spine, owner, calls):
    limited, dead, gone = (spine.channel() for _ in range(3))
    due(limited, dead, gone)
    Channel.objects.filter(pk=limited.pk).update(not_before=Now() + HOUR)
    Channel.objects.filter(pk=dead.pk).update(state=Channel.RECONNECT)
    connect.remove(gone, owner)
    jobs.refresh_early(0)
    assert waiting() == [] and not due_early().exists()


def test_a_token_from_before_the_sweep_is_renewed_in_its_last_half_hour(spine, channel):
    Channel.objects.update(refresh_at=None, expires_at=Now() + timedelta(minutes=40))
    assert not due_early().exists()
    Channel.objects.update(expires_at=Now() + timedelta(minutes=29))
    assert due_early().get() == channel


@pytest.mark.parametrize("error", [NotSent("unreachable"), Later(timezone.now() + HOUR)])
def test_a_renewal_that_fails_for_a_moment_is_tried_again_later_and_disconnects_nothing(channel, monkeypatch, error):
    def check(grant):
        raise error

    monkeypatch.setattr(paper, "check", check)
    due(channel)
    jobs.refresh_early(0)
    run_jobs()
    channel.refresh_from_db()
    assert channel.state == Channel.READY
    assert timedelta(minutes=4) < channel.refresh_at - timezone.now() <= timedelta(minutes=5)
    assert not due_early().exists()


# Connections that end


@pytest.fixture
def ending_in(channel):
    def move(days: float) -> list[int]:
        """The end comes so many days from now; which warnings are written then."""
        at = timezone.now() + timedelta(days=days)
        Channel.objects.filter(pk=channel.pk).update(ends_at=at)
        ending.warn()
        return [entry.particulars["days"] for entry in Entry.objects.filter(verb="channel.ending").order_by("pk")]

    return move


def test_each_of_three_warnings_is_given_once(ending_in):
    assert ending_in(14.5) == []
    for days, told in ((13.9, [14]), (8, [14]), (6.9, [14, 7]), (3, [14, 7]), (1.9, [14, 7, 2]), (0.1, [14, 7, 2])):
        for _ in range(3):
            assert ending_in(days) == told
    assert ending_in(-0.1) == [14, 7, 2]


def test_a_desk_that_slept_gives_only_the_nearest_warning(ending_in):
    assert ending_in(1) == [2]
    assert ending_in(0.5) == [2]


def test_eight_workers_warn_once(channel, together):
    Channel.objects.update(ends_at=Now() + timedelta(days=5))
    together(*([ending.warn] * 8))
    assert Entry.objects.filter(verb="channel.ending").count() == 1


def test_a_connection_that_was_made_young_is_warned_of_anew_when_its_new_end_comes(spine, channel, owner, ending_in):
    assert ending_in(5) == [7]
    grant = replace(connect.begin("paper", {"name": channel.account}, ""), ends_at=timezone.now() + timedelta(days=730))
    connect.keep(spine.brand, "paper", grant, owner, anew=channel)
    channel.refresh_from_db()
    assert channel.ends_at == grant.ends_at and not channel.ends_soon
    assert ending_in(729) == [7]
    assert ending_in(12) == [7, 14]


def test_a_renewal_keeps_the_end_and_what_was_told_of_it(channel, calls, ending_in):
    assert ending_in(5) == [7]
    assert refresh(Channel.objects.get(pk=channel.pk))
    channel.refresh_from_db()
    assert channel.ends_soon and channel.ending_told == 7
    assert ending_in(4) == [7]


def test_a_dead_or_removed_channel_is_not_warned_of(spine, channel, owner, ending_in):
    Channel.objects.update(state=Channel.RECONNECT)
    assert ending_in(5) == []
    Channel.objects.update(state=Channel.READY)
    connect.remove(channel, owner)
    assert ending_in(5) == []


# A batch of five hundred


def test_five_hundred_posts_wait_for_a_person_and_all_leave_once(spine, channel, monkeypatch):
    """A token dies in the middle of a batch: nothing fails, nothing doubles, and all of it leaves afterwards."""
    from pupitre.channels import states
    from pupitre.channels.claim import claim
    from pupitre.channels.models import Part
    from pupitre.channels.send import send
    from pupitre.networks.paper import mischief

    for number in range(500):
        spine.entrust(channel, f"Post {number}")
    for part in claim("w", 200):
        send(part)
    mischief.revoke(channel.account)
    for part in claim("w", 500):
        send(part)
    held = Part.objects.exclude(state=states.SENT)
    assert held.count() == 300 and {part.state for part in held} <= {states.BLOCKED, states.PLANNED}
    assert Entry.objects.filter(verb="channel.disconnected").count() == 1
    again = connect.begin("paper", {"name": channel.account, "class": "A"}, "")
    connect.keep(spine.brand, "paper", again, spine.owner, anew=Channel.objects.get(pk=channel.pk))
    while parts := claim("w", 500):
        for part in parts:
            send(part)
    assert set(Part.objects.values_list("state", flat=True)) == {states.SENT}
    assert sorted(spine.texts(channel)) == sorted(f"Post {number}" for number in range(500))


@pytest.mark.parametrize("error", [NotSent("unreachable"), NotSent("server_error"), Later(timezone.now() + HOUR)])
def test_a_transient_error_of_a_renewal_disconnects_nothing_in_the_middle_of_a_batch(
    spine, channel, together, monkeypatch, error
):
    from pupitre.channels.claim import claim
    from pupitre.channels.send import send
    from pupitre.networks.paper import mischief

    asked = []

    def check(grant):
        asked.append(1)
        raise error

    monkeypatch.setattr(paper, "check", check)
    mischief.expire(channel.account)
    for number in range(16):
        spine.entrust(channel, f"Post {number}")
    parts = claim("w", 100)
    with suppress(Reconnect):
        together(*(lambda part=part: send(part) for part in parts[:8]))
    channel.refresh_from_db()
    assert channel.state == Channel.READY
    assert not Entry.objects.filter(verb__in=("channel.disconnected", "sending.refused")).exists()
    assert 1 <= len(asked) < 8 and spine.texts(channel) == []
