"""What the calendar shows: one tile per post and time, its channels together, in the brand's zone.

Five queries whatever the span: channels, deliveries, drafts with a time in mind, the accounts' own
posts, the headlines of what is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Left

from pupitre.brands.models import Brand, Hold
from pupitre.channels import states
from pupitre.channels.models import Channel, Part
from pupitre.publishing.approval.standing import unapproved
from pupitre.publishing.faces import DRAFT, ELSEWHERE, GROUPS, MOVABLE, PRESSING, face_of, gravest
from pupitre.publishing.models import Delivery, NativePost, Post, Version, first_line
from pupitre.publishing.slots.free import with_slots

HEADLINE = 160
"""characters of a text that are read for its first line"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is shown: empty means all. `groups` are keys of faces.GROUPS."""

    channels: frozenset[int] = frozenset()
    groups: frozenset[str] = frozenset()
    campaigns: frozenset[int] = frozenset()
    objectives: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.channels or self.groups or self.aimed)

    @property
    def aimed(self) -> bool:
        """Only posts of some campaigns or objectives: none that was made elsewhere has them."""
        return bool(self.campaigns or self.objectives)

    def aims(self, prefix: str = "") -> Q:
        """Of posts, which `prefix` leads to ("post__")."""
        found = Q(**{f"{prefix}campaign__in": self.campaigns}) if self.campaigns else Q()
        return found & (Q(**{f"{prefix}objective__in": self.objectives}) if self.objectives else Q())

    def has(self, face: str) -> bool:
        return not self.groups or any(face in GROUPS[group] for group in self.groups)


@dataclass(frozen=True, slots=True)
class Leg:
    """One channel of a tile. `row`: its delivery, or the version of a draft that has its own time."""

    channel: Channel | None
    face: str
    row: int | None = None


