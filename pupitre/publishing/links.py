"""A link in a post is checked again before it leaves."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

from pupitre.channels.models import Part
from pupitre.ground import http

LINK = re.compile(r"https?://[^\s<>\"'“”«»]+")
MOST = 5
WITHIN = 6.0
"""seconds a page may take to say that it is there"""
GONE = {404, 410}
PAIRS = {")": "(", "]": "[", "}": "{"}


def dead_link(part: Part) -> tuple[str, dict[str, str]]:
    """("link_dead", {"url"}) when a page that the part points to says that it is not there.

    Only a clear "not there" counts (404, 410): a page that is slow, or closed to robots, is not dead,
    and neither is the whole web when this machine is offline. A member who was told may send it as it
    is: then it is not asked again.
    """
    if part.reason_code == "link_dead" or part.payload.get("change") == "delete":
        return "", {}
    article = part.payload.get("article") or {}
    for url in links(f"{part.payload.get('text', '')} {unescape(article.get('html', ''))}")[:MOST]:
        if _is_gone(url):
            return "link_dead", {"url": url}
    return "", {}


def links(text: str) -> list[str]:
    """The links of a text, in order, without the punctuation that follows them."""
    found = [_bare(match) for match in LINK.findall(text)]
    return list(dict.fromkeys(url for url in found if _has_host(url)))


def _bare(url: str) -> str:
    """A bracket that the address itself opened belongs to it: …/Indigo_(teinture)."""
    while url:
        last = url[-1]
        opened = PAIRS.get(last)
        if last not in ".,;:!?…" and (opened is None or url.count(opened) >= url.count(last)):
            break
        url = url[:-1]
    return url


def _has_host(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def _is_gone(url: str) -> bool:
    try:
        answer = http.request("HEAD", url, timeout=WITHIN, redirects=5, most=200_000)
        if answer.status in GONE | {405, 501}:  # some servers refuse HEAD, or answer it with 404
            answer = http.request("GET", url, timeout=WITHIN, redirects=5, most=2_000_000)
        return answer.status in GONE
    except http.HttpFailure:
        return False
