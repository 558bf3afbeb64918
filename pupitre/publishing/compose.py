"""Writing: a draft is saved as it is written, and nobody's words are overwritten."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from pupitre.brands.models import Brand, Member
from pupitre.channels.models import Channel
from pupitre.journal.models import write
from pupitre.media.describe import describe
from pupitre.publishing.aims import Aims, aims_of, allowed, put
from pupitre.publishing.fold import fold
from pupitre.publishing.models import Content, Delivery, Post, Revision, Version
from pupitre.publishing.say import plain

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
        "first",
    ]
)


class Overwritten(Exception):
    """It was saved elsewhere in between; `post` is how it stands now. Nothing was saved over it."""

    def __init__(self, post: Post) -> None:
        super().__init__(post.pk)
        self.post = post


@dataclass(frozen=True, slots=True)
class Draft:
    """What the compose page holds: the post's content, and per channel what differs and its own time.

    `aims`: what it is for; None: as it is kept.
    """

    content: Content
    versions: Mapping[int, Content]
    times: Mapping[int, datetime | None]
    at: datetime | None = None
    aims: Aims | None = None


def find(brand: Brand, post_id: int) -> Post:
    """A post of this brand with the idea it came from, thrown away or not. Raises Post.DoesNotExist."""
    return Post.objects.select_related("idea", "campaign").get(brand=brand, pk=post_id)


def begin(brand: Brand, by: Member, content: Content | None = None, at: datetime | None = None) -> Post:
    """A new draft, on every channel that is ready."""
    with transaction.atomic():
        said = {"language": brand.language, **(content or {})}
        post = Post.objects.create(brand=brand, by=by, content=said, words=_words(said), draft_at=at)
        for channel in Channel.objects.alive().filter(brand=brand, state=Channel.READY):
            Version.objects.create(post=post, channel=channel)
        write(brand.pk, "post.begun", ("post", post.pk), by.pk)
    return post


def channels_of(brand: Brand) -> list[Channel]:
    """Where a post of the brand may go, those to connect again included."""
    return list(Channel.objects.alive().filter(brand=brand).order_by("name", "pk"))


def on_the_plan(post: Post) -> list[Delivery]:
    """What of the post is planned, on its way or out, in order of its time."""
    found = Delivery.objects.filter(post=post.pk).current().select_related("channel", "sending")
    return list(found.order_by("sending__due_at", "pk"))


def unsaved(post: Post, draft: Draft, channels: Iterable[Channel] | None = None) -> list[Version]:
    """The versions as the draft has them, for a page that shows them before they are kept. Saves nothing.

    `channels`: those of the brand, when the caller has them already.
    """
    seen = Post(pk=post.pk, brand_id=post.brand_id, content=_clean(draft.content), draft_at=draft.at)
    found = channels_of(post.brand) if channels is None else channels
    return [
        Version(post=seen, channel=channel, own=_own(draft.versions[channel.pk]), own_at=draft.times.get(channel.pk))
        for channel in found
        if channel.pk in draft.versions
    ]


def save(post: Post, draft: Draft, by: Member, known: int, anew: bool = False) -> Post:
    """Save the draft. `known`: the number the writer started from; `anew`: as a revision of its own.

    Raises Overwritten when it was saved from elsewhere since then, by the same member's other window too.
    A save that says what is kept already (an answer that got lost) is no conflict and changes nothing.
    Channels that are not in `draft.versions` are taken off the post, unless something was planned there.
    Other aims alone raise the number and make no revision: the words are the same.
    """
    with transaction.atomic():
        locked = Post.objects.select_for_update().get(pk=post.pk)
        if locked.number != known:
            if _is_kept(locked, draft):
                return locked
            raise Overwritten(locked)
        aims = allowed(locked, draft.aims)
        only_aims = aims != aims_of(locked) and _says_the_same(locked, draft)
        put(locked, aims)
        locked.saved_by = by
        if only_aims:
            locked.number += 1
            locked.save()
            return locked
        locked.content = _clean(draft.content)
        locked.draft_at = draft.at
        locked.number += 1
        locked.words = _words(locked.content)
        locked.save()
        _save_versions(locked, draft)
        describe(locked.brand_id, _alts(locked.content, *draft.versions.values()))
        _keep_revision(locked, draft, by, None if anew else locked.revisions.first())
    return locked


def as_draft(post: Post) -> Draft:
    """The draft as it is kept."""
    versions = list(post.versions.filter(channel__removed_at=None))
    own = {version.channel_id: version.own for version in versions}
    times = {version.channel_id: version.own_at for version in versions}
    return Draft(post.content, own, times, post.draft_at, aims_of(post))


def restore(post: Post, number: int, by: Member) -> Post:
    """Bring back the words of an earlier revision, as a new one. Raises Revision.DoesNotExist."""
    with transaction.atomic():
        locked = Post.objects.select_for_update().get(pk=post.pk)
        old = locked.revisions.get(number=number)
        times = {version.channel_id: version.own_at for version in locked.versions.all()}
        versions = {int(channel): own for channel, own in old.versions.items()}
        return save(locked, Draft(old.content, versions, times, locked.draft_at), by, locked.number, anew=True)


def set_aside(post: Post, draft: Draft, by: Member) -> Post:
    """Go on with what is kept, and keep this draft as a revision that can be brought back."""
    with transaction.atomic():
        kept = Post.objects.select_for_update().get(pk=post.pk)
        stands = as_draft(kept)
        mine = save(kept, draft, by, kept.number, anew=True)
        return save(mine, stands, by, mine.number, anew=True)


def copy(post: Post, by: Member) -> Post:
    """Write another like this: the same words, channels and aims, nothing planned."""
    with transaction.atomic():
        twin = Post.objects.create(brand=post.brand, by=by)
        write(post.brand_id, "post.begun", ("post", twin.pk), by.pk, like=post.pk)
        said = as_draft(post)
        return save(twin, Draft(said.content, said.versions, {}, aims=said.aims), by, twin.number)


def discard(post: Post, by: Member) -> bool:
    """Throw a draft away (it can be brought back). False when something of it is planned or out."""
    with transaction.atomic():
        Post.objects.select_for_update().get(pk=post.pk)  # so does planning: one of the two comes first
        if post.deliveries.current().exists():
            return False
        Post.objects.filter(pk=post.pk).update(removed_at=timezone.now())
        write(post.brand_id, "post.discarded", ("post", post.pk), by.pk)
    return True


def bring_back(post: Post, by: Member) -> None:
    """Undo a discard."""
    Post.objects.filter(pk=post.pk).update(removed_at=None)
    write(post.brand_id, "post.brought_back", ("post", post.pk), by.pk)


def _clean(content: Content) -> Content:
    """Only what a post can say, without what is empty."""
    return {key: value for key, value in content.items() if key in KEYS and value not in (None, "", [], {})}


def _own(says: Content) -> Content:
    """What differs on one channel: an empty value differs too."""
    return {key: value for key, value in says.items() if key in KEYS}


def _is_kept(post: Post, draft: Draft) -> bool:
    return allowed(post, draft.aims) == aims_of(post) and _says_the_same(post, draft)


def _says_the_same(post: Post, draft: Draft) -> bool:
    """Words, channels and times are those that are kept."""
    kept = as_draft(post)
    own = {channel: _own(says) for channel, says in draft.versions.items()}
    same = (kept.content, kept.at, dict(kept.versions)) == (_clean(draft.content), draft.at, own)
    return same and all(kept.times.get(channel) == draft.times.get(channel) for channel in own)


def _save_versions(post: Post, draft: Draft) -> None:
    """Changed ones only: a draft is saved every second while it is written."""
    known = {version.channel_id: version for version in post.versions.all()}
    channels = Channel.objects.alive().filter(brand=post.brand_id, pk__in=draft.versions)
    for channel_id in channels.values_list("pk", flat=True):
        own, own_at = _own(draft.versions[channel_id]), draft.times.get(channel_id)
        version = known.get(channel_id) or Version(post=post, channel_id=channel_id)
        if version.pk is None or (version.own, version.own_at) != (own, own_at):
            version.own, version.own_at = own, own_at
            version.save()
    _take_off(post, known.keys() - draft.versions.keys())


def _take_off(post: Post, channels: Collection[int]) -> None:
    if channels:
        post.versions.filter(channel__in=channels, deliveries=None).delete()


def _keep_revision(post: Post, draft: Draft, by: Member, last: Revision | None) -> None:
    fields: dict[str, Any] = {
        "content": post.content,
        "versions": {str(channel): own for channel, own in draft.versions.items()},
        "by": by,
    }
    if last and last.by_id == by.pk and timezone.now() - last.begun_at < SAME_SITTING:
        Revision.objects.filter(pk=last.pk).update(**fields, number=post.number, at=timezone.now())
    else:
        Revision.objects.create(post=post, number=post.number, **fields)


def _alts(*says: Content) -> dict[int, str]:
    """What was written of each picture; the text of all channels comes first."""
    items = [item for content in reversed(says) for item in content.get("pictures") or ()]
    return {item["asset"]: item.get("alt", "") for item in items}


def _words(said: Content) -> str:
    """Title and texts as search wants them."""
    texts = (said.get("title", ""), said.get("text", ""), *said.get("thread", []), plain(said.get("body", "")))
    return fold(" ".join(filter(None, texts)))
