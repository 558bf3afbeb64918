"""Which days a calendar shows, how they are called, and where one goes from them."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date, format_interval, format_skeleton, get_day_names

from pupitre.web.frame.moments import locale

VIEWS = ("month", "week", "day", "list")
_BY_MONTH = ("month", "list")
FIRST, LAST = date(1990, 1, 1), date(2100, 1, 1)
"""what is outside is a slip of the finger"""
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `start` until before `end`, around the day `on`."""

    view: str
    on: date
    start: date
    end: date

    @property
    def title(self) -> str:
        if self.view == "day":
            name = format_date(self.on, "full", locale=locale())
        elif self.view == "week":
            name = format_interval(self.start, self.end - timedelta(days=1), "yMMMd", locale=locale())
        else:
            name = format_skeleton("yMMMM", self.on, locale=locale())
        return name[:1].upper() + name[1:]

    @property
    def before(self) -> date:
        """The day that the page before is about."""
        return self._to_month(-1) if self.view in _BY_MONTH else self.on - (WEEK if self.view == "week" else _DAY)

    @property
    def after(self) -> date:
        return self._to_month(1) if self.view in _BY_MONTH else self.on + (WEEK if self.view == "week" else _DAY)

    def has(self, day: date) -> bool:
        """The day belongs to the month shown, not to its neighbours."""
        return self.view != "month" or (day.year, day.month) == (self.on.year, self.on.month)

    def _to_month(self, step: int) -> date:
        months = self.on.year * 12 + self.on.month - 1 + step
        year, month = divmod(months, 12)
        return date(year, month + 1, min(self.on.day, calendar.monthrange(year, month + 1)[1]))


_DAY = timedelta(days=1)


def weekdays() -> list[str]:
    """Mon, Tue… in the reader's language."""
    names = get_day_names("abbreviated", locale=locale())
    return [names[day].rstrip(".").capitalize() for day in range(7)]


def span_of(view: str, day: str, today: date) -> Span:
    """The days asked for; the month of today when nothing sensible was."""
    on = _day(day) or today
    if view == "day":
        return Span("day", on, on, on + _DAY)
    if view == "week":
        monday = on - timedelta(days=on.weekday())
        return Span("week", on, monday, monday + WEEK)
    first = on.replace(day=1)
    start = first - timedelta(days=first.weekday())
    last = on.replace(day=calendar.monthrange(on.year, on.month)[1])
    if view == "list":
        return Span("list", on, first, last + _DAY)
    return Span("month", on, start, last + timedelta(days=7 - last.weekday()))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST < day < LAST else None
