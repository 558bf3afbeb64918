"""Erasing words from the journal without breaking its chain; and a whole book that goes with its brand."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

from pupitre.journal.models import INSTALLATION, Book, Cursor, Entry, Seal, write
from pupitre.journal.seals import FOLLOWER, PLAIN
from pupitre.journal.verify import ERASED


def erase_words(brand_id: int, entry_ids: Iterable[int], by_id: int | None = None) -> int:
    """Take out of these entries whatever may tell of a person; who did what when stays. How many lost words.

    The salt of their digest goes too: what is left of it can't be matched with a guess.
    """
    with transaction.atomic():
        _wait_for_the_sealer()
        _announce("pupitre.journal_erases", "on")
        entries = Entry.objects.select_for_update().of_brand(brand_id).filter(pk__in=list(entry_ids))
        spoken = [entry for entry in entries.order_by("pk") if set(entry.particulars) - PLAIN]
        for entry in spoken:
            plain = {key: value for key, value in entry.particulars.items() if key in PLAIN}
            Entry.objects.filter(pk=entry.pk).update(particulars=plain)
        ids = [entry.pk for entry in spoken]
        Seal.objects.filter(entry_id__in=ids).exclude(salt=None).update(salt=None)
        _announce("pupitre.journal_erases", "")
        if ids:
            write(brand_id, ERASED, None, by_id, entries=ids)
    return len(ids)


def close_book(brand_id: int) -> None:
    """A brand goes away whole: its entries and their seals too. The installation's book keeps where it stood."""
    with transaction.atomic():
        _wait_for_the_sealer()
        _announce("pupitre.journal_goes", str(brand_id))
        Entry.objects.of_brand(brand_id).delete()
        Seal.objects.filter(brand_id=brand_id).delete()
        book = Book.objects.filter(brand_id=brand_id).first() or Book(brand_id=brand_id)
        Book.objects.filter(brand_id=brand_id).delete()
        _announce("pupitre.journal_goes", "")
        write(INSTALLATION, "brand.gone", ("brand", brand_id), None, number=book.number, hash=book.hash)


def _wait_for_the_sealer() -> None:
    """Whoever seals holds its cursor: an entry must not lose its words between being read and being sealed."""
    Cursor.objects.select_for_update().filter(reader=FOLLOWER.name).first()


def _announce(setting: str, value: str) -> None:
    """For this transaction only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [setting, value])
