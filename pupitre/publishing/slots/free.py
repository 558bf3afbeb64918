"""Which slots nobody has yet, and how two posts never get one slot without a word.

A slot is taken by a delivery of its channel that is due in its very minute and was not dropped; a draft's time in
mind takes none. On nights when the clocks change, a wall time that does not exist or comes twice is no slot: which
instant is meant could only be guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from pupitre.brands.models import Brand
from pupitre.channels.models import Channel
from pupitre.networks.words import Objection
from pupitre.publishing import wall
from pupitre.publishing.models import Delivery, Version
from pupitre.publishing.slots.models import Slot

AHEAD = timedelta(days=366)
"""how far a free slot is looked for"""
Place = tuple[int, datetime]
"""a channel and the instant of one of its slots (UTC)"""


def with_slots(channels: QuerySet[Channel]) -> QuerySet[Channel]:
    """The same channels with their slots, for `slots_of`: no query more."""
    said = JSONObject(weekday="weekday", at="at")
    return channels.annotate(week=ArraySubquery(Slot.objects.filter(channel=OuterRef("pk")).values(said=said)))


def slots_of(channels: Iterable[Channel]) -> list[Slot]:
    """Of channels that were read by `with_slots`."""
    return [
        Slot(channel_id=channel.pk, weekday=said["weekday"], at=time.fromisoformat(said["at"]))
        for channel in channels
        for said in channel.week  # type: ignore[attr-defined]
    ]


def free(brand: Brand, slots: Collection[Slot], start: date, end: date, post: int | None = None) -> Iterator[Place]:
    """Those of the slots that are free from the day `start` until before `end`, none that is past, in order of time.

    What the post `post` has planned itself takes none. One query, none without slots.
    """
    now = timezone.now()
    slots = sorted(slots, key=lambda slot: (slot.at, slot.channel_id))
    channels = {slot.channel_id for slot in slots}
    if not slots:
        return
    span = (_midnight(start, brand.zone), _midnight(end, brand.zone))
    taken = {(channel, at) for channel, at, _post in _planned(channels, span, post)}
    for place in _places(slots, brand.zone, start, end):
        if place[1] > now and place not in taken:
            yield place


def next_free(brand: Brand, channels: Collection[int], post: int | None = None) -> dict[int, datetime]:
    """The first free slot of each of these channels within a year; a channel without one is absent."""
    today = timezone.now().astimezone(brand.zone).date()
    slots = list(Slot.objects.filter(brand=brand, channel__in=channels))
    wanted = {slot.channel_id for slot in slots}
    found: dict[int, datetime] = {}
    for channel, at in free(brand, slots, today, today + AHEAD, post):
        found.setdefault(channel, at)
        if len(found) == len(wanted):
            break
    return found


def taken_meanwhile(
    versions: Iterable[Version], times: Mapping[int, datetime | None]
) -> list[tuple[Version, Objection]]:
    """The versions whose time (by version id) is a slot that another post has, each with the next free one.

    To be called in the transaction that plans them: the slots stay locked until its end, so that of two
    members who plan into one slot at once the second is told.
    """
    wanted = {version.channel_id: (version, at) for version in versions if (at := times[version.pk])}
    if not wanted:
        return []
    brand = next(iter(wanted.values()))[0].post.brand
    ours = Q()
    for channel, (_version, at) in wanted.items():
        local = at.astimezone(brand.zone)
        ours |= Q(channel=channel, weekday=local.weekday(), at=time(local.hour, local.minute))
    slots = list(Slot.objects.select_for_update().filter(ours, brand=brand).order_by("pk"))
    told = []
    for slot in slots:
        version, at = wanted[slot.channel_id]
        minute = at.replace(second=0, microsecond=0)
        others = list(_planned([slot.channel_id], (minute, minute + timedelta(minutes=1)), version.post_id))
        if others:
            told.append((version, _taken(version.channel, minute, others[0][2], version.post_id, brand)))
    return told


def sharing(deliveries: Collection[int]) -> list[str]:
    """The channels, by name, on which another post leaves in the very minute of one of these deliveries."""
    rows = Delivery.objects.filter(pk__in=deliveries).values_list("channel", "channel__name", "post", "sending__due_at")
    found = []
    for channel, name, post, at in rows:
        minute = at.replace(second=0, microsecond=0)
        if any(_planned([channel], (minute, minute + timedelta(minutes=1)), post)):
            found.append(name)
    return sorted(set(found))


def _taken(channel: Channel, at: datetime, by: int, post: int, brand: Brand) -> Objection:
    params: dict[str, Any] = {"channel": channel.name, "at": at, "post": by}
    params["next"] = next_free(brand, [channel.pk], post).get(channel.pk)
    return Objection("slot_taken", params, "time")


def _planned(
    channels: Collection[int], span: tuple[datetime, datetime], without: int | None
) -> Iterator[tuple[int, datetime, int]]:
    """(channel, minute, post) of what is planned there in the span."""
    rows = Delivery.objects.current().between(*span).filter(channel__in=channels).exclude(post=without or 0)
    for channel, at, post in rows.values_list("channel", "sending__due_at", "post"):
        yield channel, at.replace(second=0, microsecond=0), post


def _places(slots: Collection[Slot], zone: ZoneInfo, start: date, end: date) -> Iterator[Place]:
    """`slots` in order of their time of day."""
    for days in range((end - start).days):
        day = start + timedelta(days=days)
        for slot in slots:
            if slot.weekday != day.weekday():
                continue
            try:
                at = wall.read(f"{day}T{slot.at:%H:%M}", zone)
            except (wall.Absent, wall.Twice):
                continue
            assert at
            yield slot.channel_id, at


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