@dataclass(slots=True)
class Tile:
    """A post at one time (`post`), or a post of the account made elsewhere (`native`)."""

    at: datetime
    post: int | None = None
    native: int | None = None
    headline: str = ""
    url: str = ""
    legs: list[Leg] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Names the tile on its page."""
        return f"n{self.native}" if self.native else f"p{self.post}-{int(self.at.timestamp()) // 60}"

    @property
    def face(self) -> str:
        return gravest(leg.face for leg in self.legs)

    @property
    def is_draft(self) -> bool:
        return self.face == DRAFT

    @property
    def movable(self) -> bool:
        return any(leg.face in MOVABLE for leg in self.legs)

    @property
    def moves(self) -> list[int]:
        """The deliveries (or the draft's versions with a time of their own) that move with it."""
        return [leg.row for leg in self.legs if leg.row and leg.face in MOVABLE]

    @property
    def moves_post(self) -> bool:
        """The draft's own time moves with it."""
        return any(leg.face == DRAFT and leg.row is None for leg in self.legs)

    @property
    def faces(self) -> dict[str, list[Channel]]:
        """Its channels by how they stand, the gravest first."""
        found: dict[str, list[Channel]] = {}
        for leg in self.legs:
            found.setdefault(leg.face, [])
            if leg.channel:
                found[leg.face].append(leg.channel)
        return dict(sorted(found.items(), key=lambda pair: pair[0] != self.face))


@dataclass(slots=True)
class Day:
    """A day of the brand's calendar. `more`: tiles that are not in `tiles`."""

    date: date
    tiles: list[Tile] = field(default_factory=list)
    more: int = 0


def days(
    brand: Brand,
    start: date,
    end: date,
    of: Iterable[Channel],
    wanted: Wanted | None = None,
    hold: Hold | None = None,
    most: int = 0,
) -> list[Day]:
    """Every day from `start` until before `end`, with at most `most` tiles each (0: all of them).

    `of`: the brand's channels, see `channels_of`. When a day has more, those that need somebody stay.
    """
    wanted = wanted or Wanted()
    zone = brand.zone
    channels = {channel.pk: channel for channel in of}
    span = (_midnight(start, zone), _midnight(end, zone))
    found = [*_of_posts(brand, span, wanted, hold, channels), *_elsewhere(brand, span, wanted, channels)]
    calendar = {start + timedelta(days=n): Day(start + timedelta(days=n)) for n in range((end - start).days)}
    for tile in sorted(found, key=lambda tile: (tile.at, tile.post or 0)):
        tile.at = tile.at.astimezone(zone)
        calendar[tile.at.date()].tiles.append(tile)
    for day in calendar.values():
        _keep(day, most)
    _name(tile for day in calendar.values() for tile in day.tiles)
    return list(calendar.values())


def channels_of(brand: Brand) -> list[Channel]:
    """The brand's channels with their slots, those that were taken off the desk as well: their posts stay."""
    return list(with_slots(Channel.objects.filter(brand=brand)).defer("sealed").order_by("name", "pk"))


Span = tuple[datetime, datetime]
Channels = dict[int, Channel]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a day."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _of_posts(brand: Brand, span: Span, wanted: Wanted, hold: Hold | None, channels: Channels) -> list[Tile]:
    tiles: dict[tuple[int, datetime], Tile] = {}
    for post, at, leg in (*_deliveries(brand, span, wanted, hold, channels), *_drafts(brand, span, wanted, channels)):
        # Deliveries planned together leave some instants apart: a tile is one post at one minute.
        at = at.replace(second=0, microsecond=0)
        tile = tiles.get((post, at))
        if tile is None:
            tile = tiles[post, at] = Tile(at, post=post)
        tile.legs.append(leg)
    return [tile for tile in tiles.values() if not wanted or _is_wanted(tile, wanted)]


def _is_wanted(tile: Tile, wanted: Wanted) -> bool:
    on = not wanted.channels or any(leg.channel and leg.channel.pk in wanted.channels for leg in tile.legs)
    return on and any(wanted.has(leg.face) for leg in tile.legs)


def _deliveries(
    brand: Brand, span: Span, wanted: Wanted, hold: Hold | None, channels: Channels
) -> Iterator[tuple[int, datetime, Leg]]:
    """What is planned in the span, or has left in it: what went out late stands where it went."""
    start, end = span
    gone = Q(sending__brand=brand, sending__sent_at__gte=start, sending__sent_at__lt=end)
    planned = Q(sending__brand=brand, sending__due_at__gte=start, sending__due_at__lt=end, sending__sent_at=None)
    flying = Part.objects.filter(sending=OuterRef("sending"), state__in=_IN_HAND)
    rows = (
        Delivery.objects.filter(gone | planned, wanted.aims("post__"), brand=brand)
        .current()
        .annotate(at=_PLACE, flying=Exists(flying))
    )
    waiting = unapproved(brand, None, sending__due_at__gte=start, sending__due_at__lt=end)
    for pk, post, channel, at, state, held, deleted, leaving in rows.values_list(
        "pk", "post_id", "channel_id", "at", "sending__state", "sending__held", "deleted_at", "flying"
    ):
        on_hold = held or (hold is not None and hold.covers(at))
        face = face_of(state, on_hold, deleted is not None, leaving, pk in waiting)
        yield post, at, Leg(channels.get(channel), face, pk)


def _drafts(brand: Brand, span: Span, wanted: Wanted, channels: Channels) -> Iterator[tuple[int, datetime, Leg]]:
    """Drafts with a time in mind: the post's own, or a version's."""
    start, end = span
    meant = Post.objects.filter(brand=brand, draft_at__gte=start, draft_at__lt=end).values("pk")
    own = Version.objects.filter(own_at__gte=start, own_at__lt=end, post__brand=brand).values("post")
    rows = Post.objects.filter(wanted.aims(), pk__in=meant.union(own)).drafts()
    for post, draft_at, version, channel, own_at in rows.values_list(
        "pk", "draft_at", "versions__pk", "versions__channel_id", "versions__own_at"
    ):
        at = own_at or draft_at
        if at and start <= at < end:
            yield post, at, Leg(channels.get(channel), DRAFT, version if own_at else None)


def _elsewhere(brand: Brand, span: Span, wanted: Wanted, channels: Channels) -> Iterator[Tile]:
    """Posts of the accounts that did not leave through this desk; answers to others are not the calendar's."""
    if wanted.aimed or not wanted.has(ELSEWHERE):
        return
    ours = Part.objects.filter(sending__channel=OuterRef("channel"), remote_id=OuterRef("remote_id"))
    rows = NativePost.objects.filter(brand=brand, at__gte=span[0], at__lt=span[1], is_reply=False).filter(~Exists(ours))
    if wanted.channels:
        rows = rows.filter(channel__in=wanted.channels)
    for pk, channel, at, url, title, text in rows.values_list(
        "pk", "channel_id", "at", "url", "title", Left("text", HEADLINE)
    ):
        legs = [Leg(channels.get(channel), ELSEWHERE)]
        yield Tile(at, native=pk, headline=first_line(title or text), url=url, legs=legs)


def _keep(day: Day, most: int) -> None:
    """Drop what is too much for one day's place, the least pressing first."""
    if not most or len(day.tiles) <= most:
        return
    pressing = sorted(day.tiles, key=lambda tile: tile.face not in PRESSING)
    kept = {id(tile) for tile in pressing[: most - 1]}
    day.more = len(day.tiles) - len(kept)
    day.tiles = [tile for tile in day.tiles if id(tile) in kept]


def _name(tiles: Iterable[Tile]) -> None:
    """Give each post's tiles its headline."""
    ours = [tile for tile in tiles if tile.post]
    rows = Post.objects.filter(pk__in={tile.post for tile in ours}).values_list(
        "pk", KeyTextTransform("title", "content"), Left(KeyTextTransform("text", "content"), HEADLINE)
    )
    lines = {pk: first_line(title or text or "") for pk, title, text in rows}
    for tile in ours:
        tile.headline = lines.get(tile.post or 0, "")


_IN_HAND = (states.CLAIMED, states.PREPARING, states.ARMED)
_PLACE = Coalesce(F("sending__sent_at"), F("sending__due_at"))
