"""After a restore: what may have left meanwhile is looked for, and nothing leaves before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pupitre.channels import claim, gap, reap, states
from pupitre.channels.look import look
from pupitre.channels.models import Channel, Part, Sending
from pupitre.channels.send import send
from pupitre.journal.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)


def restored(spine, made=HOUR):
    return next(one for one in gap.open_gaps(timezone.now() - made) if one.brand_id == spine.brand.pk)


def sent_and_forgotten(spine, channel, due):
    """It left after the backup was made; the restored row knows nothing of it."""
    sending = spine.entrust(channel, due=due)
    as_backed_up = Part.objects.values().get(sending=sending), Sending.objects.values().get(pk=sending.pk)
    send(spine.claimed(sending))
    part, row = as_backed_up
    Part.objects.filter(pk=part.pop("id")).update(**part)
    Sending.objects.filter(pk=row.pop("id")).update(**row)
    Part.objects.get(sending=sending).attempts.all().delete()
    return sending


@pytest.mark.parametrize("kind", "ABC")
def test_what_left_in_the_gap_is_found_and_not_sent_again(spine, kind):
    channel = spine.channel(kind)
    sending = sent_and_forgotten(spine, channel, timezone.now() - timedelta(minutes=5))
    opened = restored(spine)
    assert not claim.claim("w", 10)
    look(spine.looking(sending))
    assert spine.part(sending).state == states.SENT
    assert spine.texts(channel) == ["Hello"]
    assert gap.close_gaps() == 1
    assert gap.outcome(opened) == {"found": 1, "sought": 0, "person": 0, "planned": 0}


@pytest.mark.parametrize("kind", "ABC")
def test_what_did_not_leave_is_late_after_the_last_look_and_a_person_decides(spine, kind):
    channel = spine.channel(kind)
    sending = spine.entrust(channel, due=timezone.now() - 0.5 * HOUR)
    opened = restored(spine)
    look(spine.looking(sending))
    assert spine.part(sending).state == states.UNKNOWN  # "absent" is never concluded before the last look
    age(sending)
    look(spine.looking(sending))
    assert spine.part(sending).state == states.PLANNED
    gap.close_gaps()
    assert not claim.claim("w", 10)
    reap.mark_late()
    assert spine.part(sending).state == states.LATE
    assert spine.texts(channel) == []
    assert gap.newest(spine.brand) == opened
    assert list(gap.sendings(opened)) == [sending]


def test_what_is_just_due_leaves_by_itself_once_nothing_is_sought(spine, channel):
    sending = spine.entrust(channel)
    restored(spine)
    age(sending)
    look(spine.looking(sending))
    assert gap.close_gaps() == 1
    send(spine.claimed(sending))
    assert spine.texts(channel) == ["Hello"]


def test_nothing_of_the_brand_leaves_before_and_another_brand_is_not_delayed(spine, channel, other_brand):
    spine.entrust(channel, due=timezone.now() - 0.5 * HOUR)
    restored(spine)
    new = spine.entrust(spine.channel("A"))
    other = spine.entrust(spine.channel("A", other_brand))
    gap.close_gaps()
    assert [part.sending_id for part in claim.claim("w", 10)] == [other.pk]
    assert spine.part(new).state == states.PLANNED


def test_what_nobody_can_read_is_a_persons_and_holds_up_nothing(spine):
    channel = spine.channel("D")
    due, later = (spine.entrust(channel, due=timezone.now() + span) for span in (-0.5 * HOUR, HOUR))
    restored(spine)
    assert spine.part(due).state == states.PERSON
    assert spine.part(later).state == states.PLANNED
    assert Entry.objects.get(verb="sending.person").particulars["code"] == "restored_blind"
    assert gap.close_gaps() == 1


def test_what_is_due_later_is_looked_for_once_and_delays_nobody(spine, channel):
    """It may have been sent before its time; it may be found, and is planned again when it is not there."""
    early, waits = sent_and_forgotten(spine, channel, timezone.now()), spine.entrust(channel, "Later", due=in_an_hour())
    Part.objects.filter(sending=early).update(due_at=in_an_hour(), expected_at=in_an_hour(), keyed_at=in_an_hour())
    opened = restored(spine)
    assert gap.close_gaps() == 1
    assert spine.part(waits).look_at >= opened.restored_at + timedelta(minutes=10)
    age(early, waits)
    for part in claim.claim_looks("w", 10):
        look(part)
    assert (spine.part(early).state, spine.part(waits).state) == (states.SENT, states.PLANNED)
    assert spine.part(waits).expected_at > timezone.now()


def test_a_call_under_way_when_the_backup_was_made_is_looked_for_to_the_end_again(spine, channel):
    sending = spine.entrust(channel)
    part = spine.claimed(sending)
    Part.objects.filter(pk=part.pk).update(state=states.ARMED, armed_at=timezone.now() - HOUR)
    opened = restored(spine)
    reap.reap()
    look(spine.looking(sending))
    assert spine.part(sending).state == states.UNKNOWN
    assert spine.part(sending).armed_at == opened.restored_at


def test_a_channel_that_must_be_connected_again_holds_up_nothing_and_forgets_nothing(spine, channel):
    sending = spine.entrust(channel, due=timezone.now() - 0.5 * HOUR)
    Channel.objects.filter(pk=channel.pk).update(state=Channel.RECONNECT)
    restored(spine)
    assert gap.close_gaps() == 1
    assert spine.part(sending).state == states.UNKNOWN
    assert not claim.claim_looks("w", 10)


def test_what_is_over_stays_as_it_was(spine, channel):
    sending = spine.entrust(channel)
    send(spine.claimed(sending))
    restored(spine)
    assert spine.part(sending).state == states.SENT
    assert gap.newest(spine.brand) is not None
    gap.close_gaps()
    assert gap.newest(spine.brand) is None


def in_an_hour():
    return timezone.now() + HOUR


def age(*sendings):
    """The restore was eleven minutes ago."""
    span = timedelta(minutes=11)
    for sending in sendings:
        part = Part.objects.get(sending=sending)
        Part.objects.filter(pk=part.pk).update(armed_at=part.armed_at - span, look_at=part.look_at - span)
