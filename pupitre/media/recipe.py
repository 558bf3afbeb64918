"""What is to be done with a picture before it leaves: a recipe, kept with the post that uses it.

The file is never changed: a recipe says how a copy of it is made, and the same recipe makes the same copy. Measures are
shares of the picture as it stands after turning and straightening, so that they hold at every size.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

Recipe = dict[str, Any]
"""turn: 90, 180, 270 (clockwise); straighten: degrees; light, contrast: per cent; crops: {channel id or "all":
[left, top, width, height]}; words: {"text", "place"}; logo: {"asset", "corner"}. What is left out is left alone."""
Box = tuple[float, float, float, float]
ALL = "all"
MOST_STRAIGHTEN, MOST_LIGHT, MOST_WORDS, MOST_CROPS = 15.0, 60, 200, 60
SMALLEST = 0.05
"""share of a side that a crop keeps at least"""
STRAIGHTENED = 1.5
"""a picture of 16:9 that is straightened by 15° loses a third of each side"""
PLACES = ("bottom", "middle", "top")
CORNERS = ("se", "sw", "ne", "nw")


def read(said: object) -> Recipe:
    """What of it a recipe can say; empty when nothing is to be done."""
    given: Mapping[str, Any] = said if isinstance(said, dict) else {}
    turn, words, logo = given.get("turn"), given.get("words"), given.get("logo")
    found: Recipe = {
        "turn": turn if type(turn) is int and turn in (90, 180, 270) else 0,
        "straighten": round(_number(given.get("straighten"), MOST_STRAIGHTEN), 1),
        "light": round(_number(given.get("light"), MOST_LIGHT)),
        "contrast": round(_number(given.get("contrast"), MOST_LIGHT)),
        "crops": _crops(given.get("crops")),
        "words": _words(words) if isinstance(words, dict) else None,
        "logo": _logo(logo) if isinstance(logo, dict) else None,
    }
    return {key: value for key, value in found.items() if value}


def only_for(recipe: Recipe, place: str) -> Recipe:
    """The recipe for one channel: its own crop, or that of all, as "box"."""
    crops = recipe.get("crops", {})
    box = crops.get(place) or crops.get(ALL)
    rest = {key: value for key, value in recipe.items() if key != "crops"}
    return {**rest, "box": box} if box else rest


def digest(recipe: Recipe) -> str:
    """The same for the same recipe, however it was written down."""
    return hashlib.sha256(json.dumps(recipe, sort_keys=True).encode()).hexdigest()[:16]


def enough(recipe: Recipe, side: int) -> int:
    """Pixels of the whole picture's longest side from which a copy with longest `side` (0: no limit) loses nothing."""
    box = recipe.get("box", (0, 0, 1, 1))
    return math.ceil(side / min(box[2:]) * (STRAIGHTENED if "straighten" in recipe else 1))


def _number(said: object, most: float) -> float:
    if isinstance(said, bool) or not isinstance(said, int | float) or not math.isfinite(said):
        return 0
    return min(most, max(-most, said))


def _crops(said: object) -> dict[str, list[float]]:
    given = list(said.items())[:MOST_CROPS] if isinstance(said, dict) else []
    boxes = {place: _box(box) for place, box in given if place == ALL or (place.isdecimal() and len(place) < 18)}
    return {place: box for place, box in boxes.items() if box and box != [0, 0, 1, 1]}


def _box(said: object) -> list[float]:
    """Inside the picture and not too small; empty for what is no box."""
    if not isinstance(said, list) or len(said) != 4 or any(isinstance(each, bool) for each in said):
        return []
    if not all(isinstance(each, int | float) and math.isfinite(each) for each in said):
        return []
    width, height = (round(min(1.0, max(SMALLEST, each)), 4) for each in said[2:])
    left, top = (round(min(1 - size, max(0.0, each)), 4) for each, size in zip(said, (width, height), strict=False))
    return [left, top, width, height]


def _words(said: Mapping[str, Any]) -> Recipe | None:
    text = said.get("text")
    plain = text.replace("\0", "").encode("utf-8", "ignore").decode().strip() if isinstance(text, str) else ""
    place = said.get("place")
    return {"text": plain[:MOST_WORDS], "place": place if place in PLACES else "bottom"} if plain else None


def _logo(said: Mapping[str, Any]) -> Recipe | None:
    asset, corner = said.get("asset"), said.get("corner")
    if type(asset) is not int or not 0 < asset < 2**63:
        return None
    return {"asset": asset, "corner": corner if corner in CORNERS else "se"}
