"""Changing what an idea says: in a dialog on the board, or on a page of its own; nobody overwrites anybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django_htmx.http import reswap, retarget, trigger_client_event

from pupitre.publishing import ideas
from pupitre.publishing.capture import Note, objections
from pupitre.publishing.models import Idea
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.ideas.noting import words_for, words_of
from pupitre.web.ideas.pictures import brought, with_pictures
from pupitre.web.ideas.reading import id_in, note_in
from pupitre.web.ideas.showing import after


def show(request: DeskRequest, idea: Idea, note: Note | None = None, **more: Any) -> HttpResponse:
    """What it says, or `note`: what somebody was about to save."""
    said = note or ideas.note_of(idea)
    context = {"idea": idea, "note": said, "pictures": brought(request.brand, said.pictures), **more}
    if not request.htmx:
        return render(request, "ideas/idea.html", context, status=409 if "theirs" in more else 422 if more else 200)
    answer = render(request, "ideas/_edit.html", {**context, "dialog": True})
    return reswap(retarget(answer, "#idea-dialog"), "innerHTML")


def save(request: DeskRequest, idea: Idea) -> HttpResponse:
    """The board again; the form again with why it was not saved, or with what somebody else wrote meanwhile."""
    sent = with_pictures(request, note_in(request.POST))
    found = objections(sent)
    if found:
        return show(request, idea, sent, objections=words_of(found), number=id_in(request.POST.get("number", "")))
    try:
        kept = ideas.change(idea, sent, request.user, id_in(request.POST.get("number", "")))
    except ideas.Overwritten as conflict:
        theirs = conflict.idea
        return show(request, theirs, sent, theirs=ideas.note_of(theirs), number=theirs.number)
    return trigger_client_event(after(request, words_for("saved", kept), fresh=kept), "idea:saved")
