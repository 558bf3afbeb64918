"""What would be refused, told before planning, all at once, per channel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from pupitre.channels.models import Channel
from pupitre.ground.register import Register
from pupitre.networks.rules import objections as by_rules
from pupitre.networks.words import Objection, Outgoing
from pupitre.publishing.lead import all_spoken, versions_of
from pupitre.publishing.models import Content, Post, Version
from pupitre.publishing.say import Assets, assets_of, sketches

MOST_AHEAD_DAYS = 730


@dataclass(frozen=True, slots=True)
class Count:
    """How long a text is, as the channel's network counts. `most` 0: no limit told."""

    count: int
    most: int

    @property
    def over(self) -> bool:
        return bool(self.most) and self.count > self.most


@dataclass(frozen=True, slots=True)
class Reading:
    """One version as its network would take it."""

    version: Version
    says: Content
    counts: list[Count]
    """one per part of a thread"""
    objections: list[Objection]
    assets: Assets = field(default_factory=dict)
    """the pictures it names, and maybe more"""

    @property
    def refused(self) -> bool:
        return any(objection.weight == "refused" for objection in self.objections)


checks: Register[Callable[[Version, Content], list[Objection]]] = Register("objection_checks")
"""filled from above with further checks of one version"""


def read(post: Post) -> list[Reading]:
    """Every version of the post as its network would take it."""
    versions = versions_of(post)
    return of_versions(versions, assets_of(post.brand_id, [version.says for version in versions]))


def read_one(version: Version) -> Reading:
    """One version as its network would take it."""
    siblings = versions_of(version.post)
    says = next(
        (says for each, says in zip(siblings, all_spoken(siblings), strict=True) if each.pk == version.pk), None
    )
    return _read(version, says or version.says, assets_of(version.post.brand_id, [says or version.says]))


def of_versions(versions: Iterable[Version], assets: Assets) -> list[Reading]:
    """The same for the versions of one post, which need not be saved; `assets` are those that they name."""
    found = list(versions)
    return [_read(version, says, assets) for version, says in zip(found, all_spoken(found), strict=True)]


def of_time(at: datetime | None) -> list[Objection]:
    """What is wrong with a time."""
    if at is None:
        return []
    now = timezone.now()
    if at < now:
        return [Objection("time_past", {}, "time")]
    if (at - now).days > MOST_AHEAD_DAYS:
        return [Objection("time_far", {}, "time")]
    return []


def _read(version: Version, says: Content, assets: Assets) -> Reading:
    channel = version.channel
    rules = channel.rules
    parts = sketches(says, rules, assets)
    found: list[Objection] = []
    for part in parts:
        found += [each for each in (*by_rules(part, rules), *_by_network(part, channel)) if each not in found]
    found += _of_thread(len(parts), rules.thread)
    found += _of_pictures(says, assets)
    found += _of_channel(channel)
    found += [objection for check in checks for objection in check(version, says)]
    texts = [part.article.html if part.article else part.text for part in parts]
    return Reading(version, says, [Count(rules.count(text), rules.length) for text in texts], found, assets)


def _of_thread(count: int, most: int) -> list[Objection]:
    if count <= most:
        return []
    return [Objection("thread_none" if most <= 1 else "thread_long", {"most": most, "count": count}, "thread")]


def _by_network(part: Outgoing, channel: Channel) -> Sequence[Objection]:
    """What the network refuses beyond its rules, where its connector can tell."""
    ask: Callable[..., Sequence[Objection]] | None = getattr(channel.card.publishes, "objections", None)
    return ask(part, channel.facts) if ask else ()


def _of_pictures(says: Content, assets: Assets) -> list[Objection]:
    """A picture that is lost would be left out, and a GIF stops moving: neither without a word."""
    shown = [item["asset"] for item in says.get("pictures", ())]
    lost = [Objection("picture_lost", {}, "media")] if any(asset not in assets for asset in shown) else []
    moving = (assets[asset] for asset in shown if asset in assets and assets[asset].mime == "image/gif")
    return lost + [Objection("gif_still", {"name": asset.name}, "media", "look") for asset in moving]


def _of_channel(channel: Channel) -> list[Objection]:
    return (
        [Objection("channel_reconnect", {"channel": channel.name}, "channel", "look")] if channel.needs_somebody else []
    )
