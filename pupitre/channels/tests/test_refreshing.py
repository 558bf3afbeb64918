import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from pupitre.channels import connect, states
from pupitre.channels import refresh as refreshing
from pupitre.channels.claim import claim
from pupitre.channels.models import Attempt, Channel, Part
from pupitre.channels.refresh import refresh, save_grant
from pupitre.channels.send import send
from pupitre.journal.models import Entry
from pupitre.networks.errors import Later, NotSent, Reconnect, Refused, Unsure
from pupitre.networks.paper import connect as paper
from pupitre.networks.paper import mischief

pytestmark = pytest.mark.django_db(transaction=True)


class Calls:
    """Counts the calls that ask for a young grant, and how many were in flight at once."""

    def __init__(self, monkeypatch, answer=None, lasts=0.2):
        self.count = self.at_once = self.most = 0
        self._lock = threading.Lock()
        own = paper.check

        def check(grant):
            with self._lock:
                self.count += 1
                self.at_once += 1
                self.most = max(self.most, self.at_once)
            time.sleep(lasts)
            with self._lock:
                self.at_once -= 1
            if isinstance(answer, Exception):
                raise answer
            return own(grant)

        monkeypatch.setattr(paper, "check", check)


def fresh(channel):
    return Channel.objects.get(pk=channel.pk)


def test_eight_callers_make_one_call(channel, together, monkeypatch):
    calls = Calls(monkeypatch)
    copies = [fresh(channel) for _ in range(8)]
    assert together(*(lambda c=c: refresh(c) for c in copies)) == [True] * 8
    assert calls.count == 1
    assert {copy.grant_version for copy in copies} == {2}


def test_who_comes_after_with_an_old_grant_makes_no_call(channel, monkeypatch):
    old = fresh(channel)
    refresh(fresh(channel))
    calls = Calls(monkeypatch)
    assert refresh(old)
    assert calls.count == 0


@pytest.mark.parametrize(
    "error", [NotSent("unreachable"), Unsure("server_error"), KeyError("oops"), Later(timezone.now())]
)
def test_a_passing_error_disconnects_nothing_and_is_asked_once(channel, together, monkeypatch, error):
    calls = Calls(monkeypatch, error)
    assert together(*(lambda: refresh(fresh(channel)) for _ in range(8))) == [False] * 8
    channel.refresh_from_db()
    assert (channel.state, channel.refresh_until) == (Channel.READY, None)
    assert calls.most == 1
    assert calls.count < 8


@pytest.mark.parametrize("error", [Reconnect(False), Refused("refused_other", {"reason": "gone"})])
def test_a_dead_token_is_told_to_a_person_once(channel, together, monkeypatch, error):
    Calls(monkeypatch, error)
    assert together(*(lambda: refresh(fresh(channel)) for _ in range(4))) == [False] * 4
    channel.refresh_from_db()
    assert channel.state == Channel.RECONNECT
    assert Entry.objects.filter(verb="channel.disconnected").count() == 1


def test_killed_in_the_middle_another_takes_over_when_the_lease_ends(channel, monkeypatch):
    Channel.objects.update(refresh_until=Now() + timedelta(seconds=0.6))  # by somebody who is dead by now
    calls = Calls(monkeypatch, lasts=0)
    began = time.monotonic()
    assert refresh(fresh(channel))
    assert calls.count == 1
    assert time.monotonic() - began > 0.5


def test_killed_before_saving_a_pair_that_only_works_once_a_person_is_asked(channel, monkeypatch):
    """The network has given a new pair to a process that died: our old one is refused."""
    Channel.objects.update(refresh_until=Now() - timedelta(seconds=1))
    Calls(monkeypatch, Reconnect(False))
    assert not refresh(fresh(channel))
    assert fresh(channel).state == Channel.RECONNECT


def test_the_new_pair_is_saved_before_its_first_use(channel, monkeypatch):
    mischief.expire(channel.account)
    saved = []
    own = refreshing.save_grant
    monkeypatch.setattr(refreshing, "save_grant", lambda c, g: saved.append(connection.in_atomic_block) or own(c, g))
    assert refresh(fresh(channel))
    assert saved == [True]
    assert fresh(channel).grant_version == 2


def test_a_late_answer_does_not_undo_a_newer_grant(channel):
    late = fresh(channel)
    grant = channel.grant
    refresh(fresh(channel))
    sealed = fresh(channel).sealed
    assert not save_grant(late, grant)
    assert fresh(channel).sealed == sealed


def test_an_old_token_costs_one_refresh_and_the_same_attempt_goes_on(spine, channel, monkeypatch):
    mischief.expire(channel.account)
    calls = Calls(monkeypatch, lasts=0)
    sending = spine.entrust(channel)
    send(spine.claimed(sending))
    part = spine.part(sending)
    assert part.state == states.SENT
    assert calls.count == 1
    assert [made.outcome for made in Attempt.objects.order_by("number")] == ["reconnect", "sent"]
    assert {made.key for made in Attempt.objects.all()} == {part.key}
    assert spine.texts(channel) == ["Hello"]


def test_the_second_time_the_channel_is_blocked_and_the_batch_waits(spine, channel, monkeypatch):
    from pupitre.networks.paper import publish

    def old(outgoing, grant):
        raise Reconnect(True)

    monkeypatch.setattr(publish, "send", old)
    first, second = spine.entrust(channel, "first"), spine.entrust(channel, "second")
    part = claim("w", 1)[0]
    send(part)
    assert spine.part(first).state == states.BLOCKED
    assert spine.part(second).state == states.PLANNED
    assert fresh(channel).state == Channel.RECONNECT
    assert claim("w", 10) == []


def test_a_whole_batch_waits_for_a_person_and_leaves_when_it_is_connected_again(spine, channel, together):
    sendings = [spine.entrust(channel, f"Post {number}") for number in range(12)]
    mischief.revoke(channel.account)
    parts = claim("w", 100)
    together(*(lambda p=p: send(p) for p in parts[:6]))
    for part in parts[6:]:
        send(part)
    assert {spine.part(s).state for s in sendings} <= {states.BLOCKED, states.PLANNED}
    assert spine.texts(channel) == []
    grant = connect.begin("paper", {"name": channel.account, "class": "A"}, "")
    connect.keep(spine.brand, "paper", grant, spine.owner, anew=fresh(channel))
    for part in claim("w", 100):
        send(part)
    assert {spine.part(s).state for s in sendings} == {states.SENT}
    assert sorted(spine.texts(channel)) == sorted(f"Post {number}" for number in range(12))


def test_a_call_with_the_old_grant_does_not_block_a_channel_that_has_a_newer_one(spine, channel, monkeypatch):
    from pupitre.networks.paper import publish

    def refused(outgoing, grant):
        refresh(fresh(channel))  # somebody connects or refreshes meanwhile
        raise Reconnect(False)

    monkeypatch.setattr(publish, "send", refused)
    sending = spine.entrust(channel)
    send(spine.claimed(sending))
    assert spine.part(sending).state == states.PLANNED
    assert fresh(channel).state == Channel.READY


def test_a_refresh_that_fails_for_a_moment_plans_the_part_again(spine, channel, monkeypatch):
    mischief.expire(channel.account)
    Calls(monkeypatch, NotSent("unreachable"), lasts=0)
    sending = spine.entrust(channel)
    send(spine.claimed(sending))
    part = spine.part(sending)
    assert part.state == states.PLANNED and part.not_before > timezone.now()
    assert fresh(channel).state == Channel.READY
    assert Part.objects.count() == 1
