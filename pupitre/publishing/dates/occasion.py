"""An occasion: a day or a span of days that is worth knowing, in codes; names.py has the words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

HOLIDAY, BRIDGE, SCHOOL, SALES, SHOP, MARRONNIER, OWN = (
    "holiday",
    "bridge",
    "school",
    "sales",
    "shop",
    "marronnier",
    "own",
)
KINDS = (OWN, HOLIDAY, SALES, SHOP, MARRONNIER, BRIDGE, SCHOOL)
"""what is worth most room first"""


@dataclass(frozen=True, slots=True)
class Occasion:
    """From `start` to `end`, both included. `zones`: of the school holidays."""

    kind: str
    code: str
    start: date
    end: date
    zones: tuple[str, ...] = ()

    @property
    def is_span(self) -> bool:
        return self.end > self.start


def on(kind: str, code: str, day: date) -> Occasion:
    return Occasion(kind, code, day, day)


def nth(year: int, month: int, weekday: int, count: int) -> date:
    """The `count`th such weekday of a month (0 is Monday); -1 the last one, -2 the one before."""
    if count < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-count - 1))
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))


def years(start: date, end: date) -> Iterator[int]:
    """The years that have a day from `start` until before `end`, and the one before: what began then may last."""
    yield from range(start.year - 1, end.year + 1)
