"""Search over one brand: every room offers what it finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from pupitre.brands.models import Brand
from pupitre.ground.register import Register

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MOST = 20
"""findings asked of each room for one page"""
LONGEST = 200
"""characters of a question"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `networks` are the keys of the marks shown before it."""

    title: str
    url: str
    note: str = ""
    at: datetime | None = None
    networks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """What one room found, best first; `count` is all there is, `found` at most MOST of it."""

    name: str | StrPromise
    icon: str
    count: int = 0
    found: list[Finding] = field(default_factory=list)


Provider = Callable[[Brand, str, int], Findings]
providers: Register[Provider] = Register("search providers")
"""each answers (brand, question, how many at most)"""


def search(brand: Brand, question: str) -> list[Findings]:
    """What every room finds, empty rooms left out."""
    asked = " ".join(question.split())[:LONGEST]
    answers = [provider(brand, asked, MOST) for provider in providers] if asked else []
    return [findings for findings in answers if findings.count]
