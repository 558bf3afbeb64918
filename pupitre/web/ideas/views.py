"""Ideas: the board, noting one, changing it, moving it, and making it a post."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pupitre.publishing import ideas
from pupitre.publishing.models import Idea
from pupitre.web.frame.access import desk
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.ideas import bookmark, editing, moving, noting
from pupitre.web.ideas.showing import after, shown


@require_safe
@desk("see")
def board(request: DeskRequest) -> HttpResponse:
    """The whole page, or with htmx its columns alone."""
    return render(request, "ideas/_board.html" if request.htmx else "ideas/ideas.html", shown(request))


@require_http_methods(["GET", "HEAD", "POST"])
@desk("write")
def new(request: DeskRequest) -> HttpResponse:
    """GET: a page for one idea, filled with what ?url=&title=&text=&source= hand over. POST: note it."""
    return noting.note(request) if request.method == "POST" else noting.asked(request)


@require_safe
@desk("write")
def bookmarklet(request: DeskRequest) -> HttpResponse:
    return render(request, "ideas/bookmarklet.html", {"bookmarklet": bookmark.of(request)})


@require_http_methods(["GET", "HEAD", "POST"])
@desk("write")
def idea(request: DeskRequest, idea: int) -> HttpResponse:
    """GET: what it says, to be changed. POST: save it."""
    found = _idea(request, idea)
    return editing.save(request, found) if request.method == "POST" else editing.show(request, found)


@require_POST
@desk("write")
def place(request: DeskRequest, idea: int) -> HttpResponse:
    """`to`: a stage, "up" or "down"; `before`: the idea it stands above then."""
    try:
        return after(request, moving.carry_out(request, _idea(request, idea)))
    except ValueError as error:
        raise BadRequest from error


@require_POST
@desk("write")
def put_away(request: DeskRequest, idea: int) -> HttpResponse:
    found = _idea(request, idea)
    ideas.put_away(found, request.user)
    return after(request, gone=found)


@require_POST
@desk("write")
def bring_back(request: DeskRequest, idea: int) -> HttpResponse:
    found = _idea(request, idea)
    ideas.bring_back(found, request.user)
    return after(request, noting.words_for("back", found))


@require_POST
@desk("write")
def become_post(request: DeskRequest, idea: int) -> HttpResponse:
    """The draft that it becomes, opened in Compose."""
    post = ideas.become_post(_idea(request, idea), request.user)
    return redirect("draft", request.brand.slug, post.pk)


def _idea(request: DeskRequest, idea_id: int) -> Idea:
    """An idea of this brand; 404 for any other."""
    try:
        return ideas.find(request.brand, idea_id)
    except Idea.DoesNotExist as error:
        raise Http404 from error
