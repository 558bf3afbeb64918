"""Text as Mastodon counts it, text out of the HTML that servers give back, and when two texts are the same."""

import unicodedata
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

import nh3
import regex

PER_URL = 23
"""characters a link counts, whatever its length, unless the server says another number"""

_IN_PARENTHESES = r"\((?:[^\s<>()?]|\([^\s<>()?]+\))*\)"
# What Mastodon takes for a link or a mention: app/validators/status_length_validator.rb, app/lib/extractor.rb,
# config/initializers/twitter_regex.rb, app/models/account.rb (MENTION_RE), 2026-11-22. Mastodon also asks that the
# top-level domain exist; the reserved ones of RFC 2606 and RFC 6762 are enough of that list for us.
_URL = rf"""
    (?<![A-Za-z0-9@＠$#＃])
    (?:https?|dat|dweb|ipfs|ipns|ssb|gopher|gemini)://
    (?:[\p{{L}}\p{{N}}](?:[\p{{L}}\p{{N}}\p{{M}}_-]*[\p{{L}}\p{{N}}\p{{M}}])?\.)+
    (?!(?:test|example|invalid|localhost|local|internal|lan|home|onion)\b)
    (?:xn--[a-z0-9-]+|\p{{L}}[\p{{L}}\p{{M}}]+)(?![\p{{L}}\p{{N}}@-])
    (?::\d{{1,5}})?
    (?:/(?:(?:[^\s<>()?]|{_IN_PARENTHESES})*(?:[^\s()?!*"'「」<>;:=,.$%\[\]~&|@]|{_IN_PARENTHESES}))?)?
    (?:\?[\w!?*'();:&=+$/%\#\[\].,~|@^-]*[\w&=\#/-])?
"""
_MENTION = r"""
    (?<![=/\w])@(?P<user>(?>[A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*))(?>(?:@\w+(?:[.-]+\w+)*)?)
    (?![@＠\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff]|://)
"""
_COUNTED = regex.compile(rf"(?P<url>{_URL})|{_MENTION}", regex.X | regex.I)
_MENTIONED = regex.compile(_MENTION, regex.X)

# Some servers read a text as Markdown: what only lays out is no part of what is said.
_LINE_MARKS = regex.compile(r"(?m)^[ \t]*(?:>+|#{1,6}(?=\s)|[-*+•](?=\s)|\d{1,3}[.)](?=\s))[ \t]*")
_MARKS_AND_SPACE = regex.compile(r"[*_~`\\\s\u200b\u2060\ufeff\u00ad]+")

_BLOCKS = {"p", "div", "blockquote", "ul", "ol", "li", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}


def count(text: str, warning: str = "", per_url: int = PER_URL) -> int:
    """Characters of a post as Mastodon counts them: graphemes, links at `per_url`, mentions without server.

    The content warning shares the same limit and is counted as it is written.
    """
    return len(regex.findall(r"\X", warning.strip() + _counted(text.strip(), per_url)))


def _counted(text: str, per_url: int) -> str:
    return _COUNTED.sub(lambda found: "x" * per_url if found["url"] else f"@{found['user']}", text)


def count_plain(text: str, warning: str = "") -> int:
    """Characters where a server gives nothing away: code points, links in full."""
    return len(text) + len(warning)


def language(code: str) -> str:
    """A language as servers take it: two or three letters (ISO 639), without region; empty stays empty."""
    return code.replace("_", "-").split("-")[0].lower()


class _Reader(HTMLParser):
    """Text and link targets of clean HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.targets: list[str] = []
        self._open: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "br":
            self.parts.append("\n")
        elif tag == "img":
            self.parts.append(values.get("alt") or "")
        elif tag == "a":
            self.targets.append(values.get("href") or "")
            self._open.append(len(self.parts))
        elif tag in _BLOCKS and self.parts:
            self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._open:
            self._whole_link(self._open.pop())
        elif tag in _BLOCKS:
            self._break(tag)

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def _break(self, tag: str) -> None:
        self.parts.append("\n\n" if tag == "p" else "\n")

    def _whole_link(self, start: int) -> None:
        """A link shown cut off is expanded back to where it leads."""
        shown = "".join(self.parts[start:])
        if shown.endswith(("…", "...")) and self.targets[-1].startswith(("http://", "https://")):
            self.parts[start:] = [self.targets[-1]]


def _read(html: str) -> _Reader:
    # A server's HTML is a stranger's: cleaned first, which also makes it well-formed for the small parser.
    tags = {"a", "br", "img", *_BLOCKS}
    attributes = {"a": {"href"}, "img": {"alt"}}
    reader = _Reader()
    reader.feed(nh3.clean(html, tags=tags, attributes=attributes, link_rel=None))
    reader.close()
    return reader


def plain(html: str) -> str:
    """The text of a status: paragraphs as empty lines, breaks as lines, links in full, entities resolved."""
    text = "".join(_read(html).parts)
    return regex.sub(r"\n{3,}", "\n\n", text).strip()


def targets(html: str) -> tuple[str, ...]:
    """Where the links of a status lead."""
    return tuple(_read(html).targets)


def fold(text: str) -> str:
    """A text without what a server may change: layout marks, all space, composition, the server of a mention."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    text = _MENTIONED.sub(lambda found: "@" + found["user"].lower(), text)
    return _MARKS_AND_SPACE.sub("", _LINE_MARKS.sub("", text))


def readings(status: Mapping[str, Any]) -> Iterator[str]:
    """Every text a status gives for itself: its HTML, and its source where the server hands that out."""
    yield plain(str(status.get("content") or ""))
    pleroma, akkoma = status.get("pleroma"), status.get("akkoma")
    content = pleroma.get("content") if isinstance(pleroma, dict) else None
    source = akkoma.get("source") if isinstance(akkoma, dict) else None
    for place, name in ((status, "text"), (status, "content_text"), (content, "text/plain"), (source, "content")):
        text = place.get(name) if isinstance(place, Mapping) else None
        if isinstance(text, str):
            yield text


def same(status: Mapping[str, Any], text: str) -> bool:
    """Whether a status says `text`."""
    own = fold(text)
    return any(fold(reading) == own for reading in readings(status))


def carries(status: Mapping[str, Any], marker: str) -> bool:
    """Whether `marker`, a text that one part alone has, stands in a status: not as the start of a longer one."""
    whole = regex.compile(rf"(?<![\w/-]){regex.escape(marker)}(?![\w-])")
    html = str(status.get("content") or "")
    return any(whole.search(text) for text in (*readings(status), *targets(html)))
