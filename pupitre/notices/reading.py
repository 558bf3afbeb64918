"""Reading notices: the newest for a member, and that they were seen."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from pupitre.brands.models import Membership
from pupitre.notices.models import Notice

MOST = 30


def unread(seat: Membership) -> QuerySet[Notice]:
    """What this member has not seen yet in this brand."""
    return Notice.objects.unread().filter(brand=seat.brand_id, member=seat.member_id)


def newest(seat: Membership, most: int = MOST) -> list[Notice]:
    """Newest first, seen or not."""
    return list(Notice.objects.filter(brand=seat.brand_id, member=seat.member_id).order_by("-id")[:most])


def mark_read(seat: Membership, up_to: int) -> int:
    """Everything up to this notice was seen; how many were new."""
    return unread(seat).filter(pk__lte=up_to).update(read_at=timezone.now())
