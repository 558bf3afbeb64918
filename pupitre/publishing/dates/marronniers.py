"""Marronniers: what comes back every year and what a shop or a brand writes about. A start, which a brand edits.

Fête des mères: the last Sunday of May, or the first of June when that is Pentecost (loi n° 50-577 of 24 May 1950, now
Code de l'action sociale et des familles, D215-1). World days are those of the United Nations or of custom. Clocks
change by directive 2000/84/EC. (read 2026-11-23)
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

from pupitre.publishing.dates.occasion import MARRONNIER, Occasion, nth, on
from pupitre.publishing.dates.published import back_to_school

TUESDAY, THURSDAY, SATURDAY, SUNDAY = 1, 3, 5, 6

_FIXED: dict[str, tuple[int, int]] = {
    "epiphany": (1, 6),
    "candlemas": (2, 2),
    "valentine": (2, 14),
    "women": (3, 8),
    "st_patrick": (3, 17),
    "happiness": (3, 20),
    "april_fools": (4, 1),
    "earth_day": (4, 22),
    "books": (4, 23),
    "bees": (5, 20),
    "environment": (6, 5),
    "oceans": (6, 8),
    "music": (6, 21),
    "cats": (8, 8),
    "photography": (8, 19),
    "tourism": (9, 27),
    "coffee": (10, 1),
    "animals": (10, 4),
    "halloween": (10, 31),
    "singles": (11, 11),
    "kindness": (11, 13),
    "children": (11, 20),
    "advent": (12, 1),
    "st_nicholas": (12, 6),
    "christmas_eve": (12, 24),
    "new_years_eve": (12, 31),
}


def _mothers(year: int) -> date:
    last = nth(year, 5, SUNDAY, -1)
    return nth(year, 6, SUNDAY, 1) if last == easter(year) + timedelta(days=49) else last


_MOVING: dict[str, Callable[[int], date]] = {
    "shrove_tuesday": lambda year: easter(year) - timedelta(days=47),
    "easter": easter,
    "grandmothers": lambda year: nth(year, 3, SUNDAY, 1),
    "summer_time": lambda year: nth(year, 3, SUNDAY, -1),
    "mothers": _mothers,
    "fathers": lambda year: nth(year, 6, SUNDAY, 3),
    "grandfathers": lambda year: nth(year, 10, SUNDAY, 1),
    "winter_time": lambda year: nth(year, 10, SUNDAY, -1),
    "beaujolais": lambda year: nth(year, 11, THURSDAY, 3),
    "giving_tuesday": lambda year: nth(year, 11, THURSDAY, 4) + timedelta(days=5),
}
CODES = (*_FIXED, *_MOVING, "heritage", "back_to_school")


@lru_cache(64)
def marronniers(year: int) -> tuple[Occasion, ...]:
    """Those of a year, in order."""
    days = {code: date(year, *day) for code, day in _FIXED.items()}
    days |= {code: rule(year) for code, rule in _MOVING.items()}
    heritage = nth(year, 9, SATURDAY, 3)
    found = [on(MARRONNIER, code, day) for code, day in days.items()]
    found.append(Occasion(MARRONNIER, "heritage", heritage, heritage + timedelta(days=1)))
    found += [each for each in back_to_school() if each.start.year == year]
    return tuple(sorted(found, key=lambda each: (each.start, each.code)))
