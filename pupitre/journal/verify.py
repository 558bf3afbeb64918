"""Verifying a book: is every entry as it was sealed, and is none missing or slipped in?"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from pupitre.journal.models import INSTALLATION, Book, Cursor, Entry, Seal, write
from pupitre.journal.seals import FOLLOWER, is_whole

log = logging.getLogger(__name__)

STEP = 1000
"""seals read at once"""
ERASED = "words.erased"
VERIFIED, BROKEN = "audit.verified", "audit.broken"

# Committed before the sealing follower passed by, and yet without a seal: put in by another way than writing.
_SLIPPED_IN = """
SELECT entry.id FROM journal_entry AS entry LEFT JOIN journal_seal AS seal ON seal.entry_id = entry.id
WHERE entry.brand_id = %s AND seal.id IS NULL AND (entry.xact, entry.id) <= (%s::xid8, %s)
ORDER BY entry.id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Break:
    """The first thing that is not as it was sealed. `code`: changed, removed, inserted, cut, unrecorded, other_seal.

    `entry` is None when only a seal is left to tell (its entry's number is lost with it).
    """

    code: str
    number: int
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    number: int
    """entries that were sealed"""
    hash: str
    """the last one's seal; whoever notes it elsewhere can show later that nothing before it was rewritten"""
    erased: int
    """entries whose words were erased, on record"""
    broken: Break | None


def verify(brand_id: int, noted: tuple[int, str] | None = None) -> Verdict:
    """Read a whole book again. `noted`: (number, seal) as somebody noted it once."""
    cursor = Cursor.objects.filter(reader=FOLLOWER.name).first() or Cursor(reader=FOLLOWER.name)
    book = Book.objects.filter(brand_id=brand_id).first() or Book(brand_id=brand_id)
    breaks: list[Break] = []
    erased = _along_the_chain(book, noted, breaks)
    if not breaks:
        on_record = _erasures_of(brand_id)
        breaks += [Break("unrecorded", s.number, s.entry_id) for s in erased if s.entry_id not in on_record][:1]
    slipped_in = _slipped_in(brand_id, cursor)
    if slipped_in is not None:
        breaks.append(Break("inserted", 0, slipped_in))
    first = min(breaks, key=lambda each: each.entry or 0, default=None)
    return Verdict(book.number, book.hash, len(erased), first)


def books() -> list[int]:
    """Every book that has a seal, the installation's first."""
    return sorted(Book.objects.values_list("brand_id", flat=True))


def verify_for(brand_id: int, by_id: int | None) -> Verdict:
    """Verify, and write down what came of it."""
    verdict = verify(brand_id)
    said: dict[str, Any] = {"number": verdict.number, "hash": verdict.hash}
    if verdict.broken:
        log.error("book %s is not whole: %s at number %s", brand_id, verdict.broken.code, verdict.broken.number)
        said |= {"broken": verdict.broken.code, "at": verdict.broken.number, "entries": [verdict.broken.entry]}
    write(brand_id, BROKEN if verdict.broken else VERIFIED, None, by_id, **said)
    return verdict


def last_verified(brand_id: int) -> Entry | None:
    """What came of the last verification."""
    return Entry.objects.of_brand(brand_id).filter(verb__in=(VERIFIED, BROKEN)).order_by("-id").first()


def _along_the_chain(book: Book, noted: tuple[int, str] | None, breaks: list[Break]) -> list[Seal]:
    """The seals whose words are erased; the first break found goes into `breaks`."""
    previous, number = "", 0
    erased: list[Seal] = []
    for seal, entry in _sealed(book):
        number += 1
        if seal.number != number:
            breaks.append(Break("removed", number))
        elif entry is None:
            breaks.append(Break("removed", number, seal.entry_id))
        elif not is_whole(seal, entry, previous):
            breaks.append(Break("changed", number, entry.pk))
        elif noted and noted[0] == number and noted[1] != seal.hash:
            breaks.append(Break("other_seal", number, entry.pk))
        if breaks:
            return erased
        if seal.words and seal.salt is None:
            erased.append(seal)
        previous = seal.hash
    if (number, previous) != (book.number, book.hash) or (noted and noted[0] > number):
        breaks.append(Break("cut", number + 1))
    return erased


def _sealed(book: Book) -> Iterator[tuple[Seal, Entry | None]]:
    """Seal after seal up to where the book stands, each with its entry."""
    last = 0
    while True:
        following = Seal.objects.filter(brand_id=book.brand_id, number__gt=last, number__lte=book.number)
        seals = list(following.order_by("number")[:STEP])
        if not seals:
            return
        entries = Entry.objects.in_bulk([seal.entry_id for seal in seals])
        yield from ((seal, entries.get(seal.entry_id)) for seal in seals)
        last = seals[-1].number


def _erasures_of(brand_id: int) -> set[int]:
    """Entries of which an erasure is on record, in the book itself or in the installation's."""
    records = Entry.objects.filter(verb=ERASED, brand_id__in={brand_id, INSTALLATION})
    return {entry for told in records.values_list("particulars", flat=True) for entry in told.get("entries", [])}


def _slipped_in(brand_id: int, cursor: Cursor) -> int | None:
    with connection.cursor() as rows:
        rows.execute(_SLIPPED_IN, [brand_id, cursor.xact, cursor.entry_id])
        found = rows.fetchone()
    return found[0] if found else None
