"""Time zones and languages as lists to choose from."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from babel.dates import get_day_names
from django.utils.translation import gettext_lazy as _

from pupitre.web.frame.moments import locale

AREAS = ("Europe", "America", "Africa", "Asia", "Atlantic", "Australia", "Indian", "Pacific")


@cache
def zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every zone by its area, Europe first: [("Europe", [("Europe/Paris", "Paris"), …]), …]."""
    known = sorted(available_timezones())
    groups = [(area, [(name, _city(name)) for name in known if name.startswith(f"{area}/")]) for area in AREAS]
    return [("UTC", [("UTC", "UTC")]), *groups]


def _city(name: str) -> str:
    return " / ".join(part.replace("_", " ") for part in name.split("/")[1:])


def short_days() -> list[tuple[int, str]]:
    """Mon, Tue… in the reader's language; Monday is 0."""
    names = get_day_names("abbreviated", locale=locale())
    return [(day, names[day].rstrip(".").capitalize()) for day in range(7)]


DAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]
