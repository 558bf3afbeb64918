"""Tiles as an iCalendar file: RFC 5545, written by the library icalendar, every instant in UTC."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from pupitre.brands.models import Brand
from pupitre.ground.environment import environment
from pupitre.journal.models import Entry
from pupitre.publishing.calendar import Tile
from pupitre.publishing.faces import DRAFT, GONE
from pupitre.publishing.messages import FACES

LENGTH = timedelta(minutes=15)
"""a post is an instant; programs draw nothing that has no length"""
PLAIN = frozenset({GONE, "planned"})
"""faces that the summary does not name"""


def written(brand: Brand, tiles: Iterable[Tile]) -> bytes:
    """The brand's tiles as a file. It is the same text all day as long as nothing changes."""
    tiles = list(tiles)
    calendar = Calendar()
    calendar.add("prodid", "-//Pupitre//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", brand.name)
    calendar.add("refresh-interval", timedelta(minutes=30), parameters={"VALUE": "DURATION"})
    stamp = datetime.combine(timezone.now().date(), time(), UTC)
    changes = _changes(brand, tiles)
    for tile in tiles:
        calendar.add_component(_event(brand, tile, stamp, changes.get(tile.post or 0, 0)))
    return bytes(calendar.to_ical())


def _event(brand: Brand, tile: Tile, stamp: datetime, changes: int) -> Event:
    event = Event()
    event.add("uid", f"{_identity(tile)}@{brand.slug}.pupitre")
    event.add("sequence", changes)
    event.add("dtstamp", stamp)
    event.add("dtstart", tile.at.astimezone(UTC))
    event.add("dtend", tile.at.astimezone(UTC) + LENGTH)
    event.add("summary", _summary(tile))
    event.add("description", ", ".join(leg.channel.name for leg in tile.legs if leg.channel))
    event.add("status", "TENTATIVE" if tile.face == DRAFT else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if tile.post:
        event.add("url", environment().base + reverse("post", args=[brand.slug, tile.post]))
    return event


def _identity(tile: Tile) -> str:
    """The same however often it moves: its first delivery (or version with a time of its own), or the draft."""
    if tile.native:
        return f"native-{tile.native}"
    own = [leg.row for leg in tile.legs if leg.row]
    if not own:
        return f"post-{tile.post}"
    return f"{'version' if tile.is_draft else 'delivery'}-{min(own)}"


def _summary(tile: Tile) -> str:
    words = tile.headline or _("Without words yet")
    return words if tile.face in PLAIN else f"{FACES[tile.face]} · {words}"


def _changes(brand: Brand, tiles: list[Tile]) -> dict[int, int]:
    """post → how often the journal tells of it or of its deliveries: a number that only grows."""
    found: dict[int, int] = {}
    of_delivery: dict[int | None, int | None] = {
        leg.row: tile.post for tile in tiles if tile.post and not tile.is_draft for leg in tile.legs
    }
    subjects: dict[str, dict[int | None, int | None]] = {
        "post": {tile.post: tile.post for tile in tiles if tile.post},
        "delivery": of_delivery,
    }
    for kind, posts in subjects.items():
        entries = Entry.objects.filter(brand_id=brand.pk, subject_kind=kind, subject_id__in=posts)
        for subject, count in entries.values_list("subject_id").annotate(Count("pk")):
            post = posts.get(subject) or 0
            found[post] = found.get(post, 0) + count
    return found
