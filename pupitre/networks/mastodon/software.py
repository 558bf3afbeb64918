"""What servers that speak Mastodon's language do differently, by the name nodeinfo gives them.

Read in their source or seen on the servers themselves; each line carries the day. README.md has the links.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Software:
    key: str
    """as nodeinfo says it, lower case"""
    name: str
    checked: date
    dedupes: bool = False
    """the Idempotency-Key keeps a second post away, for an hour, two at once included"""
    counts: Literal["mastodon", "plain"] = "plain"
    """mastodon: graphemes, links at a fixed length, mentions without server; plain: every character"""
    polls: bool = True
    edits: Literal["all", "text"] = "all"
    """"text": pictures and warning stay as they were"""
    deletes: bool = True
    warnings: bool = True
    languages: bool = True
    picture_needed: bool = False
    """a post without a picture is refused"""
    silent: frozenset[str] = frozenset()
    """fields of a Measure whose number stays 0 whatever happens: not told"""
    tells_media: bool = True
    """an upload can be asked for by its id before it is attached"""
    form: bool = False
    """statuses go as a form: of an array in JSON only the last item is kept"""
    whole: int = 0
    """lists can't be paged and end after so many; 0: they can"""
    prefix: int = 0
    """first characters of a status id that change with each edit"""
    closes: bool = False
    """connections are dropped after each answer, whatever was agreed"""


_SEEN = date(2026, 11, 22)

MASTODON = Software("mastodon", "Mastodon", _SEEN, dedupes=True, counts="mastodon")

TABLE: Mapping[str, Software] = {
    software.key: software
    for software in (
        MASTODON,
        Software("gotosocial", "GoToSocial", _SEEN),
        Software("takahe", "Takahē", _SEEN, languages=False),
        # Its key works for calls one after the other, not for two at once: not enough to send again on.
        Software("hollo", "Hollo", _SEEN, silent=frozenset({"likes", "comments"})),
        Software("pleroma", "Pleroma", _SEEN),
        Software("akkoma", "Akkoma", _SEEN),
        Software("friendica", "Friendica", _SEEN, polls=False),
        Software("pixelfed", "Pixelfed", _SEEN, polls=False, languages=False, picture_needed=True),
        Software(
            "snac",
            "snac",
            _SEEN,
            polls=False,
            edits="text",
            deletes=False,
            languages=False,
            silent=frozenset({"followers", "following", "posts"}),
            tells_media=False,
            form=True,
            whole=256,
            prefix=10,
            closes=True,
        ),
    )
}

FOREIGN: Mapping[str, str] = {
    "misskey": "Misskey",
    "lemmy": "Lemmy",
    "peertube": "PeerTube",
    "wordpress": "WordPress",
    "writefreely": "WriteFreely",
    "plume": "Plume",
    "discourse": "Discourse",
    "nodebb": "NodeBB",
    "ghost": "Ghost",
}
"""Fediverse servers without this API, to call them by their name when one is typed in."""


def of(facts: Mapping[str, object]) -> Software:
    """The line for a channel's server; for an unknown one, what promises least. No facts: Mastodon."""
    key = str(facts.get("software") or "mastodon").lower()
    return TABLE.get(key) or Software(key, str(facts.get("software_name") or key), _SEEN)


QUOTES_SINCE = 7
"""api_versions.mastodon from which quotes are counted (Mastodon 4.5,
https://docs.joinmastodon.org/entities/Status/#quotes_count, 2026-07-02)"""


def untold(facts: Mapping[str, object]) -> frozenset[str]:
    """Fields of a Measure that this server does not tell, or whose number means nothing."""
    known = of(facts)
    counts_quotes = known.key == MASTODON.key and number(facts, "api", 0) >= QUOTES_SINCE
    return known.silent | {"views"} | (frozenset() if counts_quotes else {"quotes"})


def stable(software: Software, remote_id: object) -> str:
    """An id as we keep it: opaque, and the same after an edit."""
    text = str(remote_id)
    if software.prefix and len(text) > software.prefix:
        return "0" * software.prefix + text[software.prefix :]
    return text


def number(facts: Mapping[str, object], name: str, otherwise: int) -> int:
    """A limit that a server told, else what Mastodon has out of the box."""
    value = facts.get(name)
    return value if isinstance(value, int) else otherwise
