"""Arming: the last door before the call. What must hold at that instant is read again under a lock."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Greatest, Now

from pupitre.brands.models import Brand, Hold, Membership
from pupitre.channels import settle, states
from pupitre.channels.claim import LEASE
from pupitre.channels.instant import instant
from pupitre.channels.models import Attempt, Channel, Part, Sending
from pupitre.channels.payload import answer_the_part_before, fingerprint
from pupitre.ground import clock
from pupitre.ground.points import pass_by
from pupitre.ground.register import Register

ARMED_FROM = (states.CLAIMED, states.PREPARING)
TIMEOUT = 30.0
"""seconds a call may last; well under the lease"""

leave_checks: Register[Callable[[Sending], str]] = Register("leave_checks")
"""filled from above: why a sending may not leave after all (a code of channels/messages.py), or ''. It is read
under the lock, so it asks the database only; what must ask the web is in `attempt.last_looks`."""


def arm(part: Part) -> bool:
    """Commit that the call is about to be made. False: it may not be made, and the part says why.

    Rows are locked in the order of the house: brand, part, sending, channel. The brand's FOR SHARE, so
    that a hold (which takes it for itself) and this come one after the other; the sending's, so that a
    hold of this one alone does too.
    """
    with transaction.atomic():
        in_rehearsal = _lock_brand(part.sending.brand_id)
        if not list(Part.objects.with_token(part, *ARMED_FROM).select_for_update().values_list("pk")):
            return False  # another worker has it
        sending = Sending.objects.select_related("channel").select_for_update(of=("self",), no_key=True)
        armed = _judged(part, sending.get(pk=part.sending_id), in_rehearsal)
        pass_by("arming")
    pass_by("arm-committed")
    return armed


def _judged(part: Part, sending: Sending, in_rehearsal: bool) -> bool:
    if in_rehearsal:
        settle.rehearsed(part)
        return False
    reason = _reason_to_stay(part, sending)
    if reason:
        settle.stays(part, reason)
        return False
    return _write_down(part, sending)


def _lock_brand(brand_id: int) -> bool:
    """Share the brand's row; whether it is in rehearsal."""
    table = connection.ops.quote_name(Brand._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT opened_at FROM {table} WHERE id = %s FOR SHARE", [brand_id])  # noqa: S608
        row = cursor.fetchone()
    return row is None or row[0] is None


def _reason_to_stay(part: Part, sending: Sending) -> str:
    """'' or why it does not leave now: "again" (back to the queue), or a code that a person reads."""
    hold = Hold.objects.filter(brand_id=sending.brand_id, lifted_at=None).first()
    channel = sending.channel
    if (hold and hold.covers(part.due_at)) or sending.held:
        return "again"
    if channel.removed_at:
        return "channel_removed"
    if channel.state != Channel.READY or (channel.not_before and channel.not_before > instant()):
        return "again"
    if sending.by_id:
        seats = Membership.objects.select_related("member")
        seat = seats.filter(brand_id=sending.brand_id, member_id=sending.by_id).first()
        if seat is None or not seat.may("plan"):
            return "right_lost"
    return next(filter(None, (check(sending) for check in leave_checks)), "")


def _write_down(part: Part, sending: Sending) -> bool:
    """Part and attempt as armed, if our lease still holds and its time has come by the database's clock."""
    answer_the_part_before(part)
    ours = Part.objects.with_token(part, *ARMED_FROM).filter(lease_until__gt=Now(), due_at__lte=Now())
    if not ours.update(
        state=states.ARMED,
        payload=part.payload,
        tries=F("tries") + 1,
        armed_at=Now(),
        first_armed_at=Coalesce("first_armed_at", Now()),
        keyed_at=F("keyed_at") if part.first_armed_at else Greatest("keyed_at", Now()),
        lease_until=Now() + LEASE,
    ):
        settle.stays(part, "again")
        return False
    part.armed_since, part.called = clock.elapsed(), False
    fresh = Part.objects.get(pk=part.pk)
    part.state, part.tries, part.keyed_at = states.ARMED, fresh.tries, fresh.keyed_at
    part.armed_at, part.first_armed_at = fresh.armed_at, fresh.first_armed_at
    assert part.armed_at is not None
    Attempt.objects.create(
        part=part,
        number=fresh.tries,
        armed_at=part.armed_at,
        worker=part.worker,
        key=part.key,
        payload_hash=fingerprint(part.payload),
        timeout=TIMEOUT,
    )
    Sending.objects.filter(pk=sending.pk, started_at=None).update(started_at=part.armed_at)
    return True
