"""How far approval has come: of what is about to leave, of a post, of all that waits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pupitre.brands.models import Brand
from pupitre.channels import states
from pupitre.channels.models import Part, Sending
from pupitre.publishing.approval.digest import digests, leaving
from pupitre.publishing.approval.models import STEPS, Request, Verdict
from pupitre.publishing.models import Content, Delivery, Post

OFF, UNASKED, CHANGED = "off", "unasked", "changed"
MISSED = "not_approved"
"""why a sending did not leave at its time (channels/messages.py)"""

Given = dict[tuple[str, str], bool]
"""(digest, step) → whether the last verdict agreed"""


@dataclass(frozen=True, slots=True)
class Approval:
    """Of a post as it reads now. `code`: off, unasked, changed, or the state of its request."""

    code: str
    request: Request | None = None
    verdicts: Sequence[Verdict] = field(default_factory=tuple)
    """of that request, the newest first"""

    @property
    def is_given(self) -> bool:
        return self.code in (OFF, Request.APPROVED)


def approval_of(brand: Brand, post: Post) -> Approval:
    """Three queries at most beyond what the post says."""
    request = Request.objects.select_related("by", "writer").filter(post=post.pk).exclude(state=Request.PAST).first()
    verdicts = list(request.verdicts.all()) if request else []
    if not brand.approval:
        return Approval(OFF, request, verdicts)
    now = {each.digest for each in leaving(post)}
    if now and not _lacking(STEPS[brand.approval], now, _given([post.pk])):
        return Approval(Request.APPROVED, request, verdicts)
    if request is None:
        return Approval(UNASKED)
    if now != set(request.covers):
        return Approval(CHANGED, request, verdicts)
    return Approval(_as_asked(brand, request), request, verdicts)


def why_not(sending: Sending) -> str:
    """Why a sending may not leave: MISSED, or ''. It is asked under the lock of arming, of what is on the row."""
    if sending.subject_kind != "delivery" or sending.change == "delete":
        return ""
    asked = Delivery.objects.values_list("brand__approval", "brand_id", "post_id", "channel_id", "says")
    row = asked.filter(pk=sending.subject_id).first()
    if row is None or not row[0]:
        return ""
    approval, brand, post, channel, says = row
    if sending.change == "edit":
        says = Part.objects.filter(sending=sending.pk, position=0).values_list("payload__says", flat=True).get()
    found = set(digests(brand, [(channel, says)]))
    return MISSED if _lacking(STEPS[approval], found, _given([post])) else ""


def unapproved(brand: Brand, deliveries: Collection[int] | None = None, **within: Any) -> set[int]:
    """Those of these deliveries (of the brand's, by `within`) that have not left and that nobody may let leave yet.

    Nothing is asked where the brand asks for no approval; three queries elsewhere.
    """
    if not brand.approval or (deliveries is not None and not deliveries):
        return set()
    rows = Delivery.objects.filter(brand=brand, sending__state__in=(*states.READY, states.LATE), **within)
    if deliveries is not None:
        rows = rows.filter(pk__in=deliveries)
    found: list[tuple[int, int, int, Content]] = list(rows.values_list("pk", "post_id", "channel_id", "says"))
    given = _given({post for _, post, _, _ in found})
    known = digests(brand.pk, [(channel, says) for _, _, channel, says in found])
    steps = STEPS[brand.approval]
    return {row[0] for row, one in zip(found, known, strict=True) if _lacking(steps, {one}, given)}


def _as_asked(brand: Brand, request: Request) -> str:
    """The brand may have asked for more, or for less, when the request was made."""
    wants_guest = STEPS[brand.approval][-1:] == ("guest",)
    if request.state == Request.APPROVED and wants_guest:
        return Request.GUEST
    return request.state


def _lacking(steps: Iterable[str], wanted: set[str], given: Given) -> bool:
    return any(not given.get((one, step)) for step in steps for one in wanted)


def _given(posts: Collection[int]) -> Given:
    """The last verdict counts, whatever the request was: the same words again are approved already."""
    rows = Verdict.objects.filter(request__post__in=posts).order_by("id")
    found: Given = {}
    for covers, step, approved in rows.values_list("request__covers", "step", "approved"):
        found.update({(one, step): approved for one in covers})
    return found
