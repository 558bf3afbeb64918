"""What is kept: who approved which text, and the ways that guests were given to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from pupitre.brands.models import Brand
from pupitre.publishing.approval.models import GuestLink, Remark, Request, Verdict
from pupitre.publishing.models import Post

MOST = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """One text that was asked about: its words, each once, and what was answered, in order of time."""

    request: Request
    texts: list[str]
    verdicts: list[Verdict]


def record(post: Post) -> list[Asked]:
    """The newest text first."""
    given = Prefetch("verdicts", Verdict.objects.order_by("id"))
    asked = Request.objects.filter(post=post.pk).select_related("by", "writer").prefetch_related(given)
    return [Asked(each, list(_texts(each)), list(each.verdicts.all())) for each in asked.order_by("-id")[:MOST]]


def request_of(post: Post, number: int) -> Request:
    """Raises Request.DoesNotExist."""
    return Request.objects.get(post=post.pk, pk=number)


def guest_links(post: Post) -> list[GuestLink]:
    return list(GuestLink.objects.select_related("by").filter(post=post.pk).order_by("-id")[:MOST])


def link_of(brand: Brand, post: int, link: int) -> GuestLink:
    """Raises GuestLink.DoesNotExist."""
    return GuestLink.objects.select_related("post").get(pk=link, post=post, post__brand=brand)


def remark_of(brand: Brand, post: int, remark: int) -> Remark:
    """Raises Remark.DoesNotExist."""
    return Remark.objects.select_related("post").get(pk=remark, post=post, post__brand=brand)


def waiting(brand: Brand, state: str) -> QuerySet[Request]:
    """What waits in this state, the oldest first."""
    asked = Request.objects.select_related("post", "by").filter(post__brand=brand, state=state)
    return asked.filter(post__removed_at=None).order_by("id")


def _texts(request: Request) -> Iterable[str]:
    found = (says.get("text") or says.get("title") or says.get("body") or "" for says in request.says.values())
    return dict.fromkeys(text for text in found if text)
