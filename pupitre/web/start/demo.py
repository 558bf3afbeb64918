"""Look around first: in by one button, out by another, and nothing of it stays."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pupitre.brands import demo
from pupitre.brands.start import is_started
from pupitre.web.frame.access import desk, public
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.start.arrive import sit_down


@public
@require_POST
def look_around(request: DeskRequest) -> HttpResponse:
    """A furnished demo brand: for anybody while nobody owns this desk, later for its members."""
    signed_in = request.user.is_authenticated and not request.user.is_demo
    if is_started() and not signed_in:
        raise Http404
    language = request.POST.get("language", "")
    language = language if language in dict(settings.LANGUAGES) else "en"
    brand, member = demo.open_demo(language, request.user if signed_in else None)
    if not signed_in:
        sit_down(request, member)
    return redirect("front", brand.slug)


@public
def door(request: DeskRequest, word: str) -> HttpResponse:
    """The way into a demo that was furnished from the shell: a button, since a visit alone changes nothing."""
    member = demo.behind(word)
    if member is None:
        raise Http404
    if request.method == "POST":
        sit_down(request, member)
        return redirect("front", member.memberships.get().brand.slug)
    return render(request, "start/door.html", {"member": member, "language_of_demo": member.language})


@desk("see")
@require_POST
def leave(request: DeskRequest) -> HttpResponse:
    """The demo goes away whole."""
    if not request.brand.is_demo:
        raise Http404
    made_for_it = request.user.is_demo
    demo.leave(request.brand)
    if made_for_it:
        logout(request)
    messages.success(request, _("The demo is gone, with everything in it."))
    return redirect("home")
