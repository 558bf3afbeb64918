"""Text as Bluesky counts and marks it: graphemes, and marks placed by bytes of UTF-8."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal
from urllib.parse import urlsplit

import regex

FACET = "app.bsky.richtext.facet"

# https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/post.json and
# …/app/bsky/richtext/facet.json, 2026-11-22
BYTES_PER_GRAPHEME = 10
"""a post holds 300 graphemes and 3,000 bytes: ten bytes each"""
HANDLE = 253
"""longest handle in characters (https://atproto.com/specs/handle, 2026-11-22)"""
TAG_GRAPHEMES = 64
TAG_BYTES = 640

# What starts a mention, link or tag is what the app of Bluesky itself reads as one
# (https://github.com/bluesky-social/atproto/tree/main/packages/api/src/rich-text, 2026-11-22), with
# mercies for what a person writes: an opening quote may stand before and several stops after, a bare
# name may have a hyphen (ma-boutique.fr), and a mail address is no link.
BEFORE = r"(?<![^\s(\[\"'“‘«])"
LABEL = r"[a-z0-9]++(?:-++[a-z0-9]++)*+"
MENTION = regex.compile(rf"{BEFORE}@({LABEL}(?:\.{LABEL})++)", regex.I)
LINK = regex.compile(rf"{BEFORE}(?:https?://\S+|(?P<domain>(?=[a-z]){LABEL}(?:\.{LABEL})++)(?![@\w-])\S*)", regex.I)
STOPS = ".,;:!?…»”’\"'"
BRACKETS = {")": "(", "]": "["}
UNSEEN = r"\u00AD\u2060\u200A\u200B\u200C\u200D\u20E2"
TAG = regex.compile(rf"(?<!\S)[#＃]((?!\uFE0F)[^\s{UNSEEN}]*[^\d\s\p{{P}}{UNSEEN}][^\s{UNSEEN}]*)")
CASHTAG = regex.compile(r"(?<![^\s(])\$([A-Za-z][A-Za-z0-9]{0,4})(?=\s|$|[.,;:!?)\"'’])")
END_OF_TAG = regex.compile(r"\p{P}+$")
GRAPHEME = regex.compile(r"\X")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text, in bytes of its UTF-8 (`end` excluded), and what it stands for."""

    start: int
    end: int
    kind: Literal["link", "mention", "tag"]
    value: str
    """an address, a handle in small letters, or a tag without its sign"""


def count(text: str) -> int:
    """What counts against 300: graphemes, or a tenth of the bytes where that is more."""
    return max(graphemes(text), -(-len(text.encode()) // BYTES_PER_GRAPHEME))


def graphemes(text: str) -> int:
    """Characters as a reader sees them: an emoji of a whole family is one."""
    return sum(1 for _ in GRAPHEME.finditer(text))


def marks(text: str) -> list[Mark]:
    """Every mention, link and tag, in the order of the text; they never overlap."""
    found: list[Mark] = []
    for mark in sorted([*_links(text), *_mentions(text), *_tags(text)], key=lambda mark: mark.start):
        if not found or found[-1].end <= mark.start:
            found.append(mark)
    return found


def mentions(text: str) -> list[str]:
    """The handles that a text names, once each, in small letters."""
    return list(dict.fromkeys(mark.value for mark in marks(text) if mark.kind == "mention"))


def facets(text: str, dids: Mapping[str, str]) -> list[dict[str, Any]]:
    """The marks as a record writes them; a mention whose handle `dids` does not know stays plain text."""
    return [
        {"$type": FACET, "index": {"byteStart": mark.start, "byteEnd": mark.end}, "features": [feature]}
        for mark in marks(text)
        if (feature := _feature(mark, dids))
    ]


def _feature(mark: Mark, dids: Mapping[str, str]) -> dict[str, str] | None:
    if mark.kind == "mention":
        did = dids.get(mark.value)
        return {"$type": f"{FACET}#mention", "did": did} if did else None
    field = "uri" if mark.kind == "link" else "tag"
    return {"$type": f"{FACET}#{mark.kind}", field: mark.value}


def _links(text: str) -> Iterator[Mark]:
    for match in LINK.finditer(text):
        if match["domain"] and not is_domain(match["domain"]):
            continue
        shown = _without_stops(match[0])
        address = f"https://{shown}" if match["domain"] else shown
        if _has_host(address):
            yield _mark(text, match.start(), match.start() + len(shown), "link", address)


def _mentions(text: str) -> Iterator[Mark]:
    for match in MENTION.finditer(text):
        if match[1].rpartition(".")[2][0].isalpha() and len(match[1]) <= HANDLE:
            yield _mark(text, match.start(), match.end(), "mention", match[1].lower())


def _tags(text: str) -> Iterator[Mark]:
    for match in TAG.finditer(text):
        tag = END_OF_TAG.sub("", match[1])
        if tag and graphemes(tag) <= TAG_GRAPHEMES and len(tag.encode()) <= TAG_BYTES:
            yield _mark(text, match.start(), match.start() + 1 + len(tag), "tag", tag)
    for match in CASHTAG.finditer(text):
        yield _mark(text, match.start(), match.end(), "tag", f"${match[1].upper()}")


def _mark(text: str, start: int, end: int, kind: Literal["link", "mention", "tag"], value: str) -> Mark:
    first = len(text[:start].encode())
    return Mark(first, first + len(text[start:end].encode()), kind, value)


def _without_stops(address: str) -> str:
    """An address without the punctuation of the sentence around it; brackets of its own stay."""
    loose = {close for close, opening in BRACKETS.items() if opening not in address}
    return address.rstrip(STOPS + "".join(loose))


def _has_host(address: str) -> bool:
    try:
        return bool(urlsplit(address).hostname)
    except ValueError:
        return False


def is_domain(text: str) -> bool:
    """Whether a bare name such as example.org ends in a domain that exists."""
    return text.rpartition(".")[2].lower() in _top_domains()


@cache
def _top_domains() -> frozenset[str]:
    """https://data.iana.org/TLD/tlds-alpha-by-domain.txt without the xn-- names, 2026-11-22."""
    return frozenset(files(__package__).joinpath("tlds.txt").read_text(encoding="ascii").split())
