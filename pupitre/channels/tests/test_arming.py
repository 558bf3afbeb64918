import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from pupitre.brands.found import close_brand, remove_member
from pupitre.brands.models import Brand, Membership
from pupitre.channels import arm as arming
from pupitre.channels import connect, decide, hold, reap, states
from pupitre.channels import send as sending_room
from pupitre.channels.arm import arm
from pupitre.channels.claim import claim
from pupitre.channels.models import Attempt, Channel, Part
from pupitre.channels.payload import fingerprint
from pupitre.channels.send import send
from pupitre.ground import clock
from pupitre.journal.models import Entry
from pupitre.networks.paper import publish

pytestmark = pytest.mark.django_db(transaction=True)


def test_arming_writes_the_attempt_down_before_the_call(spine, channel):
    sending = spine.entrust(channel)
    part = spine.claimed(sending)
    assert arm(part)
    row, made = spine.part(sending), Attempt.objects.get(part=part)
    assert (row.state, row.tries, row.armed_at) == (states.ARMED, 1, made.armed_at)
    assert (made.key, made.payload_hash, made.outcome) == (row.key, fingerprint(row.payload), "")
    assert spine.texts(channel) == []


def test_a_brand_in_rehearsal_sends_nothing_and_says_so(spine, channel, owner):
    close_brand(spine.brand, owner)
    sending = spine.entrust(channel)
    send(spine.claimed(sending))
    assert spine.part(sending).state == states.REHEARSED
    assert spine.texts(channel) == []
    assert Entry.objects.filter(verb="sending.rehearsed").count() == 1


def test_who_lost_the_right_sends_nothing(spine, channel, colleague, owner):
    sending = spine.entrust(channel, by=colleague.pk)
    part = spine.claimed(sending)
    remove_member(Membership.objects.get(member=colleague, brand=spine.brand), owner)
    send(part)
    assert (spine.part(sending).state, spine.part(sending).reason_code) == (states.REFUSED, "right_lost")
    assert spine.texts(channel) == []


def test_a_guest_may_not_plan(spine, channel, colleague):
    sending = spine.entrust(channel, by=colleague.pk)
    Membership.objects.filter(member=colleague).update(role="guest")
    send(spine.claimed(sending))
    assert spine.part(sending).reason_code == "right_lost"


def test_a_check_from_above_is_read_again_under_the_lock(spine, channel, monkeypatch):
    monkeypatch.setattr(arming, "leave_checks", [lambda sending: "", lambda sending: "right_lost"])
    sending = spine.entrust(channel)
    assert not arm(spine.claimed(sending))
    assert (spine.part(sending).state, spine.part(sending).reason_code) == (states.REFUSED, "right_lost")


def test_what_nobody_approved_is_neither_prepared_nor_refused_and_waits_for_a_person(spine, channel, monkeypatch):
    monkeypatch.setattr(arming, "leave_checks", [lambda sending: "not_approved"])
    monkeypatch.setattr(sending_room, "_prepare", lambda part, channel: pytest.fail("something was prepared"))
    sending = spine.entrust(channel)
    send(spine.claimed(sending))
    assert (spine.part(sending).state, spine.part(sending).reason_code) == (states.LATE, "not_approved")
    assert Entry.objects.filter(verb="sending.unapproved").count() == 1


@pytest.mark.parametrize(
    "close",
    [
        lambda s: Channel.objects.update(not_before=timezone.now() + timedelta(minutes=1)),
        lambda s: Channel.objects.update(state=Channel.RECONNECT),
        lambda s: decide.hold_this(s, s.by_id),
        lambda s: hold.hold(s.brand, "crisis", None),
        lambda s: Part.objects.update(due_at=timezone.now() + timedelta(seconds=2)),
    ],
    ids=["limit", "reconnect", "held", "hold", "not due yet"],
)
def test_what_was_claimed_and_may_not_leave_any_more_goes_back_to_the_queue(spine, channel, close):
    sending = spine.entrust(channel)
    part = spine.claimed(sending)
    close(sending)
    assert not arm(part)
    assert spine.part(sending).state == states.PLANNED
    assert not Attempt.objects.exists()


