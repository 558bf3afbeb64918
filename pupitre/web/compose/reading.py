"""From what the page sends to a Draft: only what a post can say, of the right kind and within measure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pupitre.media import recipe
from pupitre.publishing import wall
from pupitre.publishing.aims import MOST_LABELS, Aims
from pupitre.publishing.compose import Draft
from pupitre.publishing.models import LONGEST_LABEL, Content
from pupitre.publishing.say import clean

MOST_TEXT = 100_000
"""characters of one field"""
MOST_ITEMS = 100
"""parts of a thread, tags, categories, pictures"""
OPTIONS = 20
POLL_SECONDS = (60, 366 * 86_400)
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
ADDRESS = re.compile(r"https?://[^\s<>\"']{1,1990}", re.I)


class Unreadable(Exception):
    """It is not what our own page sends."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page holds. `odd`: the times that are not one instant, by channel id; None: the time of all."""

    draft: Draft
    known: int
    keep: str = ""
    now: bool = False
    beside: bool = False
    """in a slot that another post has by now: both are meant"""
    odd: Mapping[int | None, ValueError] = field(default_factory=dict)


def read(body: bytes, zone: ZoneInfo) -> Sheet:
    """The sheet of one request; a time that can't be told is left out of the draft. Raises Unreadable."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(said, dict):
        raise Unreadable
    versions = {int(k): _content(v) for k, v in _map(said.get("versions")).items() if k.isdecimal() and len(k) < 18}
    odd: dict[int | None, ValueError] = {}
    times = {each: _time(_map(said.get("times")).get(str(each)), zone, each, odd) for each in versions}
    at = _time(said.get("at"), zone, None, odd)
    known = said.get("known")
    keep = said.get("keep")
    return Sheet(
        draft=Draft(_content(said.get("content")), versions, times, at, _aims(said.get("aims"))),
        known=known if type(known) is int else 0,
        keep=keep if keep in ("mine", "theirs") else "",
        now=said.get("now") is True,
        beside=said.get("beside") is True,
        odd=odd,
    )


def known_ids(body: bytes) -> tuple[set[int], int | None]:
    """The channels and the post that a request names; what is no id is left out."""
    try:
        said = _map(json.loads(body))
    except (ValueError, RecursionError):
        return set(), None
    channels = said.get("channels")
    found = {number for each in channels if (number := _number(each))} if isinstance(channels, list) else set()
    return found, _number(said.get("post"))


def _aims(said: object) -> Aims | None:
    """None for a page that sends none: they stay as they are."""
    if not isinstance(said, dict):
        return None
    labels = (" ".join(each.split())[:LONGEST_LABEL].strip() for each in _texts(said.get("labels")))
    objective = said.get("objective")
    return Aims(
        _number(said.get("campaign")),
        objective if isinstance(objective, str) else "",
        tuple(dict.fromkeys(filter(None, labels)))[:MOST_LABELS],
    )


def _time(said: object, zone: ZoneInfo, whose: int | None, odd: dict[int | None, ValueError]) -> datetime | None:
    try:
        return wall.read(_text(said), zone)
    except ValueError as error:
        odd[whose] = error
        return None


def _content(said: object) -> Content:
    """What is of the right kind; the rest is left out, as if it had not been sent."""
    given = _map(said)
    return {key: kept for key, keep in KINDS.items() if key in given and (kept := keep(given[key])) is not MISSING}


MISSING = object()


def _map(said: object) -> Mapping[str, Any]:
    return said if isinstance(said, dict) else {}


def _text(said: object) -> str:
    """Letters only: no NUL and no half of a surrogate pair, which no database keeps."""
    if not isinstance(said, str):
        return ""
    return said[:MOST_TEXT].replace("\r\n", "\n").replace("\x00", "").encode("utf-8", "ignore").decode()


def _texts(said: object) -> list[str]:
    return [_text(each) for each in said[:MOST_ITEMS] if isinstance(each, str)] if isinstance(said, list) else []


def _names(said: object) -> list[str]:
    """Categories and tags: plain, each once, in order."""
    return list(dict.fromkeys(name[:200] for each in _texts(said) if (name := " ".join(each.split()))))


def _number(said: object) -> int | None:
    return said if type(said) is int and 0 < said < 2**63 else None


def _language(said: object) -> object:
    return said if isinstance(said, str) and LANGUAGE.fullmatch(said) else MISSING


def _poll(said: object) -> Content | None:
    given = _map(said)
    if not given:
        return None
    seconds = given.get("seconds")
    lasts = min(max(seconds, POLL_SECONDS[0]), POLL_SECONDS[1]) if type(seconds) is int else 86_400
    options = _texts(given.get("options"))[:OPTIONS]
    return {"options": options, "seconds": lasts, "multiple": given.get("multiple") is True}


def _pictures(said: object) -> list[Content]:
    items = [_map(each) for each in said[:MOST_ITEMS]] if isinstance(said, list) else []
    return [_picture(asset, each) for each in items if (asset := _number(each.get("asset")))]


def _picture(asset: int, said: Mapping[str, Any]) -> Content:
    wanted = recipe.read(said.get("recipe"))
    return {"asset": asset, "alt": _text(said.get("alt")), **({"recipe": wanted} if wanted else {})}


def _card(said: object) -> Content | None:
    given = _map(said)
    url = _text(given.get("url"))
    if not ADDRESS.fullmatch(url):
        return None
    words = {name: " ".join(_text(given.get(name)).split())[:1000] for name in ("title", "description")}
    return {"url": url, **words, "asset": _number(given.get("asset"))}


KINDS: dict[str, Callable[[object], Any]] = {
    "text": _text,
    "thread": _texts,
    "language": _language,
    "warning": _text,
    "poll": _poll,
    "pictures": _pictures,
    "card": _card,
    "title": _text,
    "body": lambda said: clean(_text(said)),
    "excerpt": _text,
    "categories": _names,
    "tags": _names,
    "featured": _number,
    "first": lambda said: 0 if said == 0 else _number(said),
}
"""what a content may hold → how it is read"""
