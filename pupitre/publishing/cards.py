"""The card of a link: what its page says of itself, read through the guarded door and by a parser that runs nothing."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from itertools import islice
from urllib.parse import urljoin, urlsplit

from pupitre.brands.models import Brand, Member
from pupitre.ground import http
from pupitre.media.models import Asset
from pupitre.media.pictures import PictureRefused
from pupitre.media.take_in import take_in

WITHIN = 8.0
"""seconds for the page, and again for its picture"""
MOST_PAGE = 3_000_000
MOST_PICTURE = 8_000_000
"""bytes"""
TAGS = re.compile(r"<(meta|title)\b", re.I)
MOST_TAGS, PIECE = 300, 6_000
"""tags read of a page, characters read of a tag"""
TITLE, DESCRIPTION = 300, 600
"""characters kept"""
NAMES = {
    "title": ("og:title", "twitter:title"),
    "description": ("og:description", "twitter:description", "description"),
    "image": ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"),
}
"""what we look for → <meta> names, the best first: https://ogp.me (2026-11-22)"""


class NoCard(Exception):
    """The page gives no card; `code` has its sentence in publishing/messages.py."""

    def __init__(self, code: str, url: str) -> None:
        super().__init__(code, url)
        self.code = code
        self.params = {"url": url, "host": host_of(url)}


@dataclass(frozen=True, slots=True)
class Found:
    """What a page says of itself. `picture`: that of the page, taken into the brand's library."""

    url: str
    title: str = ""
    description: str = ""
    image: str = ""
    picture: Asset | None = None


def host_of(url: str) -> str:
    """The host of an address as people know it, or the whole of what is no address."""
    try:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    except ValueError:
        return url


def fetch(url: str, brand: Brand, by: Member) -> Found:
    """The card of this address, with its picture when it has one that can be used. Raises NoCard.

    Opens the network twice at most: call it outside of a transaction.
    """
    found = read(url)
    return replace(found, picture=_picture(found.image, brand, by)) if found.image else found


def read(url: str) -> Found:
    """The same without its picture. Raises NoCard."""
    accept = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"}
    try:
        answer = http.request("GET", url, headers=accept, timeout=WITHIN, most=MOST_PAGE, redirects=4)
    except http.AddressRefused as refused:
        raise NoCard("card_private" if refused.code == "private_address" else "card_malformed", url) from refused
    except http.HttpFailure as failure:
        raise NoCard("card_away", url) from failure
    kind = answer.headers.get("content-type", "")
    if not answer.ok:
        raise NoCard("card_gone" if answer.status in (404, 410) else "card_away", url)
    if "html" not in kind:
        raise NoCard("card_no_page", url)
    head = _head(_text(answer.body, kind))
    image = head.meta("image")
    return Found(
        url=url,
        title=_plain(head.meta("title") or head.title, TITLE),
        description=_plain(head.meta("description"), DESCRIPTION),
        image=_joined(answer.url, image),
    )


def _joined(url: str, image: str) -> str:
    """The picture's whole address; empty when the page names none, or what can't be one."""
    try:
        return urljoin(url, image) if image else ""
    except ValueError:
        return ""


class _Tag(HTMLParser):
    """The first tag of a piece of a page, and the words right after it."""

    def __init__(self, piece: str) -> None:
        super().__init__(convert_charrefs=True)
        self.says: dict[str, str] | None = None
        self.words = ""
        self._over = False
        self.feed(piece)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._over = self.says is not None
        if self.says is None:
            self.says = {name: (value or "").strip() for name, value in attrs}

    def handle_endtag(self, tag: str) -> None:
        self._over = True

    def handle_data(self, data: str) -> None:
        if not self._over:
            self.words += data


@dataclass(frozen=True, slots=True)
class _Head:
    title: str
    metas: dict[str, str]

    def meta(self, wanted: str) -> str:
        return next((self.metas[name] for name in NAMES[wanted] if self.metas.get(name)), "")


def _head(page: str) -> _Head:
    """<title> and <meta>, wherever they stand. Each is read in a piece of its own: a hostile page costs no more."""
    title = ""
    metas: dict[str, str] = {}
    for found in islice(TAGS.finditer(page), MOST_TAGS):
        tag = _Tag(page[found.start() : found.start() + PIECE])
        says = tag.says or {}
        if found.group(1).lower() == "title":
            title = title or tag.words
        else:
            metas.setdefault((says.get("property") or says.get("name") or "").lower(), says.get("content", ""))
    return _Head(title, metas)


def _text(body: bytes, kind: str) -> str:
    """The page in letters: as its header says, else as the page itself says, else UTF-8."""
    said = re.search(r"charset=[\"']?([\w.:-]+)", kind, re.I)
    inside = re.search(rb"charset=[\"']?([\w.:-]+)", body[:2048], re.I)
    name = said.group(1) if said else inside.group(1).decode("ascii") if inside else "utf-8"
    try:
        encoding = codecs.lookup(name).name
        return body.decode(encoding, "replace")
    except (LookupError, ValueError):
        return body.decode("utf-8", "replace")


def _plain(text: str, most: int) -> str:
    """One line, without what can't be seen."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _picture(url: str, brand: Brand, by: Member) -> Asset | None:
    """None when the page's picture is away, private or not a picture: the card does without."""
    try:
        answer = http.request("GET", url, timeout=WITHIN, most=MOST_PICTURE, redirects=3)
        name = urlsplit(answer.url).path.rsplit("/", 1)[-1]
        return take_in(brand, name, answer.body, by) if answer.ok else None
    except (http.HttpFailure, PictureRefused):
        return None
