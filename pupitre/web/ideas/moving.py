"""A card that somebody moves: by a drop, a button or an arrow."""

from __future__ import annotations

from django.utils.translation import gettext as _

from pupitre.publishing import ideas
from pupitre.publishing.models import Idea
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.ideas.reading import id_in
from pupitre.web.ideas.showing import COLUMNS


def carry_out(request: DeskRequest, idea: Idea) -> str:
    """What is to be said of it; empty when nothing changed. Raises ValueError for a place that is none."""
    to = request.POST.get("to", "")
    if to in {"up", "down"}:
        words = _("“%(idea)s” moved up.") if to == "up" else _("“%(idea)s” moved down.")
        return words % {"idea": idea.headline} if ideas.step(idea, request.user, to == "down") else ""
    before = id_in(request.POST["before"]) if "before" in request.POST else None
    try:
        moved = ideas.move(idea, to, request.user, before)
    except ideas.Planned:
        words = _("The post of “%(idea)s” is on the plan: the idea stays under Ready until that is taken off.")
        return words % {"idea": idea.headline}
    words = _("“%(idea)s” is now under %(column)s.")
    return words % {"idea": idea.headline, "column": COLUMNS[to]} if moved else ""
