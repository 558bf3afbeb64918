"""Signing in with a passkey: alone, or as the second step after the password."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pupitre.brands import passkeys
from pupitre.brands.models import Member
from pupitre.web.frame.access import public
from pupitre.web.frame.passkeys import ask, asked, place_of
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.frame.views import back_to
from pupitre.web.start.arrive import sit_down, waiting_for

ALONE, SECOND = "sign-in", "second"


@public
@require_POST
def question(request: DeskRequest) -> HttpResponse:
    """For the browser to hand to a device: of anybody, or of whoever has given the password here."""
    place = place_of(request)
    if place is None:
        raise Http404
    waiting = waiting_for(request)
    if request.POST.get("for") == SECOND and waiting:
        return ask(request, passkeys.ask_to_enter(place, waiting[0]), SECOND)
    return ask(request, passkeys.ask_to_enter(place), ALONE)


@public
@require_POST
def enter(request: DeskRequest) -> HttpResponse:
    """A passkey alone is both steps at once: the device is held, and checks who holds it."""
    member = _answered(request, ALONE, None)
    if member is None:
        return _refused(request, "sign-in")
    sit_down(request, member)
    return redirect(back_to(request))


@public
@require_POST
def second(request: DeskRequest) -> HttpResponse:
    waiting = waiting_for(request)
    if waiting is None or _answered(request, SECOND, waiting[0]) is None:
        return _refused(request, "sign-in-second")
    sit_down(request, waiting[0])
    return redirect(waiting[1])


def _answered(request: DeskRequest, purpose: str, member: Member | None) -> Member | None:
    place, question = place_of(request), asked(request, purpose)
    if place is None or question is None:
        return None
    try:
        return passkeys.enter(request.POST.get("answer", ""), question.challenge, place, member)
    except passkeys.PasskeyRefused:
        return None


def _refused(request: DeskRequest, page: str) -> HttpResponse:
    messages.error(request, _("This passkey does not open this desk. Try another way in; nothing was changed."))
    return redirect(page)
