"""Sealing the journal: each entry is hashed together with the seal before it, book by book.

A follower does it, in the order in which the journal is read (docs/decisions/003): writers wait for nobody, and what
is sealed can't be overtaken by an entry that commits late.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from pupitre.journal.models import Book, Entry, Seal
from pupitre.journal.reading import Follower

FORM = "pupitre journal 1"
"""the way these hashes are made; another way has another name"""
PLAIN = frozenset(
    {
        *("after", "at", "before", "broken", "channel", "code", "deliveries", "done", "due", "entries", "fields"),
        *("hash", "how", "like", "network", "next", "number", "part", "role", "seen", "send_late", "sending", "state"),
        *("tries", "until", "waiting"),
    }
)
"""Particulars that tell of no person: ids, codes, states, moments. All others (a hold's reason, what a network
answered, a link) are words: they enter the hash through a salted digest, so that they can be erased."""


def seal(entries: Sequence[Entry]) -> None:
    """Append one seal for each entry to its book."""
    books = {brand: Book.objects.get_or_create(brand_id=brand)[0] for brand in sorted({e.brand_id for e in entries})}
    made = []
    for entry in entries:
        book = books[entry.brand_id]
        book.number += 1
        made.append(_sealed(entry, book))
        book.hash = made[-1].hash
    Seal.objects.bulk_create(made)
    for book in books.values():
        book.save()


def is_whole(seal: Seal, entry: Entry, previous: str) -> bool:
    """Whether the entry is as it was sealed; its words too, unless they were erased."""
    if seal.salt is not None and seal.digest != _digest(seal.salt, _words(entry, seal.words)):
        return False
    if seal.salt is None and _words(entry, seal.words):
        return False
    return seal.hash == _hash(seal, entry, previous)


def _sealed(entry: Entry, book: Book) -> Seal:
    words = sorted(set(entry.particulars) - PLAIN)
    salt = secrets.token_hex(16) if words else None
    seal = Seal(
        brand_id=entry.brand_id,
        number=book.number,
        entry_id=entry.pk,
        words=words,
        digest=_digest(salt, _words(entry, words)) if salt else "",
        salt=salt,
    )
    seal.hash = _hash(seal, entry, book.hash)
    return seal


def _words(entry: Entry, keys: Sequence[str]) -> dict[str, Any]:
    return {key: entry.particulars[key] for key in keys if key in entry.particulars}


def _digest(salt: str, words: dict[str, Any]) -> str:
    return hashlib.sha256(f"{salt}{_canonical(words)}".encode()).hexdigest()


def _hash(seal: Seal, entry: Entry, previous: str) -> str:
    plain = {key: value for key, value in entry.particulars.items() if key not in seal.words}
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    told = [FORM, previous, seal.number, entry.pk, at, entry.brand_id, entry.actor_id, entry.verb]
    told += [entry.subject_kind, entry.subject_id, plain, seal.words, seal.digest]
    return hashlib.sha256(_canonical(told).encode()).hexdigest()


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


FOLLOWER = Follower("seals", (), seal)
