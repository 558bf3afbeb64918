"""A text as it was asked about: its previews, how far its approval has come, and what was said beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pupitre.brands.models import Brand
from pupitre.channels.models import Channel
from pupitre.publishing.approval import link as links
from pupitre.publishing.approval.ask import is_alone
from pupitre.publishing.approval.digest import leaving
from pupitre.publishing.approval.messages import SHORT, STANDING
from pupitre.publishing.approval.models import Request
from pupitre.publishing.approval.record import guest_links, record
from pupitre.publishing.approval.remark import remarks
from pupitre.publishing.approval.standing import Approval, approval_of
from pupitre.publishing.compose import Draft, as_draft, on_the_plan
from pupitre.publishing.models import Content, Post, Version
from pupitre.publishing.say import assets_of
from pupitre.web.approval.forms import LinkForm
from pupitre.web.compose.reading import Sheet
from pupitre.web.compose.showing import Preview, look
from pupitre.web.frame.requests import DeskRequest

ANSWERABLE = (Request.OPEN, Request.REFUSED, Request.GUEST, Request.APPROVED)


def page(request: DeskRequest, post: Post, **more: Any) -> dict[str, Any]:
    """The page where a post is read and answered."""
    found = approval_of(request.brand, post)
    return {
        **_common(request, post, found),
        "previews": previews(request.brand, post, found.request),
        "is_old": found.code == "changed",
        "record": record(post),
        "links": guest_links(post),
        "link_form": LinkForm(),
        "wants_guest": request.brand.approval == "guest",
        **more,
    }


def panel(request: DeskRequest, post: Post, **more: Any) -> dict[str, Any]:
    """The same in short, beside the text that is being written."""
    return {**_common(request, post, approval_of(request.brand, post)), "folded": True, **more}


def _common(request: DeskRequest, post: Post, found: Approval) -> dict[str, Any]:
    own = bool(found.request and found.request.writer_id == request.user.pk)
    alone = is_alone(request.brand)
    can_answer = request.seat.may("approve") and found.code in ANSWERABLE
    return {
        "post": post,
        "approval": found,
        "standing": STANDING[found.code],
        "short": SHORT[found.code],
        "may_ask": request.seat.may("write") and found.code in ("unasked", "changed", "refused"),
        "may_agree": can_answer and found.code in (Request.OPEN, Request.REFUSED) and (alone or not own),
        "may_object": can_answer and found.code != Request.REFUSED,
        "own": own and can_answer and found.code in (Request.OPEN, Request.REFUSED),
        "alone": alone,
        "beside": remarks(post),
    }


def previews(brand: Brand, post: Post, request: Request | None) -> list[Preview]:
    """What was asked about, each channel as its readers will see it; without a request what the post says now."""
    draft = as_draft(post)
    if request is None:
        says = {each.channel: each.says for each in leaving(post)}
    else:
        channels = Channel.objects.defer("sealed").filter(brand=brand).in_bulk([int(pk) for pk in request.says])
        says = {channels[int(pk)]: said for pk, said in request.says.items() if int(pk) in channels}
    return _drawn(brand, post, says, draft)


def _drawn(brand: Brand, post: Post, says: dict[Channel, Content], draft: Draft) -> list[Preview]:
    times = _times(post)
    bare = Post(pk=post.pk, brand_id=brand.pk, content={}, draft_at=draft.at)
    shown = {channel.pk: said for channel, said in says.items()}
    versions = [
        Version(post=bare, channel=channel, own=said, own_at=times.get(channel.pk) or draft.times.get(channel.pk))
        for channel, said in sorted(says.items(), key=lambda pair: pair[0].name)
    ]
    sheet = Sheet(Draft({}, shown, {}, draft.at), post.number)
    return look(brand, versions, sheet, assets_of(brand.pk, shown.values())).previews


def _times(post: Post) -> dict[int, datetime]:
    """When it leaves, where it is planned."""
    return {each.channel_id: each.sending.sent_at or each.sending.due_at for each in on_the_plan(post) if each.sending}


def for_guest(link: links.GuestLink) -> dict[str, Any]:
    """What a guest sees: the text that an approver agreed to, and what this guest said of it."""
    asked = links.shown(link)
    post = link.post
    mine = asked.verdicts.filter(link=link).first() if asked else None
    return {
        "link": link,
        "asked": asked,
        "mine": mine,
        "previews": previews(post.brand, post, asked) if asked else [],
        "remarks": [each for each in remarks(post) if each.remark.link_id == link.pk],
    }
