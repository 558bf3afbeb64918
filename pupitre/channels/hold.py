"""Hold: nothing leaves the desk until somebody lifts it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Now
from django.utils import timezone

from pupitre.brands.models import Brand, Hold, Member
from pupitre.channels import states
from pupitre.channels.models import Part, Sending
from pupitre.journal.models import write
from pupitre.journal.pool import give_back

ACKNOWLEDGED_WITHIN = 1.7
"""seconds after which calls in flight are no longer waited for: with its transactions a hold takes less than two"""

_STILL_HERE = (*states.READY, states.CLAIMED, states.PREPARING, states.LATE)
"""nothing of it has left"""


@dataclass(frozen=True, slots=True)
class Receipt:
    hold: Hold
    leaving_now: list[Sending]
    """calls already in flight when the hold was acknowledged: they may still arrive"""


def hold(brand: Brand, reason: str, by: Member | None, until: datetime | None = None) -> Receipt:
    """Hold everything (or what is due before `until`). After it returns no new call starts."""
    with transaction.atomic():
        Brand.objects.select_for_update(no_key=True).get(pk=brand.pk)
        in_force = brand.hold_now()
        if in_force is None:
            in_force = Hold.objects.create(brand=brand, reason=reason[:200], by=by, until=until)
            _tell(in_force, "hold.begun", by)
        elif in_force.until and (until is None or until > in_force.until):
            Hold.objects.filter(pk=in_force.pk).update(until=until, reason=reason[:200])
            in_force.refresh_from_db()
            _tell(in_force, "hold.extended", by)
    end = time.monotonic() + ACKNOWLEDGED_WITHIN  # from here: what was armed while we waited for the row is waited for
    while (leaving := _in_flight(brand)) and time.monotonic() < end:
        give_back()
        time.sleep(0.05)
    return Receipt(in_force, leaving)


def held_back(held: Hold) -> list[Sending]:
    """What would have gone out since the hold began, and has not, in order of its time."""
    kept = Sending.objects.filter(brand=held.brand_id, due_at__lte=Now(), state__in=(*states.READY, states.LATE))
    away = Part.objects.filter(sending=OuterRef("pk")).exclude(state__in=(*_STILL_HERE, states.SENT))
    kept = kept.filter(~Exists(away))
    if held.until:
        kept = kept.filter(due_at__lt=held.until)
    return list(kept.select_related("channel").order_by("due_at", "pk"))


def lift(held: Hold, by: Member | None) -> list[Sending]:
    """End the hold. What fell due meanwhile does not burst out: each waits for a decision.

    What a worker had already in hand is taken from it by the fencing token.
    """
    with transaction.atomic():
        Brand.objects.select_for_update(no_key=True).get(pk=held.brand_id)
        if not Hold.objects.filter(pk=held.pk, lifted_at=None).update(lifted_at=timezone.now(), lifted_by=by):
            return []
        parts = Part.objects.select_for_update(of=("self",)).filter(sending__in=held_back(held))
        list(parts.order_by("pk").values_list("pk"))  # locked, so that what is read now stays so
        waiting = held_back(held)
        ids = [sending.pk for sending in waiting]
        in_hand = Part.objects.filter(sending__in=ids, state__in=_STILL_HERE)
        in_hand.update(state=states.LATE, token=F("token") + 1, lease_until=None)
        Sending.objects.filter(pk__in=ids).update(state=states.LATE)
        write(held.brand_id, "hold.lifted", ("hold", held.pk), by.pk if by else None, waiting=len(ids))
    held.refresh_from_db()
    return waiting


def _tell(held: Hold, verb: str, by: Member | None) -> None:
    until = held.until.isoformat() if held.until else None
    write(held.brand_id, verb, ("hold", held.pk), by.pk if by else None, reason=held.reason, until=until)


def _in_flight(brand: Brand) -> list[Sending]:
    flying = Part.objects.filter(state=states.ARMED, sending__brand=brand).values("sending")
    return list(Sending.objects.filter(pk__in=flying).select_related("channel"))
