"""The calendar as one page shows it: its days, what it is narrowed to, and the links to its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from pupitre.brands.models import Brand, Hold
from pupitre.channels.models import Channel
from pupitre.publishing import calendar as publishing
from pupitre.publishing.aims import NAMED
from pupitre.publishing.calendar import Day, Tile, Wanted
from pupitre.publishing.campaigns import of as of_brand
from pupitre.publishing.dates.shown import Shown, shown
from pupitre.publishing.faces import GROUPS
from pupitre.publishing.models import OBJECTIVES, Campaign
from pupitre.publishing.slots import free as slots
from pupitre.web.calendar.span import VIEWS, Span, span_of, weekdays

MOST = {"month": 4, "week": 16, "day": 0, "list": 0}
"""tiles of one day; 0: all"""
MORNING = time(9)
HOURS = range(24)


@dataclass(slots=True)
class Opening:
    """A free slot of one or several channels, in the brand's zone."""

    at: datetime
    channels: list[Channel]

    @property
    def query(self) -> str:
        """What Compose begins with."""
        return "".join([f"?at={self.at:%Y-%m-%dT%H:%M}", *(f"&channel={channel.pk}" for channel in self.channels)])


@dataclass(slots=True)
class Box:
    """A day as it is drawn."""

    day: Day
    inside: bool
    today: bool
    past: bool
    begin: datetime | None
    """the time a new post of that day begins with; None on days that are over"""
    dates: list[Shown]
    """what the day is besides: holidays, sales, the brand's own"""
    marked: list[Shown]
    """those of them that its head names"""
    openings: list[Opening]

    @property
    def date(self) -> date:
        return self.day.date

    @property
    def iso(self) -> str:
        return self.day.date.isoformat()

    @property
    def name(self) -> str:
        """Of its weekday, short."""
        return weekdays()[self.date.weekday()]

    @property
    def count(self) -> int:
        return len(self.day.tiles) + self.day.more

    @property
    def hours(self) -> Iterator[tuple[int, list[Tile], list[Opening]]]:
        for hour in HOURS:
            tiles = [tile for tile in self.day.tiles if tile.at.hour == hour]
            yield hour, tiles, [opening for opening in self.openings if opening.at.hour == hour]


@dataclass(frozen=True, slots=True)
class Sheet:
    span: Span
    boxes: list[Box]
    channels: list[Channel]
    wanted: Wanted
    today: date
    compose: str
    """address of Compose; a draft's number follows"""
    posts: str
    """address of the posts' pages; a post's number follows"""
    zone: ZoneInfo
    campaigns: list[Campaign]

    @property
    def objectives(self) -> list[tuple[str, str]]:
        return [(key, str(words)) for key, words in OBJECTIVES]

    @property
    def networks(self) -> list[str]:
        """What the tiles' marks are drawn from."""
        legs = (leg for box in self.boxes for tile in box.day.tiles for leg in tile.legs)
        free = (channel for box in self.boxes for opening in box.openings for channel in opening.channels)
        return sorted({leg.channel.network for leg in legs if leg.channel} | {channel.network for channel in free})

    @property
    def weekdays(self) -> list[str]:
        return weekdays()

    @property
    def hour_names(self) -> list[str]:
        return [f"{hour:02}:00" for hour in HOURS]

    @property
    def empty(self) -> bool:
        return not any(box.day.tiles for box in self.boxes)

    @property
    def here(self) -> str:
        return self._link(self.span.view, self.span.on)

    @property
    def before(self) -> str:
        return self._link(self.span.view, self.span.before)

    @property
    def after(self) -> str:
        return self._link(self.span.view, self.span.after)

    @property
    def now(self) -> str:
        return self._link(self.span.view, self.today)

    @property
    def views(self) -> dict[str, str]:
        return {view: self._link(view, self.span.on) for view in VIEWS}

    @property
    def all(self) -> str:
        return f"?view={self.span.view}&on={self.span.on}"

    @property
    def table(self) -> str:
        """What is shown, as CSV."""
        return "table.csv" + self.here

    @property
    def days(self) -> str:
        """The beginning of a link to a day of its own: the date follows."""
        return self._link("day", None)

    def _link(self, view: str, on: date | None) -> str:
        query = QueryDict(mutable=True)
        query["view"] = view
        query.setlist("channel", [str(pk) for pk in sorted(self.wanted.channels)])
        query.setlist("state", sorted(self.wanted.groups))
        query.setlist("campaign", [str(pk) for pk in sorted(self.wanted.campaigns)])
        query.setlist("objective", sorted(self.wanted.objectives))
        return f"?{query.urlencode()}&on={on or ''}"