def test_nothing_is_armed_early_although_the_workers_clock_is_wrong(spine, channel, monkeypatch, tmp_path):
    step = tmp_path / "step"
    step.write_text("86400")
    monkeypatch.setenv("PUPITRE_CLOCK_STEP", str(step))
    assert clock.now() - timezone.now() > timedelta(hours=23)
    sending = spine.entrust(channel, due=timezone.now() + timedelta(seconds=1.5))
    part = spine.claimed(sending)
    assert not arm(part)
    assert spine.texts(channel) == []
    time.sleep(1.6)
    send(spine.claimed(sending))
    assert spine.part(sending).armed_at >= spine.part(sending).due_at


def test_a_lost_lease_arms_nothing(spine, channel):
    sending = spine.entrust(channel)
    part = spine.claimed(sending)
    Part.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert not arm(part)
    assert not Attempt.objects.exists()


def test_a_stolen_part_arms_nothing(spine, channel):
    sending = spine.entrust(channel)
    frozen = spine.claimed(sending)
    Part.objects.update(lease_until=Now() - timedelta(seconds=1))
    reap.reap()
    other = spine.claimed(sending, "worker-2")
    assert not arm(frozen)
    assert arm(other)
    assert Attempt.objects.get().worker == "worker-2"


def test_a_worker_that_froze_after_arming_does_not_call(spine, channel, monkeypatch):
    sending = spine.entrust(channel)
    part = spine.claimed(sending)
    elapsed = clock.elapsed
    frozen = {"by": 0.0}
    monkeypatch.setattr(sending_room.clock, "elapsed", lambda: elapsed() + frozen["by"])
    monkeypatch.setattr(sending_room, "pass_by", lambda label: frozen.update(by=3.0) if label == "armed" else None)
    send(part)
    assert spine.texts(channel) == []
    row = spine.part(sending)
    assert (row.state, row.reason_code) == (states.PLANNED, "froze")
    assert Channel.objects.get(pk=channel.pk).failures == 0


def test_a_call_begins_before_a_hold_could_be_acknowledged():
    assert sending_room.CALL_WITHIN < hold.ACKNOWLEDGED_WITHIN


def test_each_part_of_a_thread_answers_the_one_before(spine, channel):
    sending = spine.entrust(channel, "one", "two", "three")
    for _ in range(3):
        send(spine.claimed(sending))
    parts = [spine.part(sending, position) for position in range(3)]
    assert spine.texts(channel) == ["one", "two", "three"]
    assert [part.payload.get("parent", {}).get("remote_id") for part in parts] == [
        None,
        parts[0].remote_id,
        parts[1].remote_id,
    ]
    assert [part.payload.get("root", {}).get("remote_id") for part in parts[1:]] == [parts[0].remote_id] * 2
    sending.refresh_from_db()
    assert sending.state == states.SENT and sending.sent_at


def test_a_part_is_prepared_knowing_what_it_answers(spine, monkeypatch):
    channel, known = spine.channel("B"), []
    own = publish.prepare

    def watched(outgoing, grant, save):
        known.append(outgoing.parent.remote_id if outgoing.parent else None)
        own(outgoing, grant, save)

    monkeypatch.setattr(publish, "prepare", watched)
    sending = spine.entrust(channel, "one", "two")
    for _ in range(2):
        send(spine.claimed(sending))
    assert known == [None, spine.part(sending, 0).remote_id]


def test_a_part_that_waited_for_the_one_before_is_not_late(spine, channel):
    sending = spine.entrust(channel, "one", "two")
    part = spine.claimed(sending)
    spine.age(sending, 3600)
    Part.objects.filter(pk=part.pk).update(lease_until=timezone.now() + timedelta(minutes=1))
    send(part)
    assert spine.claimed(sending).position == 1


