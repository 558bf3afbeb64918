"""What is not what it looks like: letters that hide or turn a text round, and hosts that imitate another."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

import idna

# https://www.unicode.org/reports/tr9/ (directional formatting) and the default-ignorable letters of
# https://www.unicode.org/reports/tr44/ that have no place in a name (2026-11-23). U+200D and U+FE0F make emoji: they
# count only when nothing that they could join stands before them.
_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\U000e0000-\U000e007f]"
    "|(?<![\u200d\ufe0f\u2190-\u2bff\u3030\u303d\u0023\u002a\u0030-\u0039\u00a9\u00ae\U0001f000-\U0001faff])[\u200d\ufe0f]"
)
_LATIN, _CYRILLIC, _GREEK = "LATIN", "CYRILLIC", "GREEK"


def hides(text: str) -> bool:
    """Whether it holds letters that nobody sees, or that turn what follows round."""
    return bool(_HIDDEN.search(text))


def bared(text: str) -> str:
    """The text without them."""
    return _HIDDEN.sub("", text)


def imitates(text: str) -> bool:
    """Whether one word of it mixes letters that look alike in Latin, Greek or Cyrillic (“pаypal” with a Russian а)."""
    return any(len(_scripts(word)) > 1 for word in re.split(r"[\W\d_]+", text))


def address(url: str) -> str:
    """The address when a browser may be sent there: http or https, with a host. Empty for any other."""
    text = url.strip()
    try:
        parts = urlsplit(text)
        whole = parts.scheme in {"http", "https"} and parts.hostname and not parts.username
        return text if whole and not re.search(r"[\x00-\x20\\]", text) else ""
    except ValueError:
        return ""


def host(url: str) -> tuple[str, bool]:
    """(the host that an address really leads to, whether it imitates another).

    A name of another script is written as itself; one that imitates as the machine sees it (xn--…).
    """
    try:
        name = (urlsplit(url).hostname or "").rstrip(".")
        name = name if name.isascii() else idna.encode(name, uts46=True).decode("ascii")
    except (ValueError, UnicodeError):
        return "", True
    try:
        shown = idna.decode(name) if "xn--" in name else name
    except (idna.IDNAError, UnicodeError):
        return name, True
    suspicious = imitates(shown) or hides(shown) or _all_alike(shown)
    return (name if suspicious else shown), suspicious


# https://www.unicode.org/reports/tr39/ confusables.txt: letters of one script that all stand for Latin ones.
_ALIKE = set("аеорсухѕіјԁһӏԛԝмтвнкΑΒΕΖΗΙΚΜΝΟΡΤΥΧαοιν")


def _all_alike(name: str) -> bool:
    """Under a Latin ending, a label of another script that could be read as Latin whole (“аррӏе.com”)."""
    *labels, ending = name.split(".")
    foreign = [label for label in labels if not label.isascii()] if ending.isascii() else []
    return any(set(label) <= _ALIKE | set("-0123456789") for label in foreign)


def _scripts(word: str) -> set[str]:
    """Of the three that look alike, those that occur."""
    found = {unicodedata.name(sign, "").split(" ")[0] for sign in unicodedata.normalize("NFKC", word) if sign.isalpha()}
    return found & {_LATIN, _CYRILLIC, _GREEK}
