"""A move that somebody asked for: which tile, to when, and what is to be said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from pupitre.brands.models import Brand, Member
from pupitre.networks.words import Objection
from pupitre.publishing import wall
from pupitre.publishing.compose import find
from pupitre.publishing.moving import have_in_mind, move_together
from pupitre.web.compose.wording import odd, said, shared
from pupitre.web.frame.moments import when


@dataclass(frozen=True, slots=True)
class Move:
    """Deliveries that move together, or a draft (`whole`: its own time) and versions of it."""

    at: str
    deliveries: list[int] = field(default_factory=list)
    draft: int | None = None
    versions: list[int] = field(default_factory=list)
    whole: bool = False
    dropped: bool = False
    """by drag and drop: nobody wrote this time, so the nearest will do on nights when the clocks change"""


@dataclass(frozen=True, slots=True)
class Moved:
    """`at`: the new time, None when it stayed; `words` say what happened or why not.

    `choices`: the instants one can choose from, as (label, what wall.read understands).
    """

    at: datetime | None
    words: str
    choices: list[tuple[str, str]] = field(default_factory=list)


def asked_for(form: QueryDict) -> Move:
    """Raises ValueError for what no page of ours sends."""
    ids = [int(each) for each in form.get("rows", "").split(",") if each]
    draft = form.get("draft", "")
    return Move(
        at=form.get("exact") or form.get("at", ""),
        deliveries=[] if draft else ids,
        draft=int(draft) if draft else None,
        versions=ids if draft else [],
        whole=form.get("whole") == "1",
        dropped=form.get("how") == "dropped",
    )


def carry_out(move: Move, brand: Brand, by: Member) -> Moved:
    """Raises Post.DoesNotExist for a draft that is not the brand's."""
    try:
        at = _instant(move, brand)
    except ValueError as error:
        return Moved(None, *odd(error, brand.zone))
    wrong = _move(move, at, brand, by) if at else [Objection("no_time", {}, "time")]
    if at is None or wrong:
        return Moved(None, said(wrong[0].code, wrong[0].params))
    words = _("The draft is now meant for %(when)s.") if move.draft else _("Moved to %(when)s.")
    return Moved(at, words % {"when": when(at)} + shared(move.deliveries))


def _instant(move: Move, brand: Brand) -> datetime | None:
    """Raises ValueError for a time that can't be told, unless it was dropped there: then the first that exists."""
    try:
        return wall.read(move.at, brand.zone)
    except wall.Twice as twice:
        if move.dropped:
            return twice.first
        raise
    except wall.Absent as absent:
        if move.dropped:
            return absent.after
        raise


def _move(move: Move, at: datetime, brand: Brand, by: Member) -> list[Objection]:
    if move.draft is None:
        return move_together(brand, move.deliveries, at, by)
    return have_in_mind(find(brand, move.draft), at, by, move.versions, move.whole)
