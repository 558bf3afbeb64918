"""Soldes by place, Black Friday, Cyber Monday and the French Days.

Soldes: Code de commerce, L310-3 and D310-15-2, arrêté of 27 May 2019 with its annexe; they last four
weeks. The rules of places apart were compared with the dates of 2015 to 2026 that ministries and newspapers gave
(read 2026-11-23). Lorraine begins on its first working day of January: 2 January in 2017, 2020, 2023 and 2026; where
that is a Sunday, the day after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache

from pupitre.publishing.dates.occasion import SALES, SHOP, Occasion, nth, on
from pupitre.publishing.dates.published import french_days

WEDNESDAY, THURSDAY, SATURDAY, SUNDAY = 2, 3, 5, 6
LENGTH = timedelta(days=27)
"""four weeks, the first day counted"""
Rule = Callable[[int], date]


def _winter(year: int) -> date:
    """The second Wednesday of January, or the first when the second is after the 12th."""
    second = nth(year, 1, WEDNESDAY, 2)
    return second if second.day <= 12 else second - timedelta(days=7)


def _summer(year: int) -> date:
    """The last Wednesday of June, or the one before when the last is after the 28th."""
    last = nth(year, 6, WEDNESDAY, -1)
    return last if last.day <= 28 else last - timedelta(days=7)


def _lorraine(year: int) -> date:
    second = date(year, 1, 2)
    return second + timedelta(days=1) if second.weekday() == SUNDAY else second


def _wednesday_after(year: int, month: int, day: int) -> date:
    """The first Wednesday after this day, itself left out."""
    after = date(year, month, day) + timedelta(days=1)
    return after + timedelta(days=(WEDNESDAY - after.weekday()) % 7)


def _nth(month: int, weekday: int, count: int) -> Rule:
    return lambda year: nth(year, month, weekday, count)


_COUNTRY: tuple[tuple[str, Rule], ...] = (("winter_sales", _winter), ("summer_sales", _summer))
_ANTILLES_NORTH: tuple[tuple[str, Rule], ...] = (("sales", _nth(5, SATURDAY, 1)), ("sales", _nth(10, SATURDAY, 2)))
_APART: dict[str, tuple[tuple[str, Rule], ...]] = {
    "lorraine": (("winter_sales", _lorraine), ("summer_sales", _summer)),
    "moselle": (("winter_sales", _lorraine), ("summer_sales", _summer)),
    "riviera": (("winter_sales", _winter), ("summer_sales", _nth(7, WEDNESDAY, 1))),
    "corse": (("winter_sales", _winter), ("summer_sales", _nth(7, WEDNESDAY, 2))),
    "guadeloupe": (("sales", _nth(1, SATURDAY, 1)), ("sales", _nth(9, SATURDAY, -1))),
    "martinique": (("sales", _winter), ("sales", _nth(10, THURSDAY, 1))),
    "reunion": (("summer_sales", _nth(2, SATURDAY, 1)), ("winter_sales", _nth(9, SATURDAY, 1))),
    "saint-barthelemy": _ANTILLES_NORTH,
    "saint-martin": _ANTILLES_NORTH,
    "saint-pierre-et-miquelon": (
        ("winter_sales", lambda year: _wednesday_after(year, 1, 15)),
        ("summer_sales", lambda year: _wednesday_after(year, 7, 14)),
    ),
}
NO_SALES = frozenset({"nouvelle-caledonie", "polynesie", "wallis-et-futuna"})
"""the Code de commerce's soldes are not theirs"""


@lru_cache(256)
def sales(place: str, year: int) -> tuple[Occasion, ...]:
    """The soldes of a year that apply to shops of that place. On the Internet those of the country apply everywhere."""
    if place in NO_SALES:
        return ()
    begin = ((code, rule(year)) for code, rule in _APART.get(place, _COUNTRY))
    return tuple(Occasion(SALES, code, day, day + LENGTH) for code, day in begin)


def shop_days(year: int) -> Iterator[Occasion]:
    """Black Friday (the day after the fourth Thursday of November), Cyber Monday, French Days that were announced."""
    friday = nth(year, 11, THURSDAY, 4) + timedelta(days=1)
    yield on(SHOP, "black_friday", friday)
    yield on(SHOP, "cyber_monday", friday + timedelta(days=3))
    yield from (each for each in french_days() if each.start.year == year)
