"""The brand's pictures as people look for them: by words, folder, tag and state, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Func, Q, QuerySet, Sum, TextField
from django.db.models.functions import Lower
from django.utils import timezone

from pupitre.brands.models import Brand
from pupitre.ground.environment import environment
from pupitre.ground.fold import fold
from pupitre.media.models import Asset

PAGE = 48
MOST_WORDS = 8
SOON = timedelta(days=30)
"""before the last day on which a picture may be used"""
MOST_TAGS = 40
"""shown to choose from, the most used first"""
GIGA = 1_000_000_000
SORTS = {"new": "-pk", "old": "pk", "name": "called", "heavy": "-size"}
STATES = ("", "undescribed", "ending", "away")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for. `after`: the picture where the page before ended."""

    question: str = ""
    folder: str = ""
    tag: str = ""
    state: str = ""
    sort: str = "new"
    after: int = 0


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of what was found; `next`: where the following one begins, 0 at the end."""

    assets: Sequence[Asset] = field(default_factory=list)
    next: int = 0


@dataclass(frozen=True, slots=True)
class Room:
    """How much the brand's pictures weigh, in bytes; `most` 0: no limit."""

    count: int
    size: int
    most: int

    @property
    def share(self) -> int:
        """Per cent of what there is room for."""
        return min(100, round(100 * self.size / self.most)) if self.most else 0

    @property
    def is_short(self) -> bool:
        return self.share >= 90


def find(brand: Brand, wish: Wish) -> Shelf:
    """A page of what is wished for. One query for it, and one more for the place where the page before ended."""
    found: QuerySet[Asset] = _narrowed(brand, wish).annotate(called=Lower("name"))
    key = SORTS.get(wish.sort, "-pk")
    if wish.after:
        found = _beyond(found, brand, key, wish.after)
    order = [key] if key.endswith("pk") else [key, "-pk" if key.startswith("-") else "pk"]
    page = list(found.order_by(*order)[: PAGE + 1])
    more = len(page) > PAGE
    return Shelf(page[:PAGE], page[PAGE - 1].pk if more else 0)


def one(brand: Brand, asset_id: int) -> Asset:
    """A picture of the brand, put away or not. Raises Asset.DoesNotExist."""
    return Asset.objects.select_related("by").get(brand=brand, pk=asset_id)


def folders(brand: Brand) -> list[tuple[str, int]]:
    """Every folder with how many pictures lie in it, by name."""
    filed = Asset.objects.alive().filter(brand=brand).exclude(folder="")
    return list(filed.values_list("folder").annotate(Count("pk")).order_by(Lower("folder")))


def tags(brand: Brand) -> list[str]:
    """Those most in use."""
    tagged = Asset.objects.alive().filter(brand=brand).exclude(tags=[])
    each = tagged.annotate(tag=Func("tags", function="unnest", output_field=TextField())).values_list("tag")
    return [tag for tag, _count in each.annotate(count=Count("pk")).order_by("-count", "tag")[:MOST_TAGS]]


def room(brand: Brand) -> Room:
    """What is put away is kept, and weighs."""
    kept = Asset.objects.filter(brand=brand).aggregate(count=Count("pk", filter=Q(removed_at=None)), size=Sum("size"))
    return Room(kept["count"], kept["size"] or 0, environment().media_most * GIGA)


def _narrowed(brand: Brand, wish: Wish) -> QuerySet[Asset]:
    found = Asset.objects.filter(brand=brand, removed_at__isnull=wish.state != "away")
    if wish.folder:
        found = found.filter(folder=wish.folder)
    if wish.tag:
        found = found.filter(tags__contains=[wish.tag])
    if wish.state == "undescribed":
        found = found.filter(alt="")
    if wish.state == "ending":
        found = found.filter(expires_on__lte=_today(brand) + SOON)
    for word in fold(wish.question).split()[:MOST_WORDS]:
        found = found.filter(words__contains=word)
    return found


def _beyond(found: QuerySet[Asset], brand: Brand, key: str, after: int) -> QuerySet[Asset]:
    """What comes after that picture in this order; everything when it is not the brand's."""
    last = Asset.objects.filter(brand=brand, pk=after).annotate(called=Lower("name")).first()
    if last is None:
        return found
    down = key.startswith("-")
    step = "lt" if down else "gt"
    name = key.lstrip("-")
    if name == "pk":
        return found.filter(**{f"pk__{step}": after})
    value = getattr(last, name)
    return found.filter(Q(**{f"{name}__{step}": value}) | Q(**{name: value, f"pk__{step}": after}))


def _today(brand: Brand) -> date:
    return timezone.now().astimezone(brand.zone).date()
