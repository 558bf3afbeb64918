"""Saving what the page holds, and what is said when somebody else saved meanwhile."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from pupitre.publishing import campaigns, compose
from pupitre.publishing.aims import aims_of, allowed
from pupitre.publishing.compose import Overwritten
from pupitre.publishing.models import Post
from pupitre.web.compose import comparison, page
from pupitre.web.compose.reading import Sheet
from pupitre.web.frame.requests import DeskRequest


def begin(request: DeskRequest, sheet: Sheet) -> JsonResponse:
    """The first words: a draft is made, and where it lives from now on."""
    with transaction.atomic():
        post = compose.begin(request.brand, request.user)
        post = compose.save(post, sheet.draft, request.user, post.number)
    return JsonResponse(page.saved(request.brand, post), status=201)


def keep(request: DeskRequest, post: Post, sheet: Sheet) -> JsonResponse:
    """200 with the new number, or 409 with both texts."""
    try:
        return JsonResponse(page.saved(request.brand, save(request, post, sheet)))
    except Overwritten as conflict:
        return both(request, conflict.post, sheet)


def save(request: DeskRequest, post: Post, sheet: Sheet) -> Post:
    """Save the sheet; `keep` says which text goes on after a conflict. Raises Overwritten."""
    if sheet.keep == "theirs":
        return compose.set_aside(post, sheet.draft, request.user)
    return compose.save(post, sheet.draft, request.user, sheet.known, anew=sheet.keep == "mine")


def both(request: DeskRequest, post: Post, sheet: Sheet) -> JsonResponse:
    """409: who saved, and the two texts side by side; the number lets the next save go on from there."""
    last = post.revisions.select_related("by").first()
    by = post.saved_by or (last.by if last else None)
    theirs = (post.content, {str(channel): own for channel, own in compose.as_draft(post).versions.items()})
    mine = (sheet.draft.content, {str(channel): own for channel, own in sheet.draft.versions.items()})
    names = {channel.pk: channel.name for channel in compose.channels_of(request.brand)}
    context = {
        "who": _who(request, by),
        "at": post.saved_at,
        "differences": [*comparison.compare(theirs, mine, names), *_aims_apart(request, post, sheet)],
    }
    html = render_to_string("compose/conflict.html", context, request)
    return JsonResponse({"number": post.number, "html": html}, status=409)


def _aims_apart(request: DeskRequest, post: Post, sheet: Sheet) -> list[comparison.Difference]:
    theirs, mine = aims_of(post), allowed(post, sheet.draft.aims)
    if theirs == mine:
        return []
    names = {each.pk: each.name for each in campaigns.of(request.brand)}
    return comparison.of_aims(theirs, mine, names)


def _who(request: DeskRequest, by: Any) -> str:
    if by is None:
        return _("Somebody")
    return _("You, in another window or on another device,") if by == request.user else str(by.name)
