"""`pupitre audit`: is the journal as it was written, and taking words out of it."""

from __future__ import annotations

import argparse
from typing import Any


def run(words: argparse.Namespace) -> int:
    """Exit status 1 when a book is not whole."""
    return {"verify": _verify, "erase": _erase}[words.audit_verb](words)


def _verify(words: argparse.Namespace) -> int:
    from pupitre.journal.models import INSTALLATION
    from pupitre.journal.verify import books

    if words.noted and not words.brand:
        raise _refused("--noted is the seal of one brand: say which with --brand.")
    chosen = [_brand(words.brand).pk] if words.brand else [INSTALLATION, *(b for b in books() if b != INSTALLATION)]
    return 0 if all([_verified(book, words) for book in chosen]) else 1


def _verified(book: int, words: argparse.Namespace) -> bool:
    from django.utils import translation

    from pupitre.journal.verify import verify
    from pupitre.web.audit.words import BREAKS

    found = verify(book, _noted(words.noted))
    print(f"{_name(book)}: {found.number} entries, {found.erased} with erased words")
    if found.broken is None:
        print(f"  whole; the last seal is {found.number}:{found.hash}" if found.number else "  nothing is sealed yet")
        return True
    with translation.override("en"):
        said = {"entry": found.broken.entry or "?", "number": found.broken.number}
        print(f"  NOT WHOLE. {BREAKS[found.broken.code] % said}")
    return False


def _erase(words: argparse.Namespace) -> int:
    from pupitre.journal.erase import erase_words

    count = erase_words(_brand(words.brand).pk, words.entries)
    if not count:
        raise _refused("none of these is an entry of this brand with words in it. Nothing was changed.")
    print(f"Erased the words of {count}. Who did what when stays, and so does the chain.")
    return 0


def _noted(text: str | None) -> tuple[int, str] | None:
    if not text:
        return None
    number, _, seal = text.strip().partition(":")
    if not number.isdigit() or len(number) > 18 or len(seal) != 64:
        raise _refused("--noted is NUMBER:SEAL as the audit page shows it.")
    return int(number), seal.lower()


def _name(book: int) -> str:
    from pupitre.brands.models import Brand

    brand = Brand.objects.filter(pk=book).first()
    return brand.name if brand else f"brand {book}" if book else "this installation"


def _brand(slug: str) -> Any:
    from pupitre.brands.models import Brand

    brand = Brand.objects.filter(slug=slug).first()
    if brand is None:
        known = ", ".join(Brand.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise _refused(f"“{slug}” is no brand of this desk. There are: {known}")
    return brand


def _refused(words: str) -> Exception:
    from pupitre.desk.shell import Refused

    return Refused(words)
