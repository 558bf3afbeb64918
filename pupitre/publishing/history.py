"""The history of a draft: its revisions, and two of them side by side."""

from __future__ import annotations

from dataclasses import dataclass

from pupitre.publishing.models import Post, Revision

MOST = 200
"""revisions listed; older ones stay, and are found by their number"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A revision and the one it is compared with; None: it is the first."""

    revision: Revision
    other: Revision | None


def revisions(post: Post) -> list[Revision]:
    """The newest first."""
    return list(post.revisions.select_related("by")[:MOST])


def with_the_one_before(post: Post, number: int) -> Pair:
    """Raises Revision.DoesNotExist."""
    chosen = post.revisions.select_related("by").get(number=number)
    return Pair(chosen, post.revisions.filter(number__lt=number).first())


def with_the_present(post: Post, number: int) -> Pair:
    """Raises Revision.DoesNotExist."""
    chosen = post.revisions.select_related("by").get(number=number)
    return Pair(chosen, post.revisions.first())
