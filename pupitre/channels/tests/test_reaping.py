from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from pupitre.channels import reap, settle, states
from pupitre.channels.arm import arm
from pupitre.channels.attempt import Answer
from pupitre.channels.claim import claim
from pupitre.channels.models import Attempt, Channel, Part, Worker
from pupitre.journal.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


def dies(part):
    Part.objects.filter(pk=part.pk).update(lease_until=Now() - timedelta(seconds=1))


@pytest.mark.parametrize("state", [states.CLAIMED, states.PREPARING])
def test_before_arming_nothing_had_left_so_it_is_planned_again(spine, channel, state):
    sending = spine.entrust(channel)
    part = spine.claimed(sending)
    Part.objects.filter(pk=part.pk).update(state=state)
    dies(part)
    assert reap.reap() == 1
    row = spine.part(sending)
    assert (row.state, row.lease_until) == (states.PLANNED, None)
    assert row.token > part.token


def test_an_armed_part_may_be_out_there_so_it_is_unknown(spine, channel):
    sending = spine.entrust(channel)
    part = spine.claimed(sending)
    arm(part)
    dies(part)
    reap.reap()
    row = spine.part(sending)
    assert (row.state, row.reason_code) == (states.UNKNOWN, "worker_died")
    assert timedelta(0) < row.look_at - row.armed_at <= timedelta(seconds=5)
    assert Attempt.objects.get().outcome == ""
    assert Entry.objects.get(verb="sending.unknown").particulars["code"] == "worker_died"


def test_an_armed_part_that_nobody_can_look_for_goes_to_a_person(spine):
    sending = spine.entrust(spine.channel("D"))
    part = spine.claimed(sending)
    arm(part)
    dies(part)
    reap.reap()
    assert spine.part(sending).state == states.PERSON


def test_a_look_that_was_cut_off_is_taken_up_at_once(spine, channel):
    sending = spine.entrust(channel)
    Part.objects.update(state=states.UNKNOWN, armed_at=Now())
    part = spine.looking(sending)
    dies(part)
    reap.reap()
    assert spine.part(sending).state == states.UNKNOWN
    assert spine.part(sending).look_at <= timezone.now()


def test_a_living_lease_is_left_alone(spine, channel):
    spine.claimed(spine.entrust(channel))
    assert reap.reap() == 0


def test_two_reapers_free_a_part_once(spine, channel, together):
    for number in range(20):
        spine.entrust(channel, f"{number}")
    parts = claim("w", 100)
    for part in parts:
        arm(part)
    Part.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert sum(together(reap.reap, reap.reap, reap.reap)) == 20
    assert Entry.objects.filter(verb="sending.unknown").count() == 20


def test_what_could_not_be_brought_to_its_call_goes_back_after_a_pause(spine, channel):
    sending = spine.entrust(channel)
    part = spine.claimed(sending)
    arm(part)
    reap.leave_behind(part)
    row = spine.part(sending)
    assert row.state == states.PLANNED and row.not_before > timezone.now()
    assert Attempt.objects.get().outcome == "notsent"


def test_what_was_called_and_left_behind_is_reaped_as_unknown(spine, channel):
    sending = spine.entrust(channel)
    part = spine.claimed(sending)
    arm(part)
    part.called = True
    reap.leave_behind(part)
    reap.reap()
    assert spine.part(sending).state == states.UNKNOWN


def test_an_answer_that_came_after_its_channel_was_connected_again_blocks_nothing_for_long(spine, channel):
    sending, other = spine.entrust(channel), spine.entrust(spine.channel("B"))
    part = spine.claimed(sending)
    assert arm(part)
    settle.settle(part, Answer("reconnect", code="token_dead", raw="401"))
    assert spine.part(sending).state == states.BLOCKED and reap.unblock() == 0
    Channel.objects.filter(pk=channel.pk).update(state=Channel.READY)
    assert reap.unblock() == 1 and reap.unblock() == 0
    sending.refresh_from_db()
    assert (spine.part(sending).state, sending.state) == (states.PLANNED, states.PLANNED)
    assert spine.part(other).state == states.CLAIMED
    assert Attempt.objects.get().outcome == "reconnect"


def test_more_than_a_quarter_of_an_hour_late_waits_for_a_person(spine, channel):
    sendings = [spine.entrust(channel, str(age), due=timezone.now() - timedelta(minutes=age)) for age in (14, 16, 300)]
    assert reap.mark_late() == 2
    assert [spine.part(s).state for s in sendings] == [states.PLANNED, states.LATE, states.LATE]
    for sending in sendings[1:]:
        sending.refresh_from_db()
        assert sending.state == states.LATE
    assert Entry.objects.filter(verb="sending.late").count() == 2
    assert reap.mark_late() == 0


def test_a_channel_may_send_what_is_late_by_itself(spine, channel):
    Channel.objects.update(send_late=True)
    sending = spine.entrust(channel, due=timezone.now() - timedelta(hours=5))
    assert reap.mark_late() == 0
    assert [part.sending_id for part in claim("w", 10)] == [sending.pk]


def test_what_waited_for_a_limit_is_not_late_when_the_limit_ends_but_is_a_quarter_of_an_hour_after(spine, channel):
    sending = spine.entrust(channel, due=timezone.now() - timedelta(hours=5))
    Part.objects.update(state=states.WAITING, expected_at=Now() - timedelta(minutes=14))
    assert reap.mark_late() == 0
    Part.objects.update(expected_at=Now() - timedelta(minutes=16))
    assert reap.mark_late() == 1
    assert spine.part(sending).state == states.LATE


def test_what_is_held_does_not_become_late_while_it_is_held(spine, channel):
    from pupitre.channels.hold import hold

    hold(spine.brand, "crisis", None)
    spine.entrust(channel, due=timezone.now() - timedelta(hours=1))
    assert reap.mark_late() == 0


def test_workers_that_were_not_heard_of_for_an_hour_are_forgotten(db):
    Worker.objects.create(name="old", kind="work", seen_at=timezone.now() - timedelta(hours=2))
    Worker.objects.create(name="new", kind="work")
    reap.forget_workers()
    assert [worker.name for worker in Worker.objects.all()] == ["new"]
