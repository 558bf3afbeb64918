"""After a restore: what may have left meanwhile is looked for before anything leaves."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Least
from django.utils import timezone

from pupitre.brands.models import Brand
from pupitre.channels import settle, states
from pupitre.channels.models import Channel, Gap, Part, Sending
from pupitre.ground import clock
from pupitre.journal.models import write

UNSURE = (*states.LEASED, states.UNKNOWN)
"""states in which a call may have been under way when the backup was made"""
KEPT = (*states.READY, states.LATE, states.BLOCKED)
"""states out of which a part may have left meanwhile"""
# Out of these nothing leads to "unknown" while the desk works (see states.WAYS): a restore stands outside of it.


def open_gaps(made_at: datetime) -> list[Gap]:
    """For every brand: nothing leaves until what may have left since `made_at` was looked for.

    A part that was due in the gap is looked for as after a call at this instant. One that is due later may have been
    sent before its time: one look, when no call of the gap can be under way any more. A network that nobody can read
    leaves the first kind to a person, and the second kind as it was. Call it while nothing else runs.
    """
    with transaction.atomic():
        gaps = [_open(brand, made_at) for brand in Brand.objects.order_by("pk")]
        Channel.objects.update(refresh_until=None)
    return gaps


def close_gaps() -> int:
    """Those whose parts are looked for to the end; how many."""
    closed = 0
    for gap in Gap.objects.filter(closed_at=None):
        if not gap.sought().exists() and Gap.objects.filter(pk=gap.pk, closed_at=None).update(closed_at=timezone.now()):
            write(gap.brand_id, "gap.closed", ("gap", gap.pk), **outcome(gap))
            closed += 1
    return closed


def newest(brand: Brand) -> Gap | None:
    """The gap that somebody must still know of: open, or with a part that waits for a person."""
    gap = Gap.objects.filter(brand=brand).order_by("-pk").first()
    if gap is None or (gap.closed_at and not sendings(gap).filter(state__in=states.NEEDS_SOMEBODY).exists()):
        return None
    return gap


def sendings(gap: Gap) -> QuerySet[Sending]:
    """What was looked for because of it and was due in it, in order of time."""
    wanted = Sending.objects.filter(parts__gap=gap, due_at__lte=gap.restored_at).distinct()
    return wanted.select_related("channel").order_by("due_at", "pk")


def outcome(gap: Gap) -> dict[str, int]:
    """How many parts were found on their networks, are still looked for, wait for a person, or are planned again."""
    parts = Part.objects.filter(gap=gap)
    return parts.aggregate(
        found=Count("pk", filter=Q(state=states.SENT)),
        sought=Count("pk", filter=Q(state__in=states.SOUGHT)),
        person=Count("pk", filter=Q(state__in=states.NEEDS_SOMEBODY)),
        planned=Count("pk", filter=Q(state__in=states.READY)),
    )


def _open(brand: Brand, made_at: datetime) -> Gap:
    gap = Gap.objects.create(brand=brand, made_at=made_at)
    parts = Part.objects.filter(sending__brand=brand, state__in=(*UNSURE, *KEPT)).select_related("sending__channel")
    for part in parts.order_by("sending", "-position"):  # the first part last: the sending follows it
        _seek(gap, part)
    write(brand.pk, "gap.opened", ("gap", gap.pk), made_at=made_at.isoformat(), **outcome(gap))
    return gap


def _seek(gap: Gap, part: Part) -> None:
    """Unknown, from whatever it was. As if called at the restore, and made no later than the backup."""
    due = part.due_at <= gap.restored_at
    blind = part.sending.channel.card.idempotency(part.sending.channel.facts).kind == "D"
    if blind and not due and part.state in KEPT:
        return
    state = states.PERSON if blind else states.UNKNOWN
    first = settle.LOOKS[0] if due else settle.LOOKS[-1]
    code = "restored_blind" if blind else "restored"
    Part.objects.filter(pk=part.pk).update(
        gap=gap,
        state=state,
        token=F("token") + 1,
        lease_until=None,
        armed_at=gap.restored_at,
        keyed_at=Least(F("keyed_at"), gap.made_at),
        look_at=None if blind else gap.restored_at + clock.span(first),
        looks=0,
        reason_code=code,
        reason_params={},
        reason_raw="",
    )
    settle.follow(part, state)
    settle.tell(part, f"sending.{state}", code=code, params={})
