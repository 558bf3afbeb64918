"""What the page's filter asks for. A word that means nothing asks for everything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.http import QueryDict

from pupitre.brands.models import Brand, Membership
from pupitre.journal.audit import Choice
from pupitre.web.audit.words import BY_ITSELF, KINDS, verbs_of

DESK = "desk"
"""the filter's word for what no member did"""


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields as they were understood, for the form, and the choice they make."""

    member: str
    kind: str
    since: str
    until: str
    before: int | None
    choice: Choice

    @property
    def words(self) -> dict[str, str]:
        given = {"member": self.member, "kind": self.kind, "since": self.since, "until": self.until}
        return {key: value for key, value in given.items() if value}

    @property
    def query(self) -> str:
        return urlencode(self.words)

    def older(self, than: int) -> str:
        """The query of the page that follows."""
        return urlencode({**self.words, "before": than})


def asked(given: QueryDict, brand: Brand, seats: Sequence[Membership]) -> Asked:
    member = given.get("member", "")
    if member not in {DESK, *(str(seat.member_id) for seat in seats)}:
        member = ""
    kind = given.get("kind", "")
    kind = kind if kind in KINDS else ""
    since, until = _day(given.get("since", "")), _day(given.get("until", ""))
    choice = Choice(
        actor_id=int(member) if member.isdigit() else None,
        by_itself=member == DESK,
        verbs=verbs_of(kind) if kind else (),
        without=() if kind or member == DESK else BY_ITSELF,
        since=_begins(since, brand) if since else None,
        until=_begins(until + timedelta(days=1), brand) if until else None,
    )
    return Asked(member, kind, str(since or ""), str(until or ""), _number(given.get("before", "")), choice)


def _begins(day: date, brand: Brand) -> datetime:
    return datetime.combine(day, time(), brand.zone)


def _day(text: str) -> date | None:
    """Between 2000 and 2999: beyond, no clock could be asked."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2999 else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
