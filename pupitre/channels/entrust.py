"""Entrusting: how the rooms above hand over what is to leave. Keys are chosen here, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest, Now
from django.utils import timezone

from pupitre.channels import address, settle, states
from pupitre.channels.models import Channel, Part, Sending
from pupitre.channels.payload import Payload
from pupitre.journal.models import write


def entrust(
    channel: Channel,
    subject: tuple[str, int],
    payloads: Sequence[Payload],
    due_at: datetime,
    by_id: int | None,
    markers: Sequence[str] = (),
    after: Sending | None = None,
) -> Sending:
    """A sending of one part per payload, to leave at `due_at`, not before `after` is out, whose address then
    takes the place of every address.STAND_IN. Call it in the caller's transaction.
    """
    grant = channel.grant
    with transaction.atomic():
        sending = Sending.objects.create(
            brand_id=channel.brand_id,
            channel=channel,
            change=payloads[0].get("change", "create"),
            subject_kind=subject[0],
            subject_id=subject[1],
            due_at=due_at,
            after=after,
            by_id=by_id,
        )
        before = None
        for position, payload in enumerate(payloads):
            before = Part.objects.create(
                sending=sending,
                position=position,
                before=before,
                due_at=due_at,
                expected_at=due_at,
                payload=payload,
                key=channel.card.publishes.new_key(_hint(payload), grant),
                keyed_at=dated(due_at, position),
                marker=markers[position] if position < len(markers) else "",
            )
        when = {"due": due_at.isoformat(), "parts": len(payloads), "change": sending.change}
        write(channel.brand_id, "sending.planned", subject, by_id, sending=sending.pk, channel=channel.pk, **when)
    return sending


def move_to(sending: Sending, due_at: datetime, by_id: int | None) -> bool:
    """Give another time to what is not out, and certainly so. False when it is too late for that.

    What is held by hand stays held. Its date of creation moves along when no network has seen it yet.
    """
    with transaction.atomic():
        parts = list(Part.objects.select_for_update().filter(sending=sending).order_by("position"))
        if any(part.state not in MOVABLE for part in parts):
            return False
        for part in parts:
            part.state, part.due_at, part.expected_at, part.not_before = states.PLANNED, due_at, due_at, None
            if part.first_armed_at is None:
                part.keyed_at = dated(due_at, part.position)
            part.token += 1
            part.lease_until = None
            part.save(
                update_fields=["state", "due_at", "expected_at", "not_before", "keyed_at", "token", "lease_until"]
            )
        Sending.objects.filter(pk=sending.pk).update(due_at=due_at, state=states.PLANNED, settled_at=None)
        write(sending.brand_id, "sending.moved", subject_of(sending), by_id, sending=sending.pk, due=due_at.isoformat())
    sending.refresh_from_db()
    return True


def wait_for(sending: Sending, after: Sending, by_id: int | None) -> bool:
    """It waits for this one from now on, also when it was refused for want of an address. False when it is too late."""
    with transaction.atomic():
        parts = list(Part.objects.select_for_update().filter(sending=sending).order_by("position"))
        if any(part.state not in MOVABLE and part.reason_code != address.NEVER for part in parts):
            return False
        ours = Part.objects.filter(pk__in=[part.pk for part in parts])
        ours.update(
            state=states.PLANNED,
            token=F("token") + 1,
            lease_until=None,
            reason_code="",
            expected_at=Greatest("expected_at", Now()),
        )
        Sending.objects.filter(pk=sending.pk).update(after=after, state=states.PLANNED, settled_at=None)
        write(sending.brand_id, "sending.waits_for", subject_of(sending), by_id, sending=sending.pk, after=after.pk)
    return True


def drop(sending: Sending, by_id: int | None) -> bool:
    """It will not leave. False when it is too late for that: a part is or may be out (nothing is undone)."""
    return _drop(sending, by_id, in_doubt=False)


def leave_out(sending: Sending, by_id: int) -> bool:
    """A member looked, and it is not there: nor shall it be. False when there is nothing to decide any more."""
    return _drop(sending, by_id, in_doubt=True)


def _drop(sending: Sending, by_id: int | None, in_doubt: bool) -> bool:
    with transaction.atomic():
        parts = list(Part.objects.select_for_update().filter(sending=sending).order_by("position"))
        if in_doubt != any(part.state == states.PERSON for part in parts):
            return False
        flying = [part for part in parts if part.state in (states.ARMED, states.UNKNOWN, states.LOOKING)]
        left = [part for part in parts if part.state not in (states.SENT, states.DROPPED)]
        if flying or not left:
            return False
        for part in left:
            Part.objects.filter(pk=part.pk).update(state=states.DROPPED, token=part.token + 1, lease_until=None)
        state = states.SENT if len(left) < len(parts) else states.DROPPED
        Sending.objects.filter(pk=sending.pk).update(state=state, settled_at=timezone.now())
        settle.go_on(sending.pk)
        write(sending.brand_id, "sending.dropped", subject_of(sending), by_id, sending=sending.pk)
    sending.refresh_from_db()
    return True


def dated(due_at: datetime, position: int) -> datetime:
    """The date of creation that goes with a part's key: never past, and in the order of a thread."""
    return max(due_at, timezone.now()).replace(microsecond=position * 1000)


def subject_of(sending: Sending) -> tuple[str, int]:
    return sending.subject_kind, sending.subject_id


MOVABLE = (*states.READY, states.CLAIMED, states.PREPARING, states.LATE, states.BLOCKED, states.REHEARSED)


def _hint(payload: Payload) -> str:
    """Words for networks whose key is readable: the title, else the beginning of the text."""
    article = payload.get("article") or {}
    return article.get("title") or payload.get("text", "").replace(address.STAND_IN, "")[:60]
