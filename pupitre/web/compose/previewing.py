"""What is shown of a draft without keeping anything: its look, the card of a link, its history."""

from __future__ import annotations

import json
from typing import Any

from django.http import JsonResponse

from pupitre.publishing import cards, compose
from pupitre.publishing import history as told
from pupitre.publishing.advice import typography
from pupitre.publishing.advice.around import around
from pupitre.publishing.models import Post, Revision
from pupitre.publishing.say import assets_of
from pupitre.publishing.split import split
from pupitre.web.compose import comparison
from pupitre.web.compose.reading import ADDRESS, MOST_ITEMS, MOST_TEXT, Sheet
from pupitre.web.compose.showing import look
from pupitre.web.compose.wording import said
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.media.bringing import shown


def look_at(request: DeskRequest, post: Post, sheet: Sheet) -> dict[str, Any]:
    """Counts, lines and previews of the sheet."""
    planned = compose.on_the_plan(post)
    settled = {delivery.channel_id for delivery in planned if delivery.state != "rehearsed"}
    versions = compose.unsaved(post, sheet.draft)
    assets = assets_of(request.brand.pk, [version.says for version in versions])
    near = around(request.brand, versions)
    return {"look": look(request.brand, versions, sheet, assets, settled, near), "post": post}


def card(request: DeskRequest) -> JsonResponse:
    """The card of the address in "url"; 422 with why there is none."""
    url = request.POST.get("url", "").strip()
    if not ADDRESS.fullmatch(url):
        return JsonResponse({"refused": said("card_malformed", {"url": url[:200]})}, status=422)
    try:
        found = cards.fetch(url, request.brand, request.user)
    except cards.NoCard as none:
        return JsonResponse({"refused": said(none.code, none.params)}, status=422)
    picture = shown(request.brand, found.picture) if found.picture else None
    words = {"url": found.url, "title": found.title, "description": found.description}
    return JsonResponse({"card": {**words, "asset": picture and picture["asset"]}, "picture": picture})


def mended(request: DeskRequest) -> JsonResponse:
    """The texts with their French typography mended; 400 for what are no texts. Saves nothing."""
    try:
        texts = ["".join(each[:MOST_TEXT]) for each in json.loads(request.body)["texts"][:MOST_ITEMS]]
    except (ValueError, TypeError, KeyError, RecursionError):
        return JsonResponse({}, status=400)
    return JsonResponse({"texts": [typography.mended(text) for text in texts]})


def parts(request: DeskRequest) -> JsonResponse:
    """The text cut into a thread that every one of the channels takes; 400 for what is no text."""
    try:
        asked = json.loads(request.body)
        text, ids = "".join(asked["text"][:MOST_TEXT]), {int(each) for each in asked["channels"]}
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return JsonResponse({}, status=400)
    rules = [channel.rules for channel in compose.channels_of(request.brand) if channel.pk in ids]
    return JsonResponse({"parts": split(text, rules)})


def history(request: DeskRequest, post: Post, number: int | None) -> dict[str, Any]:
    """The revisions, and one of them (the newest) compared. Raises Revision.DoesNotExist for a number it never had."""
    revisions = told.revisions(post)
    present = request.GET.get("against") == "now"
    chosen = number if number is not None else (revisions[0].number if revisions else None)
    pair = None
    if chosen is not None:
        pair = told.with_the_present(post, chosen) if present else told.with_the_one_before(post, chosen)
    return {
        "post": post,
        "revisions": revisions,
        "pair": pair,
        "against_now": present,
        "differences": _differences(request, pair) if pair else [],
    }


def _differences(request: DeskRequest, pair: told.Pair) -> list[comparison.Difference]:
    names = {channel.pk: channel.name for channel in compose.channels_of(request.brand)}
    return comparison.compare(_said(pair.other), _said(pair.revision), names)


def _said(revision: Revision | None) -> comparison.Said:
    return (revision.content, revision.versions) if revision else ({}, {})
