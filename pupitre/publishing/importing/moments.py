"""A day and an hour as people and programs write them, in French or English. Pure; nothing is guessed.

"03/04/2027" is 3 April in Paris and 4 March in New York: it is asked about, unless day and month are the same or one
of the two can be no month.
"""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from pupitre.publishing import wall
from pupitre.publishing.fold import fold

DAY_FIRST, MONTH_FIRST = "day", "month"
MONTHS = {
    **dict.fromkeys(("janvier", "janv", "january", "jan"), 1),
    **dict.fromkeys(("fevrier", "fevr", "fev", "february", "feb"), 2),
    **dict.fromkeys(("mars", "march", "mar"), 3),
    **dict.fromkeys(("avril", "avr", "april", "apr"), 4),
    **dict.fromkeys(("mai", "may"), 5),
    **dict.fromkeys(("juin", "june", "jun"), 6),
    **dict.fromkeys(("juillet", "juil", "july", "jul"), 7),
    **dict.fromkeys(("aout", "august", "aug"), 8),
    **dict.fromkeys(("septembre", "september", "sept", "sep"), 9),
    **dict.fromkeys(("octobre", "october", "oct"), 10),
    **dict.fromkeys(("novembre", "november", "nov"), 11),
    **dict.fromkeys(("decembre", "december", "dec"), 12),
}
_ISO = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})")
_NUMBERS = re.compile(r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>\d{4}|\d{2})")
_NAME = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY_NAMED = re.compile(rf"(?P<d>\d{{1,2}})(?:er|st|nd|rd|th)?\s+(?:of\s+)?(?P<n>{_NAME})\b\.?,?\s+(?P<y>\d{{4}})")
_NAME_FIRST = re.compile(rf"\b(?P<n>{_NAME})\b\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})")
_CLOCK = re.compile(
    r"[t\s,]*(?:a|at|@)?\s*(?P<h>\d{1,2})(?:\s?[:h]\s?(?P<min>\d{2})?(?::(?P<s>\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(?P<half>[ap])?\.?(?:m\b\.?)?\s*(?P<zone>z|utc|[+-]\d{2}:?\d{2})?\s*"
)
_WEEKDAY = re.compile(r"^(?:lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+(?:le\s+)?")


class NoMoment(ValueError):
    """It is not a day and an hour; `code` has its sentence in publishing/messages.py."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Ambiguous(ValueError):
    """Day and month could be either way round."""


def looks_like_one(text: str) -> bool:
    try:
        _wall(text, DAY_FIRST)
    except Ambiguous:
        return True
    except NoMoment as error:
        return error.code != "import_no_moment"
    except ValueError:
        return False
    return True


def read(text: str, zone: ZoneInfo, order: str = "") -> datetime | None:
    """The instant (UTC); None for an empty text. `order`: DAY_FIRST or MONTH_FIRST, once somebody said which.

    Without an offset it is wall time of `zone`. Raises NoMoment, Ambiguous, wall.Absent, wall.Twice, and
    ValueError for a year that is a slip of the finger.
    """
    return wall.read(_wall(text, order), zone) if text.strip() else None


def _wall(text: str, order: str) -> str:
    """As `wall.read` understands it."""
    said = fold(" ".join(text.split()))
    try:
        day, rest = _day(said, order)
    except NoMoment:  # only now: "mar" is mardi, and March
        day, rest = _day(_WEEKDAY.sub("", said), order)
    clock = _CLOCK.fullmatch(rest)
    if not rest.strip():
        raise NoMoment("import_hourless")
    if clock is None:
        raise NoMoment("import_no_moment")
    try:
        return datetime.fromisoformat(f"{day}T{_time(clock)}").isoformat()
    except ValueError as error:
        raise NoMoment("import_no_moment") from error


def _day(said: str, order: str) -> tuple[str, str]:
    """(YYYY-MM-DD, what follows)."""
    if found := _ISO.match(said):
        return _written(found["y"], found["m"], found["d"]), said[found.end() :]
    for pattern in (_DAY_NAMED, _NAME_FIRST):
        if found := pattern.match(said):
            return _written(found["y"], MONTHS[found["n"]], found["d"]), said[found.end() :]
    if found := _NUMBERS.match(said):
        day, month = _which(int(found["a"]), int(found["b"]), order)
        year = found["y"] if len(found["y"]) == 4 else f"20{found['y']}"
        return _written(year, month, day), said[found.end() :]
    raise NoMoment("import_no_moment")


def _which(first: int, second: int, order: str) -> tuple[int, int]:
    """(day, month)."""
    if first == second or second > 12 >= first:
        return second, first
    if first > 12 or order == DAY_FIRST:
        return first, second
    if order == MONTH_FIRST:
        return second, first
    raise Ambiguous


def _written(year: str, month: str | int, day: str | int) -> str:
    return f"{year}-{int(month):02}-{int(day):02}"


def _time(clock: re.Match[str]) -> str:
    """HH:MM and the offset, if any. Raises ValueError for 13 pm, and for a number that nothing marks as an hour."""
    hour, half = int(clock["h"]), clock["half"]
    marked = half or re.search(r"\d\s?[:h]", clock[0])
    if not marked or (half and not 1 <= hour <= 12):
        raise ValueError(clock[0])
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    zone = clock["zone"] or ""
    offset = "+00:00" if zone in ("z", "utc") else zone if ":" in zone or not zone else f"{zone[:3]}:{zone[3:]}"
    return f"{hour:02}:{int(clock['min'] or 0):02}{offset}"
