"""An hour before the time of what nobody has approved yet, those who can help are told: once for each time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from pupitre.brands.models import Brand
from pupitre.channels import states
from pupitre.journal.models import write
from pupitre.publishing.approval.ask import approvers
from pupitre.publishing.approval.models import Reminder
from pupitre.publishing.approval.standing import unapproved
from pupitre.publishing.models import Delivery

BEFORE = timedelta(hours=1)


def remind() -> int:
    """Tell of every post due within the hour whose approval is missing; how many were told of."""
    now = timezone.now()
    soon = {"sending__state": states.PLANNED, "sending__due_at__gt": now, "sending__due_at__lte": now + BEFORE}
    asking = Brand.objects.exclude(approval="").filter(deliveries__in=Delivery.objects.filter(**soon)).distinct()
    return sum(_remind(brand, soon) for brand in asking)


def _remind(brand: Brand, soon: dict[str, Any]) -> int:
    missing = Delivery.objects.filter(pk__in=unapproved(brand, None, **soon)).values_list(
        "post_id", "sending__due_at", "by_id"
    )
    earliest: dict[int, tuple[datetime, int | None]] = {}
    for post, due_at, by in missing.order_by("-sending__due_at"):
        if due_at is not None:
            earliest[post] = (due_at, by)
    return sum(_tell(brand, post, due_at, by) for post, (due_at, by) in earliest.items())


def _tell(brand: Brand, post: int, due_at: datetime, by: int | None) -> bool:
    with transaction.atomic():
        _, is_new = Reminder.objects.get_or_create(post_id=post, due_at=due_at)
        if is_new:
            to = sorted({*approvers(brand.pk), *filter(None, (by,))})
            write(brand.pk, "approval.missing", ("post", post), None, due=due_at.isoformat(), to=to)
    return is_new
