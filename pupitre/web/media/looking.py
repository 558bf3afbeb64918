"""The library as its page shows it: what somebody looks for, and one picture with all that is known of it."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

from django.http import QueryDict

from pupitre.media import library, recipe, resemblance, take_in
from pupitre.media.describe import suggested
from pupitre.media.library import SORTS, STATES, Wish
from pupitre.media.models import Asset
from pupitre.media.pictures import PictureRefused
from pupitre.media.shelf import Kept
from pupitre.publishing import pictured
from pupitre.web.frame.requests import DeskRequest

LONGEST = 200
"""characters of what is looked for"""
LONGEST_RECIPE = 4_000
LICENCES = ("© ", "CC BY 4.0", "CC BY-SA 4.0", "CC0 1.0")
"""offered while one types; anything may be written (https://creativecommons.org/licenses/, 2026-11-23)"""


def wish_in(asked: QueryDict) -> Wish:
    """What the filter of the page, or of Compose's dialog, asks for; what is unknown is as if it was not asked."""
    question, folder, tag = (
        " ".join(asked.get(name, "").replace("\0", " ").split())[:LONGEST] for name in ("q", "folder", "tag")
    )
    state, sort, after = (asked.get(name, "") for name in ("state", "sort", "after"))
    return Wish(
        question,
        folder,
        tag,
        state if state in STATES else "",
        sort if sort in SORTS else "new",
        int(after) if after.isascii() and after.isdecimal() and len(after) < 18 else 0,
    )


def shelf(request: DeskRequest) -> dict[str, Any]:
    """A page of what is looked for: all that the next page needs to go on from there."""
    wish = wish_in(request.GET)
    shown = {"wish": wish, "shelf": library.find(request.brand, wish), "further": _further(request.GET)}
    if request.htmx and wish.after:
        return shown
    return {**shown, "room": library.room(request.brand), "again": bool(request.htmx)}


def page(request: DeskRequest) -> dict[str, Any]:
    """The shelf, and what it can be narrowed by."""
    brand = request.brand
    return {
        **shelf(request),
        "folders": library.folders(brand),
        "tags": library.tags(brand),
    }


def particulars(request: DeskRequest, asset: Asset) -> dict[str, Any]:
    """Everything about one picture."""
    brand = request.brand
    return {
        "asset": asset,
        "posts": pictured.posts_with(asset),
        "ideas": pictured.ideas_with(asset),
        "alike": list(resemblance.alike(brand, asset.seen, asset.pk)[: resemblance.MOST]),
        "suggested": [] if asset.alt else suggested(brand, asset),
        "folders": library.folders(brand),
        "tags": library.tags(brand),
        "licences": LICENCES,
    }


def sketch(asset: Asset, asked: str) -> Kept:
    """What a recipe (JSON, for one place) makes of a picture, small. Raises OSError while that can't be seen."""
    try:
        said = json.loads(asked[:LONGEST_RECIPE])
    except (ValueError, RecursionError):
        said = {}
    wanted = recipe.read(said)
    box = recipe.read({"crops": {recipe.ALL: said.get("box")}}) if isinstance(said, dict) else {}
    try:
        made = take_in.sketch(asset, recipe.only_for({**wanted, **box}, recipe.ALL))
    except PictureRefused as refused:
        raise FileNotFoundError(refused.code) from refused
    return Kept(BytesIO(made.content), made.mime, asset.name)


def _further(asked: QueryDict) -> str:
    """The question without its page, for the address of the next one."""
    rest = asked.copy()
    rest.pop("after", None)
    return rest.urlencode()
