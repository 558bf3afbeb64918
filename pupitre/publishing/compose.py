"""Writing: a draft is saved as it is written, and nobody's words are overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from pupitre.brands.models import Brand, Member
from pupitre.channels.models import Channel
from pupitre.journal.models import write
from pupitre.publishing.fold import fold
from pupitre.publishing.models import Content, Post, Revision, Version

SAME_SITTING = timedelta(minutes=3)
"""saves of one member within this time are one revision"""
KEYS = frozenset(
    [
        "text",
        "thread",
        "language",
        "warning",
        "poll",
        "pictures",
        "card",
        "title",
        "body",
        "excerpt",
        "categories",
        "tags",
        "featured",
    ]
)


class Overwritten(Exception):
    """Somebody else saved in between; `post` is how it stands now. Nothing was saved over it."""

    def __init__(self, post: Post) -> None:
        super().__init__(post.pk)
        self.post = post


@dataclass(frozen=True, slots=True)
class Draft:
    """What the compose page holds: the post's content, and per channel what differs and its own time."""

    content: Content
    versions: Mapping[int, Content]
    times: Mapping[int, datetime | None]
    at: datetime | None = None


def begin(brand: Brand, by: Member, content: Content | None = None, at: datetime | None = None) -> Post:
    """A new draft, on every channel that is ready."""
    with transaction.atomic():
        post = Post.objects.create(
            brand=brand, by=by, content={"language": brand.language, **(content or {})}, draft_at=at
        )
        _remember_words(post)
        for channel in Channel.objects.alive().filter(brand=brand, state=Channel.READY):
            Version.objects.create(post=post, channel=channel)
        write(brand.pk, "post.begun", ("post", post.pk), by.pk)
    return post


def save(post: Post, draft: Draft, by: Member, known: int) -> Post:
    """Save the draft. `known`: the number the writer started from. Raises Overwritten.

    Channels that are not in `draft.versions` are taken off the post, unless something was planned there.
    """
    with transaction.atomic():
        locked = Post.objects.select_for_update().get(pk=post.pk)
        last = locked.revisions.first()
        if locked.number != known and last and last.by_id != by.pk:
            raise Overwritten(locked)
        locked.content = _clean(draft.content)
        locked.draft_at = draft.at
        locked.number += 1
        _remember_words(locked)
        locked.save()
        _save_versions(locked, draft)
        _keep_revision(locked, draft, by, last)
    return locked


def restore(post: Post, number: int, by: Member) -> Post:
    """Bring back the words of an earlier revision, as a new one."""
    old = post.revisions.get(number=number)
    times = {version.channel_id: version.own_at for version in post.versions.all()}
    versions = {int(channel): own for channel, own in old.versions.items()}
    return save(post, Draft(old.content, versions, times, post.draft_at), by, post.number)


def copy(post: Post, by: Member) -> Post:
    """Write another like this: the same words and channels, nothing planned."""
    with transaction.atomic():
        twin = Post.objects.create(brand=post.brand, by=by, content=post.content, words=post.words)
        for version in post.versions.filter(channel__removed_at=None):
            Version.objects.create(post=twin, channel=version.channel, own=version.own)
        write(post.brand_id, "post.begun", ("post", twin.pk), by.pk, like=post.pk)
    return twin


def discard(post: Post, by: Member) -> bool:
    """Throw a draft away (it can be brought back). False when something of it is planned or out."""
    with transaction.atomic():
        if post.deliveries.current().exists():
            return False
        Post.objects.filter(pk=post.pk).update(removed_at=timezone.now())
        write(post.brand_id, "post.discarded", ("post", post.pk), by.pk)
    return True


def bring_back(post: Post, by: Member) -> None:
    Post.objects.filter(pk=post.pk).update(removed_at=None)
    write(post.brand_id, "post.brought_back", ("post", post.pk), by.pk)


def _clean(content: Content) -> Content:
    """Only what a post can say, without what is empty."""
    return {key: value for key, value in content.items() if key in KEYS and value not in (None, "", [], {})}


def _save_versions(post: Post, draft: Draft) -> None:
    channels = Channel.objects.alive().filter(brand=post.brand_id, pk__in=draft.versions)
    for channel in channels:
        own = {k: v for k, v in draft.versions[channel.pk].items() if k in KEYS}
        Version.objects.update_or_create(
            post=post, channel=channel, defaults={"own": own, "own_at": draft.times.get(channel.pk)}
        )
    post.versions.exclude(channel__in=draft.versions).filter(deliveries=None).delete()


def _keep_revision(post: Post, draft: Draft, by: Member, last: Revision | None) -> None:
    same = last and last.by_id == by.pk and timezone.now() - last.at < SAME_SITTING
    fields: dict[str, Any] = {
        "content": post.content,
        "versions": {str(channel): own for channel, own in draft.versions.items()},
        "by": by,
    }
    if same and last:
        Revision.objects.filter(pk=last.pk).update(**fields, number=post.number, at=timezone.now())
    else:
        Revision.objects.create(post=post, number=post.number, **fields)


def _remember_words(post: Post) -> None:
    said = post.content
    post.words = fold(
        " ".join([said.get("title", ""), said.get("text", ""), *said.get("thread", []), said.get("body", "")])
    )
    post.save(update_fields=["words"])
