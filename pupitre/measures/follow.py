"""Following a post: reading its counts densely at first, rarely later, and what each day gained."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from pupitre.channels import breaker
from pupitre.channels.models import Channel
from pupitre.channels.refresh import refresh
from pupitre.journal.pool import give_back
from pupitre.measures.models import COUNTS, AccountReading, DayCount, Measured, Reading
from pupitre.networks.errors import Later, NetworkError, Reconnect
from pupitre.networks.words import Measure

log = logging.getLogger(__name__)

PACES = (
    (timedelta(hours=2), timedelta(minutes=5)),
    (timedelta(days=1), timedelta(hours=1)),
    (timedelta(days=7), timedelta(hours=6)),
    (timedelta(days=30), timedelta(days=1)),
)
"""(until this age, read this often); older posts are read no more"""
BATCH = 25
ACCOUNT_EVERY = timedelta(hours=6)


def follow(channel_id: int, remote_id: str, published_at: datetime) -> None:
    """From now on this post's counts are read."""
    due = next_reading(published_at, timezone.now())
    Measured.objects.get_or_create(
        channel_id=channel_id, remote_id=remote_id, defaults={"published_at": published_at, "next_at": due}
    )


def keep_first(channel: Channel, found: Iterable[tuple[str, datetime, Measure]]) -> None:
    """Posts found with their counts (the past of an account): kept, and followed while they are young."""
    now = timezone.now()
    for remote_id, at, measure in found:
        measured, new = Measured.objects.get_or_create(
            channel=channel, remote_id=remote_id, defaults={"published_at": at, "next_at": next_reading(at, now)}
        )
        if new:
            _keep(measured, measure, now)


def next_reading(published_at: datetime, now: datetime) -> datetime | None:
    """When to read next; None when the post is too old to change much."""
    age = now - published_at
    return next((now + pace for until, pace in PACES if age < until), None)


def due_channels() -> list[int]:
    """Channels with posts whose counts are to be read now."""
    due = Measured.objects.filter(next_at__lte=timezone.now(), channel__state=Channel.READY, channel__removed_at=None)
    return list(due.values_list("channel_id", flat=True).distinct())


def read_posts(channel: Channel) -> int:
    """Read the counts that are due on one channel; how many. A failure leaves them due."""
    due = list(channel.measured.filter(next_at__lte=timezone.now(), gone_at=None).order_by("next_at")[:BATCH])
    if not due or channel.card.measures is None:
        return 0
    told = _ask(channel, [measured.remote_id for measured in due])
    if told is None:
        return 0
    now = timezone.now()
    for measured in due:
        _keep(measured, told.get(measured.remote_id), now)
    return len(due)


def read_account(channel: Channel) -> bool:
    """Followers and posts now, at most every six hours."""
    last = channel.account_readings.order_by("-at").first()
    if channel.card.measures is None or (last and timezone.now() - last.at < ACCOUNT_EVERY):
        return False
    grant = channel.grant
    give_back()
    try:
        told = channel.card.measures.account(grant)
    except NetworkError as error:
        _take_note(channel, error)
        return False
    AccountReading.objects.create(
        channel=channel, at=timezone.now(), followers=told.followers, following=told.following, posts=told.posts
    )
    return True


def _ask(channel: Channel, remote_ids: list[str]) -> Mapping[str, Measure | None] | None:
    grant = channel.grant
    give_back()
    assert channel.card.measures is not None
    try:
        return channel.card.measures.posts(remote_ids, grant)
    except NetworkError as error:
        _take_note(channel, error)
        return None


def _take_note(channel: Channel, error: NetworkError) -> None:
    """Reading never fails loudly: a limit is waited for, an old token refreshed, a dead one told."""
    wait = timezone.now() + timedelta(minutes=5)
    if isinstance(error, Later):
        wait = max(error.at, wait)
    elif isinstance(error, Reconnect) and error.refresh:
        refresh(channel)
        wait = timezone.now()
    elif isinstance(error, Reconnect):
        breaker.disconnected(channel, error.code, error.params, error.raw)
    channel.measured.filter(next_at__lt=wait).update(next_at=wait)
    log.info("counts of channel %s were not read: %s", channel.pk, error.code)


def _keep(measured: Measured, measure: Measure | None, now: datetime) -> None:
    """One reading. Of two at the same moment the second adds only what the first did not."""
    own = Measured.objects.filter(pk=measured.pk)
    if measure is None:
        own.update(gone_at=now, next_at=None, read_at=now)
        return
    told = {name: getattr(measure, name) for name in COUNTS}
    with transaction.atomic():
        known = own.select_for_update().values(*COUNTS).get()
        _add_to_days(measured, known, told, now)
        Reading.objects.create(measured=measured, at=now, **told)
        still_known = {name: known[name] if count is None else count for name, count in told.items()}
        own.update(**still_known, read_at=now, next_at=next_reading(measured.published_at, now))


def _add_to_days(
    measured: Measured, known: Mapping[str, int | None], told: Mapping[str, int | None], now: datetime
) -> None:
    """What a reading adds belongs to today; what an old post is first told to have, to its own day."""
    zone = measured.channel.brand.zone
    is_old = now - measured.published_at > timedelta(days=1)
    gained: dict[date, dict[str, int]] = {}
    for name, count in told.items():
        if count is not None:
            before = known[name]
            at = measured.published_at if before is None and is_old else now
            gained.setdefault(at.astimezone(zone).date(), {})[name] = count - (before or 0)
    for day, counts in gained.items():
        DayCount.objects.get_or_create(channel_id=measured.channel_id, day=day)
        sums = {name: Coalesce(F(name), 0) + count for name, count in counts.items()}
        DayCount.objects.filter(channel_id=measured.channel_id, day=day).update(**sums)
