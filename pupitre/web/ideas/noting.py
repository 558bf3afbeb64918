"""Noting an idea: from the board, from the frame of any page, or from a page of its own that others open."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django_htmx.http import reswap, trigger_client_event

from pupitre.networks.words import Objection
from pupitre.publishing import ideas
from pupitre.publishing.capture import Note, captured, objections, with_its_link
from pupitre.publishing.models import Idea
from pupitre.web.compose.wording import said
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.ideas.pictures import brought, with_pictures
from pupitre.web.ideas.reading import about_in, id_in, note_in
from pupitre.web.ideas.showing import after

BOARD, FRAME = "board", "frame"
"""where a form stands, as its field "from" tells; any other is the page of its own"""


def asked(request: DeskRequest, note: Note | None = None, found: list[Objection] | None = None) -> HttpResponse:
    """The page for one idea; filled with what another page handed over, or with what was just sent and why it stays."""
    handed = {name: request.GET.get(name, "") for name in ("url", "title", "text", "source")}
    context: dict[str, Any] = {"note": note or captured(**handed), "objections": words_of(found or [])}
    context |= {"noted": _noted(request), "pictures": brought(request.brand, note.pictures if note else ())}
    return render(request, "ideas/new.html", context, status=422 if found else 200)


def note(request: DeskRequest) -> HttpResponse:
    """Keep it, or say why not: what was written stays where it was written."""
    sent = with_pictures(request, note_in(request.POST))
    found = objections(sent)
    if found:
        return _refused(request, sent, found)
    idea = ideas.jot(request.brand, request.user, with_its_link(sent), about_in(request.POST, request.brand))
    place = request.POST.get("from", "")
    if place == FRAME and request.htmx:
        messages.success(request, words_for("noted", idea))
        return trigger_client_event(reswap(HttpResponse(), "none"), "jot:noted")
    if place == BOARD:
        return trigger_client_event(after(request, words_for("noted", idea), fresh=idea), "idea:noted")
    back = redirect("ideas-new", request.brand.slug)
    back["Location"] += f"?noted={idea.pk}"
    return back


def words_for(deed: str, idea: Idea) -> str:
    """What was done, for the person who did it."""
    words = {
        "noted": _("Noted: “%(idea)s”. It waits on the board of ideas."),
        "back": _("“%(idea)s” is back where it was."),
        "saved": _("Saved: “%(idea)s”."),
    }
    return words[deed] % {"idea": idea.headline}


def words_of(found: list[Objection]) -> list[str]:
    return [said(each.code, each.params) for each in found]


def _refused(request: DeskRequest, sent: Note, found: list[Objection]) -> HttpResponse:
    if not request.htmx:
        return asked(request, sent, found)
    for words in words_of(found):
        messages.warning(request, words)
    return reswap(HttpResponse(), "none")


def _noted(request: DeskRequest) -> Idea | None:
    try:
        return ideas.find(request.brand, id_in(request.GET.get("noted", "")))
    except Idea.DoesNotExist:
        return None
