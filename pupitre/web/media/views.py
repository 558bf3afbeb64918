"""Pictures: bring some in, list those that are kept, show one."""

from __future__ import annotations

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods, require_safe

from pupitre.media import far as others
from pupitre.media import shelf
from pupitre.web.frame.access import desk
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.media import bringing
from pupitre.web.media.serving import absent, served

DAY = 86_400
"""seconds"""


@require_http_methods(["GET", "POST"])
@desk("write")
def pictures(request: DeskRequest) -> HttpResponse:
    """GET: a page of the library, newest first (?before=id). POST: files under "file", one answer each."""
    if request.method == "GET":
        before = request.GET.get("before", "")
        kept = shelf.newest(request.brand, int(before) if before.isdecimal() and len(before) < 18 else None)
        return JsonResponse({"pictures": [bringing.shown(request.brand, asset) for asset in kept]})
    if bringing.announced_too_heavy(request):
        return JsonResponse({"pictures": [bringing.too_heavy()]}, status=413)
    brought = bringing.bring_all(request)
    return JsonResponse({"pictures": brought}, status=422 if any("refused" in one for one in brought) else 201)


@require_safe
@desk("see")
def thumb(request: DeskRequest, asset: int) -> HttpResponse:
    return served(shelf.thumb, request.brand, asset, inline=True)


@require_safe
@desk("see")
def original(request: DeskRequest, asset: int) -> HttpResponse:
    return served(shelf.original, request.brand, asset)


@require_safe
@desk("see")
def rendition(request: DeskRequest, asset: int, rendition: int) -> HttpResponse:
    return served(shelf.rendition, request.brand, asset, rendition)


@require_safe
@desk("see")
def far(request: DeskRequest, word: str) -> HttpResponse:
    """A picture of somebody else's, from our own copy; a plain shape until there is one."""
    try:
        kept = others.find(request.brand, word)
    except others.NotOurs as error:
        raise Http404 from error
    return served(lambda: kept, inline=True, seconds=DAY) if kept else absent()
