"""Arming: the last door before the call. What must hold at that instant is read again under a lock."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction
from django.db.models.functions import Now

from pupitre.brands.models import Brand, Hold, Membership
from pupitre.channels import address, settle, states
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
        row = _lock_part(part)
        if row is None:
            return False  # another worker has it
        armed = _judged(part, row, in_rehearsal)
        pass_by("arming")
    pass_by("arm-committed")
    return armed


def _judged(part: Part, row: Part, in_rehearsal: bool) -> bool:
    if in_rehearsal:
        settle.rehearsed(part)
        return False
    reason = _reason_to_stay(row, row.sending) or (address.NEVER if address.stands_in(part.payload) else "")
    if reason:
        settle.stays(part, reason)
        return False
    return _write_down(part, row)


def _lock_brand(brand_id: int) -> bool:
    """Share the brand's row; whether it is in rehearsal."""
    table = connection.ops.quote_name(Brand._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT opened_at FROM {table} WHERE id = %s FOR SHARE", [brand_id])  # noqa: S608
        row = cursor.fetchone()
    return row is None or row[0] is None


def _lock_part(part: Part) -> Part | None:
    """The part's row with its sending's, both ours until the commit, and the channel's; None when it is not ours.

    In one question: the lock on the part comes first, as its name does.
    """
    ours = Part.objects.with_token(part, *ARMED_FROM).select_related("sending__channel")
    row = ours.select_for_update(of=("self", "sending"), no_key=True).annotate(now=Now()).first()
    if row is not None:
        row.read_at = row.now
    return row


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
        seats = Membership.objects.select_related("member").only("role", "member__is_active")
        seat = seats.filter(brand_id=sending.brand_id, member_id=sending.by_id).first()
        if seat is None or not seat.may("plan"):
            return "right_lost"
    return told_to_stay(sending)


def told_to_stay(sending: Sending) -> str:
    """'' or why the rooms above say that it may not leave."""
    return next(filter(None, (check(sending) for check in leave_checks)), "")


def _write_down(part: Part, row: Part) -> bool:
    """Part and attempt as armed, if our lease still holds and its time has come by the database's clock."""
    answer_the_part_before(part)
    now = row.read_at
    keyed_at = row.keyed_at if row.first_armed_at else max(row.keyed_at, now)
    ours = Part.objects.with_token(part, *ARMED_FROM).filter(lease_until__gt=Now(), due_at__lte=Now())
    if not ours.update(
        state=states.ARMED,
        payload=part.payload,
        tries=row.tries + 1,
        armed_at=now,
        first_armed_at=row.first_armed_at or now,
        keyed_at=keyed_at,
        lease_until=Now() + LEASE,
    ):
        settle.stays(part, "again")
        return False
    part.armed_since, part.called = clock.elapsed(), False
    part.state, part.tries, part.keyed_at = states.ARMED, row.tries + 1, keyed_at
    part.armed_at, part.first_armed_at = now, row.first_armed_at or now
    Attempt.objects.create(
        part=part,
        number=part.tries,
        armed_at=now,
        worker=part.worker,
        key=part.key,
        payload_hash=fingerprint(part.payload),
        timeout=TIMEOUT,
    )
    Sending.objects.filter(pk=part.sending_id, started_at=None).update(started_at=now)
    return True
