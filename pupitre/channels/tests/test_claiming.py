from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from pupitre.channels import hold, states
from pupitre.channels.claim import LEASE, claim, claim_looks, give_back, keep
from pupitre.channels.decide import hold_this, release_this
from pupitre.channels.models import Channel, Host, Part, Sending

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_claim_gives_a_lease_and_a_higher_token(spine, channel):
    sending = spine.entrust(channel)
    before = spine.part(sending)
    [part] = claim("w", 10)
    assert (part.state, part.worker, part.token) == (states.CLAIMED, "w", before.token + 1)
    assert timedelta(0) < part.lease_until - timezone.now() <= LEASE
    assert claim("other", 10) == []


def test_many_workers_share_without_overlap(spine, channel, together):
    for number in range(40):
        spine.entrust(channel, f"Post {number}")
    shares = together(*(lambda name=f"w{n}": [part.pk for part in claim(name, 7)] for n in range(8)))
    taken = [pk for share in shares for pk in share]
    assert len(taken) == len(set(taken))
    assert len(taken) + len(claim("last", 100)) == 40


def test_the_soonest_come_first(spine, channel):
    now = timezone.now()
    sendings = [spine.entrust(channel, f"{age}", due=now - timedelta(seconds=age)) for age in (5, 60, 30)]
    assert [part.sending_id for part in claim("w", 2)] == [sendings[1].pk, sendings[2].pk]


def test_what_is_due_in_the_next_seconds_is_taken_in_hand_and_nothing_later(spine, channel):
    now = timezone.now()
    soon = spine.entrust(channel, due=now + timedelta(seconds=1))
    spine.entrust(channel, due=now + timedelta(seconds=30))
    assert [part.sending_id for part in claim("w", 10)] == [soon.pk]


def later():
    return timezone.now() + timedelta(minutes=5)


def is_late(sending, channel):
    Part.objects.filter(sending=sending).update(expected_at=timezone.now() - timedelta(minutes=16))


CLOSED = {
    "to reconnect": lambda s, c: Channel.objects.filter(pk=c.pk).update(state=Channel.RECONNECT),
    "removed": lambda s, c: Channel.objects.filter(pk=c.pk).update(removed_at=Now()),
    "a limit": lambda s, c: Channel.objects.filter(pk=c.pk).update(not_before=later()),
    "a limit that ends in a second": lambda s, c: Channel.objects.update(not_before=Now() + timedelta(seconds=1)),
    "a host in trouble": lambda s, c: Host.objects.create(server=c.server, failures=20, not_before=later()),
    "its own wait": lambda s, c: Part.objects.filter(sending=s).update(not_before=Now() + timedelta(seconds=1)),
    "held by hand": lambda s, c: hold_this(s, s.by_id),
    "a hold": lambda s, c: hold.hold(s.brand, "storm", None),
    "late": is_late,
}


@pytest.mark.parametrize("close", CLOSED.values(), ids=CLOSED)
def test_what_may_not_leave_is_not_taken(spine, channel, close):
    sending = spine.entrust(channel)
    close(sending, channel)
    assert claim("w", 10) == []


def test_what_is_released_leaves(spine, channel):
    sending = spine.entrust(channel)
    hold_this(sending, spine.owner.pk)
    release_this(sending, spine.owner.pk)
    assert len(claim("w", 10)) == 1


def test_a_hold_of_today_lets_tomorrow_pass(spine, channel):
    hold.hold(spine.brand, "today", None, until=timezone.now() - timedelta(seconds=30))
    spine.entrust(channel, "held", due=timezone.now() - timedelta(minutes=1))
    free = spine.entrust(channel, "free")
    assert [part.sending_id for part in claim("w", 10)] == [free.pk]


def test_another_brands_hold_holds_nothing_here(spine, channel, other_brand):
    hold.hold(other_brand, "elsewhere", None)
    spine.entrust(channel)
    assert len(claim("w", 10)) == 1


def test_a_part_of_a_thread_waits_for_the_part_before(spine, channel):
    sending = spine.entrust(channel, "one", "two")
    assert [part.position for part in claim("w", 10)] == [0]
    Part.objects.filter(sending=sending, position=0).update(state=states.SENT)
    assert [part.position for part in claim("w", 10)] == [1]


def test_the_heart_beat_keeps_what_is_in_hand_and_nothing_else(spine, channel):
    mine, lost = spine.entrust(channel, "mine"), spine.entrust(channel, "lost")
    parts = {part.sending_id: part for part in claim("w", 10)}
    Part.objects.update(lease_until=Now() + timedelta(seconds=5))
    assert keep("w", [parts[mine.pk].pk]) == 1
    assert spine.part(mine).lease_until - timezone.now() > timedelta(seconds=50)
    assert spine.part(lost).lease_until - timezone.now() < timedelta(seconds=6)


def test_a_lease_that_ran_out_is_not_kept(spine, channel):
    sending = spine.entrust(channel)
    part = spine.claimed(sending, "w")
    Part.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert keep("w", [part.pk]) == 0


def test_what_was_claimed_for_us_unknown_to_us_goes_back(spine, channel):
    known, unknown, looked = (spine.entrust(channel, text) for text in ("known", "unknown", "looked"))
    Part.objects.filter(sending=looked).update(state=states.UNKNOWN, look_at=Now(), armed_at=Now())
    hand = {part.sending_id: part for part in (*claim("w", 10), *claim_looks("w", 10))}
    assert give_back("w", [hand[known.pk].pk]) == 2
    assert [spine.part(s).state for s in (known, unknown, looked)] == [states.CLAIMED, states.PLANNED, states.UNKNOWN]
    assert spine.part(unknown).token > hand[unknown.pk].token


def test_only_looks_whose_time_has_come_are_taken(spine, channel):
    now_, soon = spine.entrust(channel, "now"), spine.entrust(channel, "soon")
    Part.objects.filter(sending=now_).update(state=states.UNKNOWN, look_at=Now())
    Part.objects.filter(sending=soon).update(state=states.UNKNOWN, look_at=Now() + timedelta(seconds=5))
    assert [part.sending_id for part in claim_looks("w", 10)] == [now_.pk]


def test_a_network_that_asked_to_wait_is_not_looked_at_either(spine, channel):
    sending = spine.entrust(channel)
    Part.objects.filter(sending=sending).update(state=states.UNKNOWN, look_at=Now())
    Channel.objects.filter(pk=channel.pk).update(not_before=later())
    assert claim_looks("w", 10) == []


def test_channels_that_are_full_are_left_aside(spine, channel):
    other = spine.channel()
    spine.entrust(channel)
    free = spine.entrust(other)
    assert [part.sending_id for part in claim("w", 10, [channel.pk])] == [free.pk]


def test_claiming_is_one_query_of_rows_however_many_there_are(spine, channel, django_assert_max_num_queries):
    for number in range(30):
        spine.entrust(channel, f"{number}")
    with django_assert_max_num_queries(6):
        assert len(claim("w", 100)) == 30
    assert Sending.objects.filter(state=states.PLANNED).count() == 30
