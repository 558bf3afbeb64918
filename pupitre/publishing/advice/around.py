"""Advice that needs to know what else the brand does: what is planned near by, what was said lately, a hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from pupitre.brands.models import Brand
from pupitre.networks.words import Objection
from pupitre.publishing.models import Delivery, Version

CLOSE = timedelta(hours=1)
CROWD = 2
"""others on the same channel within CLOSE, from which this one would be a third"""
LATELY = timedelta(days=30)
SHORT = 25
"""letters: a shorter text (“Merci !”) may be said again"""
Told = Sequence[tuple[Version, Objection]]


def around(brand: Brand, versions: Iterable[Version]) -> Told:
    """For each version what is unwise now or at its time. Two queries, however many versions."""
    versions = list(versions)
    held = brand.hold_now()
    said = [(version, Objection("brand_held", {"why": held.reason}, "time", "advice")) for version in versions if held]
    others = _others(brand, versions)
    return [*said, *_crowded(versions, others), *_repeated(versions, others)]


def _others(brand: Brand, versions: list[Version]) -> list[Delivery]:
    """Deliveries of other posts: close to the times wanted, or out lately in these very words; newest first."""
    wanted = Q(sending__sent_at__gte=timezone.now() - LATELY, says__text__in=[_text_of(each) for each in versions])
    for version in versions:
        if at := _time_of(version):
            wanted |= Q(channel=version.channel_id, sending__due_at__gt=at - CLOSE, sending__due_at__lt=at + CLOSE)
    found = Delivery.objects.current().filter(wanted, brand=brand, deleted_at=None)
    post = (versions[0].post_id or 0) if versions else 0
    return list(found.exclude(post=post).select_related("sending").order_by("-sending__due_at"))


def _time_of(version: Version) -> datetime | None:
    return version.own_at or version.post.draft_at


def _text_of(version: Version) -> str:
    return str(version.says.get("text", "")).strip()


def _crowded(versions: list[Version], others: list[Delivery]) -> Iterator[tuple[Version, Objection]]:
    for version in versions:
        at = _time_of(version)
        near = [
            each
            for each in others
            if at and each.sending and each.channel_id == version.channel_id and abs(each.sending.due_at - at) < CLOSE
        ]
        if any(each.sending and _minute(each.sending.due_at) == _minute(at) for each in near):
            yield version, Objection("at_once", {}, "time", "advice")
        if len(near) >= CROWD:
            yield version, Objection("crowded", {"count": len(near) + 1}, "time", "advice")


def _minute(at: datetime | None) -> datetime | None:
    return at and at.replace(second=0, microsecond=0)


def _repeated(versions: list[Version], others: list[Delivery]) -> Iterator[tuple[Version, Objection]]:
    """On the same channel; the newest of them is the one that is pointed at."""
    since = timezone.now() - LATELY
    for version in versions:
        text = _text_of(version)
        same = (each for each in others if each.channel_id == version.channel_id and each.says.get("text") == text)
        for out in same if len(text) > SHORT else ():
            if out.sending and out.sending.sent_at and out.sending.sent_at > since:
                said = {"at": out.sending.sent_at, "post": out.post_id}
                yield version, Objection("said_lately", said, "text", "advice")
                break
