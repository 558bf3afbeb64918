"""A pane: HTML that somebody else wrote, behind glass.

It is cleaned to a list of tags, and shown in a frame of its own: an opaque origin, no script, no form, no request to
anywhere. Should the cleaning ever miss something, it finds nothing to reach. A screen gives it a route (a view that
ends in `behind_glass`) and shows it with {% pane %}; inbox and listening are to do the same with what they bring in.
"""

from __future__ import annotations

import base64
import hashlib
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nh3
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import strip_tags

from pupitre.brands.models import Brand
from pupitre.ground import disguise
from pupitre.media import far

_NO = frozenset[str]()
_WORDS = (
    "p br hr div span h1 h2 h3 h4 h5 h6 ul li dl dt dd strong em b i u s del ins mark small sup sub q cite abbr kbd "
    "code pre blockquote center figure figcaption table thead tbody tfoot tr caption"
)
TAGS = {tag: set(_NO) for tag in _WORDS.split()} | {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
"""what stands behind glass: tag → its attributes; no class, no style, no id"""
SPEECH = {"lang", "dir"}
SCHEMES = {"http", "https", "mailto"}
"""what theirs may have; the pictures that we put in ourselves come after that look"""
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
"""a link opens a page of its own, as free as any; nothing else is allowed
(https://html.spec.whatwg.org/#attr-iframe-sandbox, 2026-11-23)"""
STYLE = (Path(__file__).parent / "static/frame/pane.css").read_text("utf-8")
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = "; ".join(
    [
        "default-src 'none'",
        "img-src data:",
        f"style-src 'sha256-{_HASH}'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        f"sandbox {SANDBOX}",
    ]
)
HEADERS = {"Content-Security-Policy": POLICY, "X-Frame-Options": "SAMEORIGIN", "Referrer-Policy": "no-referrer"}
MOST_PICTURES = 20
"""in one pane; each weighs far.BYTES at most"""
LINE, TALLEST = 90, 8
"""characters to a line; the highest of the heights in pieces.css, each three lines more than the one before"""


@dataclass(frozen=True, slots=True)
class Pane:
    """Where the frame's page is, and its height: 1 to TALLEST. It scrolls inside, and its reader may pull it taller."""

    url: str
    height: int


def pane(url: str, html: str) -> Pane:
    """The pane at `url`, as tall as `html` needs by our guess: no script in it may say its height."""
    blocks = re.split(r"</(?:p|h\d|li|dt|dd|tr|blockquote|pre|figure)>|<br\s*/?>|<hr\s*/?>", html)
    lines = sum(0.4 + math.ceil(len(strip_tags(block).strip()) / LINE) for block in blocks if strip_tags(block).strip())
    lines += 6 * html.count("<img")
    return Pane(url, min(TALLEST, max(1, math.ceil((lines + 1) / 3))))


def behind_glass(request: HttpRequest, brand: Brand, html: str) -> HttpResponse:
    """The frame's page: only for the frame of our own page, whoever made up the address."""
    response = render(request, "frame/pane_page.html", {"words": cleaned(html, _copies(brand)), "style": STYLE})
    for name, value in HEADERS.items():
        response[name] = value
    return response


def cleaned(html: str, picture: Callable[[str], str]) -> str:
    """What may stand behind glass. `picture`: a web address → a data: address of our copy; empty: left out."""

    def allowed(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "src":
            return picture(value) or None
        if attribute == "href":
            return value if value.lower().startswith("mailto:") else disguise.address(value) or None
        return value if attribute not in {"width", "height", "colspan", "rowspan"} or value.isdecimal() else None

    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes={**TAGS, "*": SPEECH},
        attribute_filter=allowed,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


def _copies(brand: Brand) -> Callable[[str], str]:
    """Pictures through our own small copies, inside the page: the frame's origin is nobody's and bears no cookie.

    One that is not here yet is asked for; until then its alternative text stands in its place.
    """
    asked: dict[str, str] = {}

    def picture(url: str) -> str:
        if url not in asked and len(asked) < MOST_PICTURES:
            word = far.signed(brand, url)
            asked[url] = _inside(brand, word) if word else ""
        return asked.get(url, "")

    return picture


def _inside(brand: Brand, word: str) -> str:
    kept = far.find(brand, word)
    if kept is None:
        return ""
    with kept.file:
        return f"data:{kept.mime};base64,{base64.b64encode(kept.file.read()).decode()}"
