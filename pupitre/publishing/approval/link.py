"""A guest's link: one post, one person, for a while; ended by hand at any time."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from pupitre.brands.models import Member
from pupitre.journal.models import write
from pupitre.publishing.approval.models import GuestLink, Request
from pupitre.publishing.models import Post

DAYS = (3, 7, 14, 30)
"""how long a link may last"""
SEEN_AGAIN = timedelta(minutes=5)
"""an opening is written down at most so often"""


def make(post: Post, by: Member, name: str, days: int = 7) -> tuple[GuestLink, str]:
    """A link to this post for `name`; the token is returned once and cannot be read again."""
    token = secrets.token_urlsafe(32)
    expires_at = timezone.now() + timedelta(days=days if days in DAYS else DAYS[1])
    with transaction.atomic():
        link = GuestLink.objects.create(
            post=post, by=by, name=name.strip()[:80], token_hash=_hash(token), expires_at=expires_at
        )
        write(post.brand_id, "approval.link_made", ("post", post.pk), by.pk, link=link.pk)
    return link, token


def revoke(link: GuestLink, by: Member) -> None:
    """It opens nothing any more, from this moment."""
    with transaction.atomic():
        if GuestLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now()):
            write(link.post.brand_id, "approval.link_ended", ("post", link.post_id), by.pk, link=link.pk)


def find(token: str) -> GuestLink | None:
    """The link of this token as long as it opens its post."""
    found = GuestLink.objects.select_related("post__brand").filter(token_hash=_hash(token)).first()
    return found if found and found.is_open and found.post.removed_at is None else None


def opened(link: GuestLink) -> None:
    """The team sees when it was opened last."""
    now = timezone.now()
    if link.opened_at is None or link.opened_at < now - SEEN_AGAIN:
        GuestLink.objects.filter(pk=link.pk).update(opened_at=now)


def shown(link: GuestLink) -> Request | None:
    """The text that its guest sees: one that an approver agreed to, and never a draft in the making."""
    asked = Request.objects.filter(post=link.post_id).exclude(state__in=(Request.PAST, Request.OPEN))
    request = asked.select_related("post__brand").first()
    if request is None or not request.verdicts.filter(step="approver").values_list("approved", flat=True).first():
        return None
    return request


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
