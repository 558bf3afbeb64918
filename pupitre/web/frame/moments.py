"""Dates, times and numbers as the reader writes them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from babel.dates import format_date, format_datetime, format_interval, format_time, format_timedelta
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

LOCALES = {"fr": "fr_FR", "en": "en_GB"}
"""English dates go day first, as the desk's brands are in Europe"""


def locale() -> str:
    """Babel's name of the reader's language."""
    return LOCALES.get((get_language() or "en")[:2], "en_GB")


def span(first: date, last: date) -> str:
    """Two days and what lies between: "1–7 Mar 2027"."""
    return format_interval(first, last, "yMMMd", locale=locale())


def when(moment: datetime | date | None, style: str = "") -> str:
    """A moment in the reader's zone and language; empty for None.

    Without a style: "today, 14:05", "Tue 24 Nov, 14:05". Styles: time "14:05", date "24 November",
    day "Tuesday 24 November", long "Tuesday 24 November 2026, 14:05", ago "3 minutes ago".
    """
    if moment is None:
        return ""
    if not isinstance(moment, datetime):
        return _day(moment, "EEEE d MMMM" if style in {"day", "long"} else "d MMMM")
    if style == "ago":
        return format_timedelta(moment - timezone.now(), add_direction=True, locale=locale())
    local = moment.astimezone(timezone.get_current_timezone())
    if style in {"date", "day"}:
        return _day(local.date(), "EEEE d MMMM" if style == "day" else "d MMMM")
    if style == "time":
        return format_time(local, "HH:mm", locale=locale())
    if style == "long":
        return format_datetime(local, "EEEE d MMMM y, HH:mm", locale=locale())
    return f"{_near(local.date())}, {format_time(local, 'HH:mm', locale=locale())}"


def number(value: int | float | Decimal | None) -> str:
    """2,316 in English, 2 316 in French; empty for None."""
    return "" if value is None else format_decimal(value, locale=locale())


def _near(day: date) -> str:
    distance = (day - timezone.localdate()) // timedelta(days=1)
    words = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    return words.get(distance) or _day(day, "EEE d MMM")


def _day(day: date, pattern: str) -> str:
    """With the year when it is another one than this."""
    this_year = day.year == timezone.localdate().year
    return format_date(day, pattern if this_year else f"{pattern} y", locale=locale())
