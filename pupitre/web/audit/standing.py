"""Whether the books are whole, as far as they were read again: the brand's, and the installation's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pupitre.brands.models import Brand
from pupitre.journal.models import INSTALLATION, Book
from pupitre.journal.verify import last_verified
from pupitre.web.audit.listing import broken_words


@dataclass(frozen=True, slots=True)
class Standing:
    at: datetime | None
    """None: never read again yet"""
    broken: list[str]
    number: int
    """entries sealed by now"""
    hash: str


def standing(brand: Brand) -> Standing:
    told = [entry for entry in (last_verified(brand.pk), last_verified(INSTALLATION)) if entry]
    book = Book.objects.filter(brand_id=brand.pk).first() or Book(brand_id=brand.pk)
    own = next((entry.at for entry in told if entry.brand_id == brand.pk), None)
    return Standing(own, [words for words in map(broken_words, told) if words], book.number, book.hash)
