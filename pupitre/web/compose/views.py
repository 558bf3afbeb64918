"""Compose: one text, a version per channel, planned once."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_http_methods, require_POST, require_safe

from pupitre.publishing import compose
from pupitre.publishing.models import Post
from pupitre.web.compose import keeping, knowing, page, planning, previewing, reading
from pupitre.web.compose.reading import Sheet, Unreadable
from pupitre.web.frame.access import desk
from pupitre.web.frame.requests import DeskRequest


@require_http_methods(["GET", "HEAD", "POST"])
@desk("write")
def fresh(request: DeskRequest) -> HttpResponse:
    """GET: an empty page, and nothing is written. POST: the first words make a draft."""
    if request.method == "POST":
        sheet = _sheet(request)
        return keeping.begin(request, sheet) if sheet else _unreadable()
    with timezone.override(request.brand.zone):
        return render(request, "compose/compose.html", page.fresh(request))


@require_http_methods(["GET", "HEAD", "POST"])
@desk("write")
def draft(request: DeskRequest, post: int) -> HttpResponse:
    """GET: the draft as it is kept. POST: save it."""
    found = _post(request, post)
    if request.method == "POST":
        sheet = _sheet(request)
        return keeping.keep(request, found, sheet) if sheet else _unreadable()
    if found.removed_at:
        return render(request, "compose/discarded.html", {"post": found})
    with timezone.override(request.brand.zone):
        return render(request, "compose/compose.html", page.of(request, found))


@require_POST
@desk("write")
def look(request: DeskRequest, post: int | None = None) -> HttpResponse:
    """Counts, objections and previews of what the page holds. Saves nothing."""
    found = _post(request, post) if post else Post(brand=request.brand)
    sheet = _sheet(request)
    if sheet is None:
        return _unreadable()
    with timezone.override(request.brand.zone):
        return render(request, "compose/look.html", previewing.look_at(request, found, sheet))


@require_POST
@desk("plan")
def plan(request: DeskRequest, post: int) -> HttpResponse:
    sheet = _sheet(request)
    found = _post(request, post)
    with timezone.override(request.brand.zone):
        return planning.plan(request, found, sheet) if sheet else _unreadable()


@require_POST
@desk("plan")
def renew(request: DeskRequest, post: int) -> HttpResponse:
    with timezone.override(request.brand.zone):
        return planning.renew(request, _post(request, post))


@require_POST
@desk("write")
def card(request: DeskRequest) -> HttpResponse:
    return previewing.card(request)


@require_POST
@desk("write")
def parts(request: DeskRequest) -> HttpResponse:
    return previewing.parts(request)


@require_POST
@desk("write")
def mend(request: DeskRequest) -> HttpResponse:
    return previewing.mended(request)


@require_safe
@desk("write")
@conditional_page
def vocabulary(request: DeskRequest) -> HttpResponse:
    """What is completed from; 304 while the browser has it already."""
    return JsonResponse(knowing.known(request.brand), headers={"Cache-Control": "private, no-cache"})


@require_safe
@desk("write")
def history(request: DeskRequest, post: int) -> HttpResponse:
    return render(request, "compose/history.html", previewing.history(request, _post(request, post), None))


@require_http_methods(["GET", "HEAD", "POST"])
@desk("write")
def revision(request: DeskRequest, post: int, number: int) -> HttpResponse:
    """GET: one revision beside another. POST: bring its words back."""
    found = _post(request, post)
    try:
        if request.method != "POST":
            return render(request, "compose/history.html", previewing.history(request, found, number))
        compose.restore(found, number, request.user)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    said = _("Version %(number)d is back. What it replaced stays in the history.")
    messages.success(request, said % {"number": number})
    return redirect("draft", request.brand.slug, found.pk)


@require_POST
@desk("write")
def copy(request: DeskRequest, post: int) -> HttpResponse:
    twin = compose.copy(_post(request, post), request.user)
    messages.success(request, _("Here is another one like it: the same words and channels, nothing planned."))
    return redirect("draft", request.brand.slug, twin.pk)


@require_POST
@desk("write")
def discard(request: DeskRequest, post: int) -> HttpResponse:
    found = _post(request, post)
    if not compose.discard(found, request.user):
        said = _("Something of it is planned or out: take that off the plan first. Nothing was thrown away.")
        messages.warning(request, said)
    return redirect("draft", request.brand.slug, found.pk)


@require_POST
@desk("write")
def bring_back(request: DeskRequest, post: int) -> HttpResponse:
    found = _post(request, post)
    compose.bring_back(found, request.user)
    return redirect("draft", request.brand.slug, found.pk)


def _post(request: DeskRequest, post_id: int) -> Post:
    """A post of this brand; 404 for any other."""
    try:
        return compose.find(request.brand, post_id)
    except Post.DoesNotExist as error:
        raise Http404 from error


def _sheet(request: DeskRequest) -> Sheet | None:
    try:
        return reading.read(request.body, request.brand.zone)
    except Unreadable:
        return None


def _unreadable() -> HttpResponse:
    return JsonResponse({"refused": _("This is not what the page of the desk sends. Nothing was changed.")}, status=400)