def test_the_date_of_creation_is_that_of_the_first_call_and_stays(spine, channel, monkeypatch):
    sending = spine.entrust(channel)
    spine.age(sending, 600)
    part = spine.claimed(sending)
    arm(part)
    first = spine.part(sending)
    assert first.keyed_at == part.keyed_at >= first.first_armed_at
    reap.leave_behind(part)
    Part.objects.update(not_before=None)
    again = spine.claimed(sending)
    assert arm(again)
    assert spine.part(sending).keyed_at == first.keyed_at
    assert spine.part(sending).key == first.key


def test_a_hold_waits_for_an_arming_that_is_under_way(spine, channel):
    sending = spine.entrust(channel)
    part = spine.claimed(sending)
    held: list[hold.Receipt] = []

    def holder():
        held.append(hold.hold(spine.brand, "crisis", None))
        connection.close()

    with transaction.atomic():
        assert arm(part)
        thread = threading.Thread(target=holder)
        thread.start()
        thread.join(0.4)
        assert not held, "the hold was acknowledged while an arming was not yet committed"
    thread.join(10)
    assert [each.pk for each in held[0].leaving_now] == [sending.pk]


def test_a_hold_that_is_acknowledged_lets_no_new_call_begin(spine, together, monkeypatch):
    """Real threads: some parts are in flight, some just claimed; after the acknowledgement nothing new is called."""
    channel = spine.channel()
    sendings = [spine.entrust(channel, f"Post {number}") for number in range(24)]
    parts = claim("w", 100)
    called: list[tuple[float, str]] = []
    own = publish.send

    def slow(outgoing, grant):
        called.append((time.monotonic(), outgoing.text))
        time.sleep(0.05)
        return own(outgoing, grant)

    monkeypatch.setattr(publish, "send", slow)
    acknowledged: list[tuple[float, set[int]]] = []

    def holder():
        time.sleep(0.15)
        receipt = hold.hold(Brand.objects.get(pk=spine.brand.pk), "crisis", None)
        acknowledged.append((time.monotonic(), {sending.pk for sending in receipt.leaving_now}))

    def worker(mine):
        for part in mine:
            send(part)

    together(holder, *(lambda n=n: worker(parts[n::3]) for n in range(3)))
    at, leaving = acknowledged[0]
    assert called and len(called) < len(parts), "the hold came too late, or too soon, to show anything"
    assert all(began < at for began, _ in called)
    assert not leaving
    assert {spine.part(s).state for s in sendings} == {states.SENT, states.PLANNED}


def test_holding_one_sending_waits_for_its_arming(spine, channel):
    sending = spine.entrust(channel)
    part = spine.claimed(sending)
    done: list[bool] = []

    def holder():
        done.append(decide.hold_this(sending, spine.owner.pk))
        connection.close()

    with transaction.atomic():
        arm(part)
        thread = threading.Thread(target=holder)
        thread.start()
        thread.join(0.4)
        assert not done
    thread.join(10)
    assert done == [False], "it is leaving at this moment, and the member is told so"


def test_a_channel_taken_off_the_desk_sends_nothing(spine, channel, owner):
    sending = spine.entrust(channel)
    part = spine.claimed(sending)
    assert connect.remove(channel, owner)
    assert not arm(part)
    assert spine.part(sending).state == states.DROPPED


def test_no_database_connection_is_held_and_no_transaction_is_open_during_a_call(spine, monkeypatch):
    channel = spine.channel("B")
    seen: list[tuple[str, bool, bool]] = []

    def watched(name):
        own = getattr(publish, name)

        def call(*arguments):
            seen.append((name, connection.connection is None, connection.in_atomic_block))
            return own(*arguments)

        monkeypatch.setattr(publish, name, call)

    for name in ("prepare", "send", "find"):
        watched(name)
    sending = spine.entrust(channel)
    send(spine.claimed(sending))
    Part.objects.filter(sending=sending).update(state=states.UNKNOWN, look_at=Now())
    from pupitre.channels.look import look

    look(spine.looking(sending))
    assert seen == [("prepare", True, False), ("send", True, False), ("find", True, False)]
