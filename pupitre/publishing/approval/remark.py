"""Remarks beside a text: about some of its words, or all of it; they stay when the words go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from pupitre.brands.models import Member
from pupitre.journal.models import write
from pupitre.publishing.approval.ask import NotAnswered
from pupitre.publishing.approval.models import GuestLink, Remark
from pupitre.publishing.models import Content, Post
from pupitre.publishing.say import plain

LONGEST_QUOTE = 300
LONGEST = 2_000
MOST = 200
"""remarks one post has at most"""
MOST_OF_A_LINK = 50


@dataclass(frozen=True, slots=True)
class Beside:
    """A remark, and whether the words it is about are still there."""

    remark: Remark
    is_there: bool


def remark(post: Post, words: str, quote: str = "", by: Member | None = None, link: GuestLink | None = None) -> Remark:
    """Say something beside the post: `by` a member, or through a guest's `link`.

    Raises NotAnswered: "wordless", "too_many", "not_there" (the text does not have the words that are quoted).
    """
    words, quote = words.strip()[:LONGEST], _plain(quote)[:LONGEST_QUOTE]
    if not words:
        raise NotAnswered("wordless")
    if quote and not any(quote in text for text in texts(post)):
        raise NotAnswered("not_there")
    with transaction.atomic():
        Post.objects.select_for_update().get(pk=post.pk)
        known = Remark.objects.filter(post=post)
        if known.count() >= MOST or (link and known.filter(link=link).count() >= MOST_OF_A_LINK):
            raise NotAnswered("too_many")
        name = link.name if link else by.name[:80] if by else ""
        made = Remark.objects.create(post=post, quote=quote, words=words, by=by, link=link, name=name)
        write(post.brand_id, "remark.made", ("post", post.pk), by.pk if by else None, remark=made.pk, to=_readers(post))
    return made


def resolve(found: Remark, by: Member) -> None:
    """It is dealt with."""
    with transaction.atomic():
        if Remark.objects.filter(pk=found.pk, resolved_at=None).update(resolved_at=timezone.now(), resolved_by=by):
            write(found.post.brand_id, "remark.resolved", ("post", found.post_id), by.pk, remark=found.pk)


def remarks(post: Post) -> list[Beside]:
    """Those that are open first, then in order of time."""
    found = list(Remark.objects.select_related("resolved_by").filter(post=post).order_by("id")[:MOST])
    said = list(texts(post)) if found else []
    found.sort(key=lambda each: each.resolved_at is not None)
    return [Beside(each, not each.quote or any(each.quote in text for text in said)) for each in found]


def texts(post: Post) -> Iterator[str]:
    """All that the post says somewhere, each with single spaces."""
    own = post.versions.values_list("own", flat=True)
    for says in (post.content, *own):
        yield from _texts(says)


def _texts(says: Content) -> Iterator[str]:
    for text in (says.get("title"), says.get("text"), says.get("excerpt"), *says.get("thread", ())):
        if text:
            yield _plain(text)
    if says.get("body"):
        yield _plain(plain(says["body"]))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _readers(post: Post) -> list[int]:
    """Who wrote in the post, and who answered beside it."""
    wrote = post.revisions.exclude(by=None).values_list("by_id", flat=True)
    spoke = Remark.objects.filter(post=post).exclude(by=None).values_list("by_id", flat=True)
    return sorted({*wrote, *spoke, *filter(None, (post.by_id,))})
