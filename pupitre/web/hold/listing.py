"""Sendings by the name that people know them by: the post they carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pupitre.channels.models import Channel, Sending
from pupitre.publishing.models import Delivery, Post


@dataclass(frozen=True, slots=True)
class Line:
    sending: Sending
    channel: Channel
    post: Post | None
    """None for what belongs to no post"""
    said: str = "later"
    said_at: str = ""
    unclear: str = ""
    """on the lift page: what was chosen so far, and why it can't be carried out"""

    @property
    def name(self) -> str:
        return self.post.headline if self.post else ""


def lines(sendings: Sequence[Sending]) -> list[Line]:
    """One line a sending, in the order given. One query for all."""
    ids = [sending.subject_id for sending in sendings if sending.subject_kind == "delivery"]
    posts = {each.pk: each.post for each in Delivery.objects.select_related("post").filter(pk__in=ids)} if ids else {}
    return [
        Line(each, each.channel, posts.get(each.subject_id) if each.subject_kind == "delivery" else None)
        for each in sendings
    ]


def decided(waiting: Sequence[Line], said: Mapping[str, str], unclear: int | None, why: str) -> list[Line]:
    """The lines with what the page said of each, for a page that is shown again."""
    return [
        replace(
            line,
            said=said.get(f"choice-{line.sending.pk}", "later"),
            said_at=said.get(f"at-{line.sending.pk}", ""),
            unclear=why if line.sending.pk == unclear else "",
        )
        for line in waiting
    ]


def named(brand_id: int, ids: Sequence[int]) -> list[Line]:
    """The same for sendings of this brand, by their ids."""
    return lines(list(Sending.objects.select_related("channel").filter(brand=brand_id, pk__in=ids).order_by("due_at")))
