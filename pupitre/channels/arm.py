"""Arming: the last door before the call. What must hold at that instant is read again under a lock."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Now

from pupitre.brands.models import Brand, Hold, Membership
from pupitre.channels import settle, states
from pupitre.channels.claim import LEASE
from pupitre.channels.models import Attempt, Channel, Part, Sending, plain
from pupitre.channels.payload import fingerprint
from pupitre.ground import clock
from pupitre.ground.points import pass_by
from pupitre.ground.register import Register
from pupitre.networks.words import Remote

ARMED_FROM = (states.CLAIMED, states.PREPARING)
TIMEOUT = 30.0
"""seconds a call may last; well under the lease"""

leave_checks: Register[Callable[[Sending], str]] = Register("leave_checks")
"""filled from above: why a sending may not leave after all (a code of channels/messages.py), or ''"""


def arm(part: Part) -> bool:
    """Commit that the call is about to be made. False: it may not be made, and the part says why.

    The brand's row is read FOR SHARE, so that a hold (which takes it FOR UPDATE) and this order.
    """
    with transaction.atomic():
        sending = Sending.objects.select_related("channel").get(pk=part.sending_id)
        in_rehearsal = _lock_brand(sending.brand_id)
        if in_rehearsal:
            settle.rehearsed(part)
            return False
        reason = _reason_to_stay(part, sending)
        if reason:
            settle.stays(part, reason)
            return False
        armed = _write_down(part, sending)
    pass_by("arm-committed")
    return armed


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
    if channel.state != Channel.READY:
        return "again"
    if sending.by_id:
        seat = (
            Membership.objects.select_related("member")
            .filter(brand_id=sending.brand_id, member_id=sending.by_id)
            .first()
        )
        if seat is None or not seat.may("plan"):
            return "right_lost"
    return next(filter(None, (check(sending) for check in leave_checks)), "")


def _write_down(part: Part, sending: Sending) -> bool:
    """Part and attempt as armed, if our token still holds and its time has come by the database's clock."""
    _answer_the_part_before(part)
    ours = Part.objects.with_token(part, *ARMED_FROM).filter(lease_until__gt=Now(), due_at__lte=Now())
    if not ours.update(
        state=states.ARMED,
        payload=part.payload,
        tries=F("tries") + 1,
        armed_at=Now(),
        first_armed_at=Coalesce("first_armed_at", Now()),
        lease_until=Now() + LEASE,
    ):
        settle.stays(part, "again")
        return False
    part.armed_since = clock.elapsed()
    fresh = Part.objects.only("tries", "armed_at").get(pk=part.pk)
    part.state, part.tries, part.armed_at = states.ARMED, fresh.tries, fresh.armed_at
    Attempt.objects.create(
        part=part,
        number=part.tries,
        armed_at=part.armed_at,
        worker=part.worker,
        key=part.key,
        payload_hash=fingerprint(part.payload),
        timeout=TIMEOUT,
    )
    Sending.objects.filter(pk=sending.pk, started_at=None).update(started_at=part.armed_at)
    return True


def _answer_the_part_before(part: Part) -> None:
    """In a thread each part answers the one before, whose remote id is known by now."""
    if not part.before_id:
        return
    first = Part.objects.get(sending_id=part.sending_id, position=0)
    before = first if part.position == 1 else Part.objects.get(pk=part.before_id)
    part.payload = {**part.payload, "parent": _remote(before), "root": part.payload.get("root") or _remote(first)}


def _remote(part: Part) -> dict[str, object]:
    return plain(Remote(part.remote_id, part.remote_url, part.remote_refs))
