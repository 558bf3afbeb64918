"""How a post's page answers: drawn in the brand's zone, with what was done said in a corner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django_htmx.http import reswap, retarget

from pupitre.brands.models import Brand
from pupitre.channels.models import Sending
from pupitre.networks.words import Objection
from pupitre.publishing import wall
from pupitre.publishing.chapters import book, delivery_of, sending_of
from pupitre.publishing.models import Delivery
from pupitre.web.compose.wording import odd, said
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.post.shown import Sheet, sheet


def page(request: DeskRequest, post_id: int) -> HttpResponse:
    """Raises Post.DoesNotExist."""
    hold = request.brand.hold_now()
    with timezone.override(request.brand.zone):
        shown: Sheet = sheet(book(request.brand, post_id, hold), request.seat)
        template = "post/_post.html" if request.htmx else "post/post.html"
        return render(request, template, {"sheet": shown, "hold": hold})


def done(request: DeskRequest, post_id: int, words: str) -> HttpResponse:
    """It was done: the page as it is now."""
    messages.success(request, words)
    return _back(request, post_id)


def refused(request: DeskRequest, delivery: Delivery, wrong: Sequence[Objection], asked: str = "") -> HttpResponse:
    """It was not done, and why; nothing changed. `asked`: the dialog where it was asked, and where it is said."""
    said_so = [said(objection.code, objection.params, delivery.channel.network) for objection in wrong]
    return _said(request, delivery.post_id, " ".join(said_so), [], asked)


def unclear(request: DeskRequest, delivery: Delivery, error: ValueError) -> HttpResponse:
    """A time that can't be told: asked again where it was written, with what can be meant."""
    return _said(request, delivery.post_id, *odd(error, request.brand.zone), "time")


def _said(
    request: DeskRequest, post_id: int, words: str, choices: Sequence[tuple[str, str]], asked: str
) -> HttpResponse:
    if not (asked and request.htmx):
        messages.error(request, words)
        return _back(request, post_id)
    response = render(request, "post/_choice.html", {"words": words, "choices": choices})
    return reswap(retarget(response, f"#{asked}-choice"), "innerHTML")


def read_time(request: DeskRequest) -> datetime:
    """The wall time that was written, or the exact one that was chosen of two.

    Raises ValueError (wall.Twice, wall.Absent) for what is no time.
    """
    at = wall.read(request.POST.get("exact") or request.POST.get("at", ""), request.brand.zone)
    if at is None:
        raise ValueError("no time")
    return at


def found_delivery(brand: Brand, delivery_id: int) -> Delivery:
    try:
        return delivery_of(brand, delivery_id)
    except Delivery.DoesNotExist as error:
        raise Http404 from error


def found_sending(brand: Brand, sending_id: int) -> tuple[Sending, Delivery]:
    try:
        return sending_of(brand, sending_id)
    except (Sending.DoesNotExist, Delivery.DoesNotExist) as error:
        raise Http404 from error


def _back(request: DeskRequest, post_id: int) -> HttpResponse:
    return page(request, post_id) if request.htmx else redirect("post", request.brand.slug, post_id)
