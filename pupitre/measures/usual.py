"""Yesterday against the usual for that weekday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from pupitre.measures.models import DayCount

WEEKS = 8
ENOUGH = 3
"""weeks of the same weekday before "usual" means something"""
SHOWN = ("likes", "reposts", "comments", "quotes")


@dataclass(frozen=True, slots=True)
class Figure:
    """One count of one day. `usual` None: not enough weeks yet; `value` None: no network tells it."""

    name: str
    value: int | None
    usual: float | None
    last_days: list[int | None]
    """the fourteen days up to this one"""

    @property
    def change(self) -> int | None:
        """Per cent above (or below, negative) the usual."""
        if self.value is None or not self.usual:
            return None  # more than nothing is no percentage
        return round((self.value - self.usual) * 100 / self.usual)


def figures(brand_id: int, day: date) -> list[Figure]:
    """Likes, shares, comments and quotes of one day. One query."""
    since = day - timedelta(weeks=WEEKS)
    days: dict[date, dict[str, int]] = {}
    for row in DayCount.of_brand(brand_id, since, day).values("day", *SHOWN):
        sums = days.setdefault(row["day"], {})
        for name in SHOWN:
            if row[name] is not None:
                sums[name] = sums.get(name, 0) + row[name]
    return [_figure(name, day, days) for name in SHOWN]


def _figure(name: str, day: date, days: dict[date, dict[str, int]]) -> Figure:
    told = any(name in sums for sums in days.values())
    first = min((each for each, sums in days.items() if name in sums), default=day)
    same = [day - timedelta(weeks=week) for week in range(1, WEEKS + 1)]
    before = [days.get(each, {}).get(name, 0) for each in same if each >= first]
    usual = median(before) if told and len(before) >= ENOUGH else None
    fortnight = [day - timedelta(days=back) for back in range(13, -1, -1)]
    last = [days.get(each, {}).get(name, 0) if told and each >= first else None for each in fortnight]
    return Figure(name, days.get(day, {}).get(name, 0) if told else None, usual, last)
