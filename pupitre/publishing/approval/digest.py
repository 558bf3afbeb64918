"""What exactly is approved: text, pictures and channel, as one hash that differs as soon as any of it does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from pupitre.channels.models import Channel
from pupitre.publishing.lead import versions_of
from pupitre.publishing.models import Content, Post
from pupitre.publishing.say import Assets, assets_of


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a post says on one channel."""

    channel: Channel
    says: Content
    digest: str


def digest(channel_id: int, says: Content, assets: Assets) -> str:
    """`assets`: those that `says` names; each counts by the sum of its file, and one that is lost as lost."""
    shown = {str(pk): assets[pk].digest if pk in assets else "" for pk in _named(says)}
    return hashlib.sha256(
        json.dumps([channel_id, says, shown], sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()


def digests(brand_id: int, leaving: Iterable[tuple[int, Content]]) -> list[str]:
    """Of each (channel id, what is said there), in their order. One query."""
    pairs = list(leaving)
    assets = assets_of(brand_id, [says for _, says in pairs])
    return [digest(channel, says, assets) for channel, says in pairs]


def leaving(post: Post) -> list[Leaving]:
    """What the post says now on each of its channels."""
    versions = versions_of(post)
    found = digests(post.brand_id, [(version.channel_id, version.says) for version in versions])
    return [Leaving(each.channel, each.says, known) for each, known in zip(versions, found, strict=True)]


def _named(says: Content) -> set[int]:
    named = {item["asset"] for item in says.get("pictures", ())}
    return named | set(filter(None, (says.get("featured"), (says.get("card") or {}).get("asset"))))
