"""The board as its page shows it, and what is said after a deed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from pupitre.brands.models import Brand
from pupitre.media.models import Asset
from pupitre.publishing import ideas
from pupitre.publishing.models import Idea
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.frame.search import LONGEST
from pupitre.web.ideas.reading import id_in

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

COLUMNS: dict[str, StrPromise] = {Idea.IDEA: _("Idea"), Idea.DRAFTING: _("Drafting"), Idea.READY: _("Ready")}
SHELVES = {"away": ideas.put_away_ones, "out": ideas.gone_out}
THUMBS = 3
"""pictures shown on a card; of more, how many"""


@dataclass(frozen=True, slots=True)
class Row:
    idea: Idea
    pictures: Sequence[Asset]

    @property
    def rest(self) -> str:
        """What the note says after its headline."""
        lines = self.idea.text.strip().splitlines()
        return "\n".join(lines if lines and len(lines[0]) > len(self.idea.headline) else lines[1:]).strip()

    @property
    def thumbs(self) -> Sequence[Asset]:
        return self.pictures[:THUMBS]

    @property
    def more(self) -> int:
        return len(self.pictures) - THUMBS if len(self.pictures) > THUMBS else 0

    @property
    def post_alive(self) -> bool:
        return self.idea.post is not None and self.idea.post.removed_at is None


@dataclass(frozen=True, slots=True)
class Column:
    stage: str
    name: Any
    rows: list[Row] = field(default_factory=list)


def shown(request: DeskRequest) -> dict[str, Any]:
    """The board, or one of the shelves beside it (?shown=away, ?shown=out), narrowed by the words of ?q=."""
    asked = request.POST if request.method == "POST" else request.GET
    question = " ".join(asked.get("q", "").replace("\0", " ").split())[:LONGEST]
    shelf = asked.get("shown", "") if asked.get("shown", "") in SHELVES else ""
    found = (SHELVES[shelf] if shelf else ideas.board)(request.brand, question)
    return {
        "question": question,
        "shelf": shelf,
        "columns": [] if shelf else _columns(request.brand, found),
        "rows": _rows(request.brand, found) if shelf else [],
        "count": len(found),
        "stages": COLUMNS,
        "gone": _gone(request),
    }


def after(request: DeskRequest, words: str = "", gone: Idea | None = None, fresh: Idea | None = None) -> HttpResponse:
    """The board again, with what was done: for htmx in its place, else by another look at the page."""
    if not request.htmx:
        if words:
            messages.success(request, words)
        back = redirect("ideas", request.brand.slug)
        back["Location"] += f"?just={gone.pk}" if gone else f"#idea-{fresh.pk}" if fresh else ""
        return back
    said: Mapping[str, Any] = {"after": True, "words": words, "gone": gone, "fresh": fresh}
    return render(request, "ideas/_board.html", {**shown(request), **said})


def _columns(brand: Brand, found: Sequence[Idea]) -> list[Column]:
    columns = {stage: Column(stage, name) for stage, name in COLUMNS.items()}
    for row in _rows(brand, found):
        columns[row.idea.stands].rows.append(row)
    return list(columns.values())


def _rows(brand: Brand, found: Sequence[Idea]) -> list[Row]:
    known = ideas.pictures_of(brand, found)
    return [Row(idea, [known[pk] for pk in idea.pictures if pk in known]) for idea in found]


def _gone(request: DeskRequest) -> Idea | None:
    """The idea that was put away just now, as long as it is."""
    try:
        just = ideas.find(request.brand, id_in(request.GET.get("just", "")))
    except Idea.DoesNotExist:
        return None
    return just if just.put_away_at else None
