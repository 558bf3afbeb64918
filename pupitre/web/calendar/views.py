"""The calendar: month, week and day, and moving what stands in it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import reswap, retarget, trigger_client_event

from pupitre.publishing.models import Post
from pupitre.web.calendar.move import Moved, asked_for, carry_out
from pupitre.web.calendar.sheet import sheet
from pupitre.web.frame.access import desk
from pupitre.web.frame.requests import DeskRequest


@desk("see")
@require_GET
def calendar(request: DeskRequest) -> HttpResponse:
    """The whole page, or with htmx its days alone."""
    return _sheet(request, "calendar/_sheet.html" if request.htmx else "calendar/calendar.html")


@desk("plan")
@require_POST
def moves(request: DeskRequest) -> HttpResponse:
    """Another time for a tile; the days again, with how to take it back."""
    try:
        asked = asked_for(request.POST)
        with timezone.override(request.brand.zone):
            moved = carry_out(asked, request.brand, request.user)
    except Post.DoesNotExist as error:
        raise Http404 from error
    except ValueError as error:
        raise BadRequest from error
    if moved.at is None and asked.dropped:
        messages.error(request, moved.words)
    return _in_dialog(request, moved) if moved.at is None and not asked.dropped else _after(request, moved)


def _after(request: DeskRequest, moved: Moved) -> HttpResponse:
    response = _sheet(request, "calendar/_sheet.html")
    return response if moved.at is None else trigger_client_event(response, "calendar:moved", {"words": moved.words})


def _in_dialog(request: DeskRequest, moved: Moved) -> HttpResponse:
    """Why it stays, said where it was asked; on nights when the clocks change, which of two is meant."""
    response = render(request, "calendar/_choice.html", {"moved": moved})
    return reswap(retarget(response, "#move-choice"), "innerHTML")


def _sheet(request: DeskRequest, template: str) -> HttpResponse:
    hold = request.brand.hold_now()
    with timezone.override(request.brand.zone):
        return render(request, template, {"sheet": sheet(request.brand, request.GET, hold), "hold": hold})
