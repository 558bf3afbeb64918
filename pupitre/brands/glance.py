"""What every page tells of a brand at a glance: figures that rooms add, counted in one query."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Func, IntegerField, QuerySet, Subquery
from django.db.models.functions import Coalesce

from pupitre.brands.models import Brand, Membership
from pupitre.ground.register import Register
from pupitre.journal.models import snapshot

MOMENT = "moment"
"""which transactions had ended when the figures were read: live pages go on from there"""


@dataclass(frozen=True, slots=True)
class Figure:
    """`rows` gives what is counted, for one member of one brand."""

    name: str
    rows: Callable[[Membership], QuerySet]


figures: Register[Figure] = Register("figures")


def glance(seat: Membership) -> dict[str, Any]:
    """Every figure by its name, and MOMENT."""
    wanted = {figure.name: _count(figure.rows(seat)) for figure in figures} | {MOMENT: snapshot()}
    columns = {f"seen_{name}": column for name, column in wanted.items()}  # a field may have the figure's name
    row = Brand.objects.filter(pk=seat.brand_id).annotate(**columns).values(*columns).first() or {}
    return {name: row.get(f"seen_{name}") or 0 for name in wanted}


def _count(rows: QuerySet) -> Coalesce:
    count = Func("pk", function="COUNT", output_field=IntegerField())
    counted = rows.order_by().annotate(counted_=count).values("counted_")
    return Coalesce(Subquery(counted), 0)