def sheet(brand: Brand, asked: QueryDict, hold: Hold | None, whole: bool = False) -> Sheet:
    """What the query asks for, in the brand's zone. `whole`: every tile, however little room a day has."""
    now = timezone.now().astimezone(brand.zone)
    span = span_of(asked.get("view", ""), asked.get("on", ""), now.date())
    channels = publishing.channels_of(brand)
    campaigns = of_brand(brand)
    wanted = _wanted(asked, {channel.pk for channel in channels}, {campaign.pk for campaign in campaigns})
    found = publishing.days(brand, span.start, span.end, channels, wanted, hold, 0 if whole else MOST[span.view])
    dates = shown(brand, span.start, span.end)
    alive = [channel for channel in channels if channel.removed_at is None]
    free = _openings(brand, span, alive, wanted) if span.view == "week" else {}
    boxes = [_box(brand, span, day, dates.get(day.date, []), free.get(day.date, []), now) for day in found]
    if span.view == "list":
        boxes = [box for box in boxes if box.day.tiles or box.marked or box.today]
    compose, first = (reverse(name, args=[brand.slug, *args]) for name, args in (("compose", []), ("post", [0])))
    return Sheet(span, boxes, alive, wanted, now.date(), compose, first.removesuffix("0/"), brand.zone, campaigns)


def _openings(brand: Brand, span: Span, channels: list[Channel], wanted: Wanted) -> dict[date, list[Opening]]:
    """The free slots of the channels that are shown, those of one time together; none where only some states are."""
    shown = {channel.pk: channel for channel in channels if not wanted.channels or channel.pk in wanted.channels}
    found: dict[datetime, Opening] = {}
    if not (wanted.groups or wanted.aimed):
        for channel, at in slots.free(brand, slots.slots_of(shown.values()), span.start, span.end):
            found.setdefault(at, Opening(at.astimezone(brand.zone), [])).channels.append(shown[channel])
    by_day: dict[date, list[Opening]] = {}
    for opening in found.values():
        by_day.setdefault(opening.at.date(), []).append(opening)
    return by_day


def _box(brand: Brand, span: Span, day: Day, dates: list[Shown], openings: list[Opening], now: datetime) -> Box:
    today = now.date()
    marked = dates if span.view == "day" else [each for each in dates if each.is_marked_on(day.date)]
    begin = _begin(brand, day.date, now)
    return Box(day, span.has(day.date), day.date == today, day.date < today, begin, dates, marked, openings)


def _wanted(asked: QueryDict, channels: set[int], campaigns: set[int]) -> Wanted:
    return Wanted(
        frozenset(_numbers(asked, "channel") & channels),
        frozenset(GROUPS.keys() & set(asked.getlist("state"))),
        frozenset(_numbers(asked, "campaign") & campaigns),
        frozenset(NAMED & set(asked.getlist("objective"))),
    )


def _numbers(asked: QueryDict, name: str) -> set[int]:
    return {int(pk) for pk in asked.getlist(name) if pk.isdecimal() and len(pk) < 19}


def _begin(brand: Brand, day: date, now: datetime) -> datetime | None:
    """When a post of that day begins: at the opening hour, today in the next hour."""
    if day < now.date():
        return None
    opening = next(iter(brand.hours.get(str(day.weekday())) or []), None)
    at = datetime.combine(day, time.fromisoformat(opening[0]) if opening else MORNING)
    if day > now.date() or at > now.replace(tzinfo=None):
        return at
    return (now + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0, tzinfo=None)
