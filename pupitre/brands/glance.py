"""What every page tells of a brand at a glance: figures that rooms add, counted in one query."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Func, QuerySet, Subquery
from django.db.models.functions import Coalesce

from pupitre.brands.models import Brand
from pupitre.ground.register import Register
from pupitre.journal.models import Entry

LAST_ENTRY = "last_entry"
"""id of the journal's newest entry: live pages go on from there"""


@dataclass(frozen=True, slots=True)
class Figure:
    """`rows` gives what is counted, for one brand."""

    name: str
    rows: Callable[[Brand], QuerySet]


figures: Register[Figure] = Register("figures")


def glance(brand: Brand) -> dict[str, int]:
    """Every figure by its name, and LAST_ENTRY."""
    newest = Entry.objects.of_brand(brand.pk).order_by("-id").values("id")[:1]
    counts = {figure.name: _count(figure.rows(brand)) for figure in figures}
    seen = Brand.objects.filter(pk=brand.pk).annotate(**counts, **{LAST_ENTRY: Subquery(newest)})
    row = seen.values(*counts, LAST_ENTRY).first() or {}
    return {name: row.get(name) or 0 for name in (*counts, LAST_ENTRY)}


def _count(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().annotate(counted_=Func("pk", function="COUNT")).values("counted_")
    return Coalesce(Subquery(counted), 0)
