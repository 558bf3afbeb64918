"""The address of an article, chosen by us: readable, and never anybody else's. It is the part's key."""

import re
import secrets
import unicodedata

LETTERS = "bcdfghjkmnpqrstvwxz"
SIGNS = LETTERS + "23456789"
OURS = re.compile(rf"^((?:[a-z0-9]+-)*[{LETTERS}][{SIGNS}]{{7}})(?:-\d+)?(?:__trashed(?:-\d+)?)?$")
READABLE = 60
UNFOLDED = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "th", "ð": "d"})


def new_key(title: str) -> str:
    """Small ASCII letters, digits and hyphens, which WordPress keeps as they are.

    It ends with eight signs without vowels (no word is ever spelt) or look-alikes: 200 thousand million of them.
    """
    tail = secrets.choice(LETTERS) + "".join(secrets.choice(SIGNS) for _ in range(7))
    words = readable(title)
    return f"{words}-{tail}" if words else tail


def readable(title: str) -> str:
    """A title as part of an address, whole words only; empty when it has no Latin letter or digit."""
    title = re.sub("['’`]", "-", title.lower().translate(UNFOLDED))
    folded = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")
    return words if len(words) <= READABLE else words[:READABLE].rpartition("-")[0] or words[:READABLE]


def key_in(slug: str) -> str:
    """The key under which the desk sent an article, whatever WordPress added; empty when it is not one of ours."""
    match = OURS.match(slug)
    return match.group(1) if match else ""


def twins(key: str) -> tuple[str, ...]:
    """Under what slugs WordPress may keep an article sent as `key`: itself, a double (-2), each in the trash."""
    kept = [key, *(f"{key}-{number}" for number in range(2, 6))]
    return (*kept, *(f"{slug}__trashed" for slug in kept))
