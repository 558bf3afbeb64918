"""Pictures: the library, one picture and what is known of it, bringing some in, showing their files."""

from __future__ import annotations

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pupitre.media import far as others
from pupitre.media import library as kept
from pupitre.media import shelf
from pupitre.media.models import Asset
from pupitre.web.frame.access import desk
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.media import bringing, changing, looking
from pupitre.web.media.serving import absent, served

DAY = 86_400
"""seconds"""


@require_safe
@desk("see")
def library(request: DeskRequest) -> HttpResponse:
    """The whole page; with htmx a page of the shelf alone."""
    if request.htmx:
        return render(request, "library/_shelf.html", looking.shelf(request))
    return render(request, "library/library.html", looking.page(request))


@require_POST
@desk("write")
def filing(request: DeskRequest) -> HttpResponse:
    return changing.file_under(request)


@require_safe
@desk("see")
def asset(request: DeskRequest, asset: int) -> HttpResponse:
    return changing.show(request, _asset(request, asset))


@require_POST
@desk("write")
def particulars(request: DeskRequest, asset: int) -> HttpResponse:
    return changing.save(request, _asset(request, asset))


@require_POST
@desk("write")
def put_away(request: DeskRequest, asset: int) -> HttpResponse:
    return changing.moved(request, _asset(request, asset), away=True)


@require_POST
@desk("write")
def bring_back(request: DeskRequest, asset: int) -> HttpResponse:
    return changing.moved(request, _asset(request, asset), away=False)


@require_http_methods(["GET", "POST"])
@desk("write")
def pictures(request: DeskRequest) -> HttpResponse:
    """GET: a page of the library (?q= &folder= &after=id). POST: files under "file", one answer each."""
    if request.method == "GET":
        found = kept.find(request.brand, looking.wish_in(request.GET))
        told = [bringing.shown(request.brand, asset) for asset in found.assets]
        return JsonResponse({"pictures": told, "next": found.next})
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
def sketch(request: DeskRequest, asset: int) -> HttpResponse:
    """A small picture of what ?recipe= makes of it; see media/recipe.py."""
    return served(looking.sketch, _asset(request, asset), request.GET.get("recipe", ""), inline=True, seconds=DAY)


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


def _asset(request: DeskRequest, asset_id: int) -> Asset:
    """A picture of this brand, put away or not; 404 for any other."""
    try:
        return kept.one(request.brand, asset_id)
    except Asset.DoesNotExist as error:
        raise Http404 from error
