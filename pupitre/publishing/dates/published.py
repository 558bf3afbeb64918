"""Dates no rule gives: somebody decides and publishes them. What is known stands in tables beside this file."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pupitre.publishing.dates.occasion import MARRONNIER, SCHOOL, SHOP, Occasion, on

HERE = Path(__file__).parent
ZONES = ("A", "B", "C")


@cache
def _table(name: str) -> dict[str, Any]:
    with (HERE / name).open("rb") as file:
        return tomllib.load(file)


@cache
def school() -> tuple[Occasion, ...]:
    """School holidays: `start` is the first day without classes, `end` the last. One for all zones that share it."""
    return tuple(
        Occasion(SCHOOL, row["code"], row["first"], row["last"], tuple(row["zones"]))
        for row in _table("school.toml")["holidays"]
    )


def school_known_until() -> date:
    """The last day of which the table knows whether there are classes; nothing is shown after it."""
    day: date = _table("school.toml")["known_until"]
    return day


@cache
def back_to_school() -> tuple[Occasion, ...]:
    """The day after each of the summer holidays that are known."""
    summers = {each.end + timedelta(days=1) for each in school() if each.code == "summer"}
    return tuple(on(MARRONNIER, "back_to_school", day) for day in sorted(summers))


@cache
def french_days() -> tuple[Occasion, ...]:
    return tuple(
        Occasion(SHOP, "french_days", row["first"], row["last"]) for row in _table("french_days.toml")["editions"]
    )
