from datetime import timedelta

import pytest
from django.utils import timezone

from pupitre.brands.models import Hold
from pupitre.channels import decide, entrust, hold, reap, states
from pupitre.channels.arm import arm
from pupitre.channels.claim import claim
from pupitre.channels.models import Attempt, Part, Sending
from pupitre.channels.send import send
from pupitre.journal.models import Entry
from pupitre.networks.paper import mischief

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def doubtful(spine):
    """A sending on a network that nobody can read, whose answer was lost: a person's to judge."""
    channel = spine.channel("D")
    mischief.lose_answer(channel.account)
    sending = spine.entrust(channel)
    send(spine.claimed(sending))
    assert spine.part(sending).state == states.PERSON
    return sending


def test_it_is_there(spine, doubtful, owner):
    assert decide.it_is_there(doubtful, "https://there.example/1", owner.pk)
    part = spine.part(doubtful)
    assert (part.state, part.remote_url) == (states.SENT, "https://there.example/1")
    entry = Entry.objects.get(verb="sending.sent")
    assert (entry.particulars["how"], entry.actor_id) == ("member", owner.pk)
    assert not decide.it_is_there(doubtful, "", owner.pk), "a second click"
    assert Entry.objects.filter(verb="sending.sent").count() == 1


def test_send_it_again_uses_the_same_key(spine, doubtful, owner):
    assert decide.send_again(doubtful, owner.pk)
    assert not decide.send_again(doubtful, owner.pk), "a second click"
    send(spine.claimed(doubtful))
    assert spine.part(doubtful).state == states.SENT
    assert len({made.key for made in Attempt.objects.all()}) == 1
    assert Entry.objects.get(verb="sending.again").actor_id == owner.pk


def test_an_unknown_outcome_can_be_confirmed_but_not_sent_again(spine, channel, owner):
    mischief.lose_answer(channel.account)
    sending = spine.entrust(channel)
    send(spine.claimed(sending))
    assert not decide.send_now(sending, owner.pk)
    spine.looking(sending)
    assert decide.it_is_there(sending, "", owner.pk), "while a worker is looking too"
    assert spine.part(sending).state == states.SENT


def test_who_saw_it_late_does_not_decide_a_doubt(spine, doubtful, owner):
    assert not decide.send_now(doubtful, owner.pk) and not entrust.drop(doubtful, owner.pk)
    assert spine.part(doubtful).state == states.PERSON
    assert entrust.leave_out(doubtful, owner.pk)
    assert not entrust.leave_out(doubtful, owner.pk) and not decide.send_again(doubtful, owner.pk)


def test_of_two_members_one_decides(spine, doubtful, owner, together):
    decisions = (
        lambda: decide.it_is_there(doubtful, "", owner.pk),
        lambda: decide.send_again(doubtful, owner.pk),
        lambda: decide.it_is_there(doubtful, "", owner.pk),
    )
    assert together(*decisions).count(True) == 1


def test_a_late_post_leaves_when_somebody_says_so(spine, channel, owner):
    sending = spine.entrust(channel, due=timezone.now() - timedelta(hours=3))
    reap.mark_late()
    assert decide.send_now(sending, owner.pk)
    send(spine.claimed(sending))
    assert spine.part(sending).state == states.SENT


def test_a_late_post_leaves_even_when_the_clock_of_the_pages_is_behind(spine, channel, owner, monkeypatch):
    sending = spine.entrust(channel, due=timezone.now() - timedelta(hours=3))
    reap.mark_late()
    behind = timezone.now() - timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: behind)
    decide.send_now(sending, owner.pk)
    monkeypatch.undo()
    assert claim("w", 10)


def test_the_rest_of_a_thread_follows_a_decision(spine, owner):
    channel = spine.channel("D")
    mischief.lose_answer(channel.account)
    sending = spine.entrust(channel, "one", "two")
    send(spine.claimed(sending))
    spine.age(sending, 3600)
    assert decide.it_is_there(sending, "", owner.pk)
    send(spine.claimed(sending))
    assert spine.texts(channel) == ["one", "two"]
    sending.refresh_from_db()
    assert sending.state == states.SENT


def test_what_is_put_away_needs_nobody_any_more(spine, doubtful, owner):
    assert list(Sending.objects.waiting_for_somebody()) == [doubtful]
    decide.put_away(doubtful, owner.pk)
    decide.put_away(doubtful, owner.pk)
    assert not Sending.objects.waiting_for_somebody().exists()
    assert Entry.objects.filter(verb="sending.put_away").count() == 1


def test_moving_gives_another_time_and_fences_whoever_had_it_in_hand(spine, channel, owner):
    sending = spine.entrust(channel)
    part = spine.claimed(sending)
    tomorrow = timezone.now() + timedelta(days=1)
    assert entrust.move_to(sending, tomorrow, owner.pk)
    assert not arm(part)
    assert (spine.part(sending).state, spine.part(sending).due_at) == (states.PLANNED, tomorrow)
    assert claim("w", 10) == []


