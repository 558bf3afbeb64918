"""The blocks that Today has from the first day: first steps, what needs me, figures, plan, drafts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pupitre.brands.found import finish_first_steps
from pupitre.brands.models import Brand
from pupitre.channels import gap
from pupitre.channels.models import Channel
from pupitre.measures.usual import figures
from pupitre.publishing import today as publishing
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.today.blocks import Block, blocks, once
from pupitre.web.today.spark import per_cent, points


def furnish() -> None:
    """Called once, when the screen's app is ready."""
    blocks.add(Block("needs", "today/needs.html", _needs, "top"), order=10)
    blocks.add(Block("restored", "today/restored.html", _restored, "top"), order=5)
    blocks.add(Block("steps", "today/steps.html", _steps, "top"), order=20)
    blocks.add(Block("figures", "today/figures.html", _figures, "top"), order=30)
    blocks.add(Block("plan", "today/plan.html", _plan, "main"), order=10)
    blocks.add(Block("ahead", "today/ahead.html", _ahead, "main"), order=20)
    blocks.add(Block("latest", "today/latest.html", _latest, "main"), order=30)
    blocks.add(Block("drafts", "today/drafts.html", _drafts, "side"), order=20)
    blocks.add(Block("channels", "today/channels.html", _channels, "side"), order=30)


def _needs(request: DeskRequest) -> dict[str, Any] | None:
    waiting = publishing.waiting_for_somebody(request.brand)
    channels = [channel for channel in _all_channels(request) if publishing.in_need(channel)]
    if not (waiting or channels):
        return None
    return {"waiting": waiting, "channels": channels}


def _restored(request: DeskRequest) -> dict[str, Any] | None:
    """After a restore, until nothing of it waits for anybody."""
    found = gap.newest(request.brand)
    return {"gap": found, "sought": publishing.sought_after_restore(request.brand, found)} if found else None


def _steps(request: DeskRequest) -> dict[str, Any] | None:
    """The first quarter of an hour; gone for good when all is done or it was put away."""
    brand: Brand = request.brand
    if brand.checklist_done_at or brand.is_demo:
        return None
    channels = _all_channels(request)
    url = {name: reverse(name, args=[brand.slug]) for name in ("channels", "settings", "settings-members", "compose")}
    reading = [channel for channel in channels if not channel.backfill.get("done")]
    steps = [
        (
            bool(channels),
            _("Connect a channel"),
            _("Its last 90 days of posts will fill your calendar."),
            url["channels"],
        ),
        (
            not brand.in_rehearsal,
            _("Open the brand"),
            _("Until then nothing leaves: every post only shows what would go."),
            url["settings"],
        ),
        (
            publishing.has_sent_anything(brand),
            _("Send a first post"),
            _("One short text to one channel, seen live."),
            url["compose"],
        ),
        (
            brand.memberships.count() > 1,
            _("Invite a colleague"),
            _("With the role that suits: author, approver, guest…"),
            url["settings-members"],
        ),
    ]
    if all(done for done, *_rest in steps):
        finish_first_steps(brand)
        return None
    keys = ("done", "title", "help", "url")
    return {"steps": [dict(zip(keys, step, strict=True)) for step in steps], "reading": reading}


def _figures(request: DeskRequest) -> dict[str, Any] | None:
    """Yesterday against the usual for that weekday, once there is something to tell."""
    yesterday = (timezone.now().astimezone(request.brand.zone) - timedelta(days=1)).date()
    found = figures(request.brand.pk, yesterday)
    if not any(figure.value is not None for figure in found):
        return None
    names = {"likes": _("Likes"), "reposts": _("Shares"), "comments": _("Comments"), "quotes": _("Quotes")}
    told = [
        {"name": names[f.name], "figure": f, "points": points(f.last_days), "change": per_cent(f.change)} for f in found
    ]
    return {"figures": told, "day": yesterday}


def _plan(request: DeskRequest) -> dict[str, Any]:
    return {"lines": _overview(request).today}


def _ahead(request: DeskRequest) -> dict[str, Any] | None:
    lines = _overview(request).ahead
    return {"lines": lines} if lines else None


def _latest(request: DeskRequest) -> dict[str, Any] | None:
    lines = _overview(request).latest
    return {"lines": lines} if lines else None


def _drafts(request: DeskRequest) -> dict[str, Any] | None:
    found = publishing.drafts(request.brand)
    return {"drafts": found} if found else None


def _channels(request: DeskRequest) -> dict[str, Any] | None:
    found = _all_channels(request)
    return {"channels": found} if found else None


def _overview(request: DeskRequest) -> publishing.Overview:
    return once(request, "overview", lambda: publishing.overview(request.brand))


def _all_channels(request: DeskRequest) -> list[Channel]:
    return once(request, "channels", lambda: publishing.channels_of(request.brand))
