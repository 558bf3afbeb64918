"""What dead workers left behind: recovery lives in the row, by its lease."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from pupitre.channels import settle, states
from pupitre.channels.models import Channel, Part, Worker
from pupitre.ground.points import pass_by

MOST = 500


def reap() -> int:
    """Free every part whose lease ran out; how many.

    Before arming nothing had left: planned again. Armed: it may be out there, so it is unknown.
    """
    with transaction.atomic():
        lost = _locked(Part.objects.filter(state__in=states.LEASED, lease_until__lt=Now()))
        for part in lost:
            _free(part)
        if lost:
            pass_by("reaping")
    if lost:
        pass_by("reaped")
    return len(lost)


def leave_behind(part: Part) -> None:
    """A part that its thread could not bring to an end.

    Nobody was called: back to the queue. Else its lease ends now, and the reaper sees to it.
    """
    if part.called or part.state == states.LOOKING:
        Part.objects.with_token(part, *states.LEASED).update(lease_until=Now())
    else:
        settle.not_called(part)


def mark_late() -> int:
    """What is more than 15 minutes past its time waits for a person (never a burst); how many were marked."""
    with transaction.atomic():
        in_time = Part.objects.in_time().filter(state__in=states.READY)
        late = _locked(Part.objects.ready(timedelta()).exclude(pk__in=in_time.values("pk")))
        for part in late:
            _raise_token(part)
            if settle.move(part, states.READY, states.LATE):
                settle.tell(part, "sending.late", due=part.due_at.isoformat())
    return len(late)


def unblock() -> int:
    """What was blocked goes on when its channel is open; how many.

    At each sweep too, not only when a channel is connected again: an answer that was on its way then blocks its
    part only afterwards.
    """
    open_again = Part.objects.filter(state=states.BLOCKED, sending__channel__state=Channel.READY)
    with transaction.atomic():
        blocked = _locked(open_again.filter(sending__channel__removed_at=None))
        for part in blocked:
            _raise_token(part)
            settle.move(part, (states.BLOCKED,), states.PLANNED, reason_code="", not_before=None)
    return len(blocked)


def forget_workers() -> None:
    """Workers that were not heard of for an hour are no longer listed."""
    Worker.objects.filter(seen_at__lt=Now() - timedelta(hours=1)).delete()


def _locked(parts: QuerySet[Part]) -> list[Part]:
    """Up to MOST of them, ours until the commit; what another process holds is left to it."""
    ours = parts.select_for_update(skip_locked=True, of=("self",))
    return list(ours.select_related("sending__channel")[:MOST])


def _free(part: Part) -> None:
    before = part.state
    _raise_token(part)
    if before == states.ARMED:
        settle.unknown(part, "worker_died", "", {}, states.ARMED)
    elif before == states.LOOKING:
        settle.move(part, (states.LOOKING,), states.UNKNOWN, look_at=Now())
    else:
        settle.move(part, (before,), states.PLANNED)


def _raise_token(part: Part) -> None:
    """Fence off whoever held it."""
    Part.objects.filter(pk=part.pk).update(token=F("token") + 1)
    part.token += 1