@pytest.mark.parametrize("move", [True, False])
def test_what_is_on_its_way_is_neither_moved_nor_dropped(spine, channel, owner, move):
    sending = spine.entrust(channel)
    arm(spine.claimed(sending))
    tomorrow = timezone.now() + timedelta(days=1)
    assert not (entrust.move_to(sending, tomorrow, owner.pk) if move else entrust.drop(sending, owner.pk))
    assert spine.part(sending).state == states.ARMED


def test_what_waits_for_a_network_can_be_moved(spine, channel, owner):
    mischief.limit(channel.account, 600)
    sending = spine.entrust(channel)
    send(spine.claimed(sending))
    assert entrust.move_to(sending, timezone.now() + timedelta(days=1), owner.pk)
    assert spine.part(sending).state == states.PLANNED


def test_what_is_dropped_never_leaves_whoever_had_it_in_hand(spine, channel, owner):
    sending = spine.entrust(channel)
    part = spine.claimed(sending)
    assert entrust.drop(sending, owner.pk)
    send(part)
    assert spine.texts(channel) == []
    assert spine.part(sending).state == states.DROPPED
    assert not entrust.drop(sending, owner.pk)


def test_dropping_the_rest_of_a_thread_leaves_what_is_out(spine, channel, owner):
    sending = spine.entrust(channel, "one", "two")
    send(spine.claimed(sending))
    assert entrust.drop(sending, owner.pk)
    assert [spine.part(sending, n).state for n in (0, 1)] == [states.SENT, states.DROPPED]
    assert sending.state == states.SENT


def test_each_part_has_its_own_key_chosen_once(spine, channel):
    sending = spine.entrust(channel, "one", "two", "three")
    keys = [part.key for part in Part.objects.filter(sending=sending)]
    assert len(set(keys)) == 3


def test_lifting_a_hold_bursts_nothing_out(spine, channel, owner):
    held = hold.hold(spine.brand, "crisis", owner).hold
    past, armed_once = spine.entrust(channel, "past"), spine.entrust(channel, "armed once")
    future = spine.entrust(channel, "future", due=timezone.now() + timedelta(hours=1))
    Part.objects.filter(sending=armed_once).update(first_armed_at=timezone.now(), tries=1)
    assert [each.pk for each in hold.held_back(held)] == [past.pk, armed_once.pk]
    assert [each.pk for each in hold.lift(held, owner)] == [past.pk, armed_once.pk]
    assert hold.lift(held, owner) == []
    assert [spine.part(s).state for s in (past, armed_once, future)] == [states.LATE, states.LATE, states.PLANNED]
    assert claim("w", 10) == []
    assert decide.send_now(past, owner.pk)
    assert len(claim("w", 10)) == 1


def test_lifting_a_hold_takes_from_a_worker_what_it_was_preparing(spine, channel, owner):
    sending = spine.entrust(channel)
    part = spine.claimed(sending)
    held = hold.hold(spine.brand, "crisis", owner).hold
    hold.lift(held, owner)
    assert not arm(part)
    assert spine.part(sending).state == states.LATE


def test_lifting_leaves_alone_what_is_on_its_way(spine, owner):
    """A call in flight when the hold came may be out: it is nobody's to send a second time."""
    channel = spine.channel("D")
    sending = spine.entrust(channel)
    part = spine.claimed(sending)
    assert arm(part)
    held = Hold.objects.create(brand=spine.brand, reason="crisis", by=owner)
    assert hold.held_back(held) == [] and hold.lift(held, owner) == []
    sending.refresh_from_db()
    assert (sending.state, spine.part(sending).state) == (states.PLANNED, states.ARMED)
    Part.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    reap.reap()
    assert not decide.send_now(sending, owner.pk)
    assert spine.part(sending).state == states.PERSON


def test_a_hold_of_today_gives_back_only_what_it_held(spine, channel, owner):
    evening = timezone.now() - timedelta(minutes=1)
    held = hold.hold(spine.brand, "today", owner, until=evening).hold
    inside = spine.entrust(channel, "inside", due=evening - timedelta(minutes=1))
    spine.entrust(channel, "outside", due=evening + timedelta(seconds=10))
    assert [each.pk for each in hold.held_back(held)] == [inside.pk]


def test_a_second_hold_only_makes_the_first_longer(spine, owner):
    today = hold.hold(spine.brand, "today", owner, until=timezone.now() + timedelta(hours=3)).hold
    crisis = hold.hold(spine.brand, "crisis", owner).hold
    assert (crisis.pk, crisis.until, crisis.reason) == (today.pk, None, "crisis")
    again = hold.hold(spine.brand, "shorter", owner, until=timezone.now()).hold
    assert (again.pk, again.until) == (today.pk, None)
