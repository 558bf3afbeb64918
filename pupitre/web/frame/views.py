"""What the frame answers by itself: the way in, search, the look, its own live pieces."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from pupitre.brands.account import change_account, last_brand
from pupitre.brands.start import is_started
from pupitre.notices.reading import mark_read, newest
from pupitre.web.frame.access import desk, member, public
from pupitre.web.frame.notices import told
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.frame.search import search

LANGUAGE_LASTS = 60 * 60 * 24 * 365
"""seconds"""


@public
@require_GET
def home(request: DeskRequest) -> HttpResponse:
    """To the brand's Today, to the sign-in, or to the first start."""
    if request.user.is_authenticated:
        brand = last_brand(request.user)
        return redirect("front", brand.slug) if brand else render(request, "frame/no_seat.html")
    return redirect("sign-in" if is_started() else "start")


@desk("see")
@require_GET
def front(request: DeskRequest) -> HttpResponse:
    """The first page of a brand: Today."""
    return redirect("today", request.brand.slug)


@desk("see")
@require_GET
def search_page(request: DeskRequest) -> HttpResponse:
    question = request.GET.get("q", "").strip()
    found = search(request.brand, question)
    page = "frame/_found.html" if request.htmx and request.htmx.target == "found" else "frame/search.html"
    return render(request, page, {"question": question, "found": found, "count": sum(f.count for f in found)})


@desk("see")
@require_GET
def pieces(request: DeskRequest) -> HttpResponse:
    """Banners and counts as they are now, for pages that are open."""
    return render(request, "frame/_pieces.html")


@desk("see")
@require_GET
def notices(request: DeskRequest) -> HttpResponse:
    """What the member was told, as a page or inside the bell's menu."""
    found = newest(request.seat)
    page = "frame/_notices.html" if request.htmx else "frame/notices.html"
    shown = {"told": told(found, request.brand), "newest": found[0].pk if found else 0}
    return render(request, page, shown)


@desk("see")
@require_POST
def notices_read(request: DeskRequest) -> HttpResponse:
    """Seen up to here."""
    up_to = request.POST.get("up_to", "")
    mark_read(request.seat, int(up_to) if up_to.isdigit() and len(up_to) < 19 else 0)
    return render(request, "frame/_bell.html") if request.htmx else redirect("notices", request.brand.slug)


@member
@require_POST
def look(request: DeskRequest) -> HttpResponse:
    """Light, dark, or as the device says."""
    theme = request.POST.get("theme", "")
    if theme in {"", "light", "dark"}:
        change_account(request.user, theme=theme)
    return HttpResponse(status=204) if request.htmx else redirect(back_to(request))


@public
@require_POST
def language(request: DeskRequest) -> HttpResponse:
    """The language of the pages before sign-in; a member's own is in their account."""
    response = redirect(back_to(request))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=LANGUAGE_LASTS, samesite="Lax")
        if request.user.is_authenticated:
            change_account(request.user, language=chosen)
    return response


def back_to(request: DeskRequest, otherwise: str = "/") -> str:
    """Where the form said to go next, when that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours and wanted.startswith("/") else otherwise
