"""Wall time: what a clock shows in the brand's zone, and the two nights a year when that is not one instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

YEARS = (1970, 2200)
"""what is outside is a slip of the finger"""


class Absent(ValueError):
    """The clocks go forward over this time. `before` and `after` are the nearest that exist (aware)."""

    def __init__(self, wall: datetime, before: datetime, after: datetime) -> None:
        super().__init__(f"{wall} does not exist")
        self.wall, self.before, self.after = wall, before, after


class Twice(ValueError):
    """The clocks go back: this time comes twice. `first` and `second` are both (aware)."""

    def __init__(self, wall: datetime, first: datetime, second: datetime) -> None:
        super().__init__(f"{wall} comes twice")
        self.wall, self.first, self.second = wall, first, second


def read(text: str, zone: ZoneInfo) -> datetime | None:
    """A wall time of `zone` ("2026-11-24T11:30") as an aware instant in UTC; None for an empty text.

    With an offset ("2026-10-25T02:30+01:00") it is that instant: how a person answered which of two.
    Raises Absent, Twice, and ValueError for what is not a time.
    """
    if not text:
        return None
    wall = datetime.fromisoformat(text).replace(second=0, microsecond=0)
    if not YEARS[0] <= wall.year <= YEARS[1]:
        raise ValueError(f"{wall.year} is not a year to plan in")
    if wall.tzinfo is not None:
        return wall.astimezone(UTC)
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return first
    if first.astimezone(zone).replace(tzinfo=None) == wall:
        raise Twice(wall, first, second)
    raise Absent(wall, *_around(wall, second, first, zone))


def write(moment: datetime | None, zone: ZoneInfo) -> str:
    """What `read` understands: the wall time, with its offset where the wall time alone would be two instants."""
    if moment is None:
        return ""
    wall = moment.astimezone(zone)
    plain = wall.replace(tzinfo=None, fold=0)
    twice = plain.replace(tzinfo=zone, fold=0).utcoffset() != plain.replace(tzinfo=zone, fold=1).utcoffset()
    return wall.isoformat(timespec="minutes") if twice else plain.isoformat(timespec="minutes")


def _around(wall: datetime, low: datetime, high: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The minute before the gap and the first minute after it (UTC), found by halving."""
    offset = low.astimezone(zone).utcoffset()
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    after = high.replace(second=0, microsecond=0)
    return after - timedelta(minutes=1), after
