"""A text as networks show it: links, mentions and hashtags in colour, and what is too long marked."""

from __future__ import annotations

import re
from bisect import bisect_right

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from pupitre.networks.words import Rules
from pupitre.publishing.vocabulary import HASHTAG, MENTION

SPECIAL = re.compile(
    r"(?P<link>https?://[^\s<>\"'“”«»]*[^\s<>\"'“”«».,;:!?…)\]}])"
    rf"|(?P<mention>{MENTION})|(?P<hashtag>{HASHTAG})",
    re.IGNORECASE,
)
LONGEST_LINK = 40
"""characters of an address that a reader is shown"""


def coloured(text: str, rules: Rules | None = None) -> SafeString:
    """Safe HTML, line by line as written. With `rules`, what no longer fits is inside <mark>."""
    fits = fitting(text, rules) if rules else len(text)
    if fits >= len(text):
        return _paint(text)
    return _paint(text[:fits]) + mark_safe('<mark class="over">') + _paint(text[fits:]) + mark_safe("</mark>")


def fitting(text: str, rules: Rules) -> int:
    """How many letters of the text its network still takes."""
    if not rules.length or rules.count(text) <= rules.length:
        return len(text)
    return bisect_right(range(len(text)), rules.length, key=lambda letters: rules.count(text[:letters])) - 1


def _paint(text: str) -> SafeString:
    pieces, at = [], 0
    for found in SPECIAL.finditer(text):
        pieces += [escape(text[at : found.start()]), _special(found)]
        at = found.end()
    return mark_safe("".join([*pieces, escape(text[at:])]))  # noqa: S308  (every piece is escaped)


def _special(found: re.Match[str]) -> str:
    kind = str(found.lastgroup)
    said = found.group()
    if kind == "link":
        bare = re.sub(r"^https?://(www\.)?", "", said, flags=re.I)
        said = bare if len(bare) <= LONGEST_LINK else bare[: LONGEST_LINK - 1] + "…"
    return f'<span class="is-{kind}">{escape(said)}</span>'
