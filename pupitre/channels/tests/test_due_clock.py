"""The loop of a worker, with real threads and the real database."""

import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.db.models.functions import Now
from django.utils import timezone

from pupitre.channels import due_clock as room
from pupitre.channels import states
from pupitre.channels.due_clock import DueClock
from pupitre.channels.models import Channel, Part, Worker
from pupitre.networks.paper import mischief, publish

pytestmark = pytest.mark.django_db(transaction=True)


CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


@contextmanager
def working(name="clock-1", at_once=8):
    clock = DueClock(name, at_once)
    thread = threading.Thread(target=clock.run)
    thread.start()
    try:
        yield clock
    finally:
        clock.stop()
        thread.join(20)
        assert not thread.is_alive()


def until(condition, within=15.0):
    end = time.monotonic() + within
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.05)


def texts_of(spine, channels):
    return [text for channel in channels for text in spine.texts(channel)]


def hasten():
    """What is unknown is looked for at once, so that nobody waits for the looks of the protocol."""
    Part.objects.filter(state=states.UNKNOWN).update(look_at=Now())
    return True


def all_sent():
    return not Part.objects.exclude(state=states.SENT).exists()


def test_what_is_due_leaves_within_its_second_and_never_before(spine, channel):
    now = timezone.now()
    for offset in (0.5, 1.0, 1.5, 2.5):
        spine.entrust(channel, f"in {offset}", due=now + timedelta(seconds=offset))
    with working():
        until(all_sent)
    for part in Part.objects.all():
        assert timedelta(0) <= part.armed_at - part.due_at < timedelta(seconds=1)


@pytest.mark.parametrize("wrong", ["86400", "-86400", "-600"])
def test_a_workers_wrong_clock_makes_nothing_early_and_nothing_late(spine, channel, monkeypatch, tmp_path, wrong):
    step = tmp_path / "step"
    step.write_text(wrong)
    monkeypatch.setenv("PUPITRE_CLOCK_STEP", str(step))
    spine.entrust(channel, due=timezone.now() + timedelta(seconds=1.5))
    with working():
        until(all_sent)
    part = Part.objects.get()
    assert timedelta(0) <= part.armed_at - part.due_at < timedelta(seconds=1)


def test_threads_leave_in_order_and_whole(spine, channel):
    sendings = [spine.entrust(channel, *(f"{n}.{part}" for part in range(3))) for n in range(4)]
    with working():
        until(all_sent)
    texts = spine.texts(channel)
    assert len(texts) == 12
    for number in range(len(sendings)):
        assert [text for text in texts if text.startswith(f"{number}.")] == [f"{number}.{part}" for part in range(3)]


def test_two_workers_send_each_post_once(spine):
    channels = [spine.channel("C") for _ in range(3)]
    for number in range(30):
        spine.entrust(channels[number % 3], f"Post {number}")
    with working("clock-1"), working("clock-2"):
        until(all_sent)
    assert sorted(text for channel in channels for text in spine.texts(channel)) == sorted(
        f"Post {n}" for n in range(30)
    )


def test_a_slow_channel_does_not_delay_another(spine, channel, monkeypatch):
    own = publish.send
    quick = spine.channel()

    def slow(outgoing, grant):
        if grant.account == channel.account:
            time.sleep(1.0)
        return own(outgoing, grant)

    monkeypatch.setattr(publish, "send", slow)
    for number in range(12):
        spine.entrust(channel, f"slow {number}")
    sending = spine.entrust(quick, "quick")
    with working(at_once=16):
        until(all_sent, 30)
    part = spine.part(sending)
    assert part.armed_at - part.due_at < timedelta(seconds=2.5)


def test_a_channel_has_only_so_many_calls_in_flight(spine, channel, monkeypatch):
    own, lock, now, most = publish.send, threading.Lock(), [0], [0]

    def counted(outgoing, grant):
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.05)
        with lock:
            now[0] -= 1
        return own(outgoing, grant)

    monkeypatch.setattr(publish, "send", counted)
    for number in range(20):
        spine.entrust(channel, f"{number}")
    with working(at_once=16):
        until(all_sent)
    assert 1 < most[0] <= channel.card.per_second


def test_a_lost_answer_is_looked_for_by_the_loop(spine, channel):
    mischief.lose_answer(channel.account)
    spine.entrust(channel)
    with working():
        until(lambda: hasten() and all_sent())
    assert spine.texts(channel) == ["Hello"]


def test_what_a_dead_worker_left_is_taken_up(spine, channel):
    sending = spine.entrust(channel)
    spine.claimed(sending, "dead")
    Part.objects.update(lease_until=Now() - timedelta(seconds=1))
    with working():
        until(all_sent)


def test_told_to_end_it_gives_back_what_has_not_begun(spine, channel):
    spine.entrust(channel, due=timezone.now() + timedelta(seconds=1.9))
    with working():
        until(lambda: Part.objects.filter(state=states.CLAIMED).exists())
    part = Part.objects.get()
    assert (part.state, part.lease_until) == (states.PLANNED, None)


def test_it_is_heard_of_at_once(spine):
    with working("clock-9"):
        until(lambda: Worker.objects.filter(name="clock-9").exists(), 3)
    assert Worker.awake("work").exists()


def test_a_first_turn_that_fails_leaves_nothing_in_hand_for_ever(spine, channel, monkeypatch):
    """The clocks are compared before anything is taken in hand, or its second would be anywhere."""
    fails = iter([True, True])
    own = room.instant

    def shaky():
        if next(fails, False):
            raise DatabaseError("starting up")
        return own()

    monkeypatch.setattr(room, "instant", shaky)
    spine.entrust(channel)
    with working():
        until(all_sent)


def test_a_bug_in_the_loop_does_not_end_it(spine, channel, monkeypatch):
    fails = iter([True])
    own = room.claim

    def shaky(*arguments):
        if next(fails, False):
            raise KeyError("oops")
        return own(*arguments)

    monkeypatch.setattr(room, "claim", shaky)
    spine.entrust(channel)
    with working():
        until(all_sent)


def test_a_claim_whose_answer_was_lost_is_given_back_and_sent(spine, channel, monkeypatch):
    own, fails = room.claim, iter([True])

    def cut(*arguments):
        taken = own(*arguments)
        if taken and next(fails, False):
            raise DatabaseError("the line was cut after the commit")
        return taken

    monkeypatch.setattr(room, "claim", cut)
    monkeypatch.setattr(room, "SWEEP", 0.5)
    spine.entrust(channel)
    with working():
        until(all_sent, 10)


def test_cut_database_connections_lose_and_double_nothing(spine):
    channels = [spine.channel(kind) for kind in "ABC"]
    for number in range(30):
        spine.entrust(channels[number % 3], f"Post {number}")
    with working("clock-1"):
        for _ in range(6):
            time.sleep(0.2)
            with connection.cursor() as cursor:
                cursor.execute(CUT)
        until(lambda: hasten() and all_sent(), 60)
    assert sorted(text for channel in channels for text in spine.texts(channel)) == sorted(
        f"Post {n}" for n in range(30)
    )


def test_a_channel_to_reconnect_keeps_its_queue(spine, channel):
    Channel.objects.update(state=Channel.RECONNECT)
    spine.entrust(channel)
    with working():
        time.sleep(1)
    assert Part.objects.get().state == states.PLANNED
