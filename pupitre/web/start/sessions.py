"""Behind the link in the letter about a new device: end that session."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from pupitre.brands.devices import end_behind, session_behind
from pupitre.web.frame.access import public
from pupitre.web.frame.requests import DeskRequest


@public
@never_cache
@require_http_methods(["GET", "POST"])
def session(request: DeskRequest, word: str) -> HttpResponse:
    """A look changes nothing; the button ends it. Nobody is signed in by it."""
    found = session_behind(word)
    if found is None:
        return render(request, "start/session_unknown.html", status=404)
    ended = request.method == "POST" and end_behind(word)
    with timezone.override(found[0].zone):
        return render(request, "start/session.html", {"who": found[0], "one": found[1], "ended": ended})
