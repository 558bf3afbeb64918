"""Moving a tile of the calendar: the deliveries of one post that leave together, or a draft's time in mind."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from pupitre.brands.models import Brand, Member
from pupitre.journal.models import write
from pupitre.networks.words import Objection
from pupitre.publishing.models import Delivery, Post, Version
from pupitre.publishing.objections import of_time
from pupitre.publishing.plan import move


def move_together(brand: Brand, deliveries: Collection[int], at: datetime, by: Member) -> list[Objection]:
    """Another time for all of these deliveries of the brand, or for none; what stands in the way."""
    found = list(Delivery.objects.filter(brand=brand, pk__in=deliveries).select_related("sending"))
    if not found:
        return [Objection("not_movable", {}, "time")]
    with transaction.atomic():
        for delivery in found:
            wrong = move(delivery, at, by)
            if wrong:
                transaction.set_rollback(True)
                return wrong
    return []


def have_in_mind(
    post: Post, at: datetime, by: Member, versions: Collection[int] = (), whole: bool = True
) -> list[Objection]:
    """Another time in mind for a draft (`whole`), and for those of its versions that have a time of their own."""
    wrong = of_time(at)
    if wrong:
        return wrong
    with transaction.atomic():
        locked = Post.objects.drafts().select_for_update(of=("self",)).filter(pk=post.pk).first()
        if locked is None:
            return [Objection("too_late", {}, "time")]
        Version.objects.filter(post=locked, pk__in=versions).exclude(own_at=None).update(own_at=at)
        if whole:
            Post.objects.filter(pk=locked.pk).update(draft_at=at)
        write(post.brand_id, "post.moved", ("post", post.pk), by.pk, at=at.isoformat())
    return []
