"""Jours fériés where the brand is, and the ponts between them and a weekend.

The eleven of the whole country: Code du travail, L3133-1. Alsace and Moselle: L3134-13. The abolition of slavery
overseas: Code du travail, L3422-2, and décret n° 83-1003 of 23 November 1983 as changed by n° 2012-553. New Caledonia,
French Polynesia, Wallis and Futuna set their own. (read 2026-11-23; compared with the library `holidays` by a test)
What is a usage and no law is left out: Good Friday, Mi-Carême and Victor Schœlcher's day in the Antilles.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

from pupitre.publishing.dates.occasion import BRIDGE, HOLIDAY, Occasion, on

_FIXED = {
    "new_year": (1, 1),
    "labour_day": (5, 1),
    "victory_1945": (5, 8),
    "bastille_day": (7, 14),
    "assumption": (8, 15),
    "all_saints": (11, 1),
    "armistice": (11, 11),
    "christmas": (12, 25),
}
_AFTER_EASTER = {"easter_monday": 1, "ascension": 39, "whit_monday": 50}
_LOCAL: dict[str, dict[str, tuple[int, int]]] = {
    "alsace-moselle": {"st_stephen": (12, 26)},
    "guadeloupe": {"abolition": (5, 27)},
    "martinique": {"abolition": (5, 22)},
    "guyane": {"abolition": (6, 10)},
    "reunion": {"abolition": (12, 20)},
    "mayotte": {"abolition": (4, 27)},
    "saint-barthelemy": {"abolition": (10, 9)},
    "saint-martin": {"abolition": (5, 28)},
    "nouvelle-caledonie": {"citizenship": (9, 24)},
    "polynesie": {"gospel": (3, 5), "matarii": (11, 20)},
    "wallis-et-futuna": {"peter_chanel": (4, 28), "peter_and_paul": (6, 29), "territory": (7, 29)},
}
_GOOD_FRIDAY = frozenset({"alsace-moselle", "polynesie"})
REGIONS = ("metropole", *_LOCAL, "saint-pierre-et-miquelon")


@lru_cache(256)
def holidays(region: str, year: int) -> tuple[Occasion, ...]:
    """The region's jours fériés of a year, in order. `region`: one of REGIONS."""
    sunday = easter(year)
    days = {code: date(year, *day) for code, day in (_FIXED | _LOCAL.get(region, {})).items()}
    days |= {code: sunday + timedelta(days=after) for code, after in _AFTER_EASTER.items()}
    if region in _GOOD_FRIDAY:
        days["good_friday"] = sunday - timedelta(days=2)
    return tuple(sorted((on(HOLIDAY, code, day) for code, day in days.items()), key=lambda each: each.start))


@lru_cache(256)
def bridges(region: str, year: int) -> tuple[Occasion, ...]:
    """The Mondays before a free Tuesday and the Fridays after a free Thursday that are not free themselves."""
    free = {each.start for around in (year - 1, year, year + 1) for each in holidays(region, around)}
    beside = {1: -1, 3: 1}
    days = {day + timedelta(days=beside[day.weekday()]) for day in free if day.weekday() in beside} - free
    return tuple(on(BRIDGE, "bridge", day) for day in sorted(days) if day.year == year)
