"""Who may enter a page: the brand of the route, the seat of the member, the right for the action."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from pupitre.brands import second_step
from pupitre.brands.account import come_to
from pupitre.brands.glance import glance
from pupitre.brands.models import Brand, Membership
from pupitre.brands.seats import seat_in

View = Callable[..., Any]


def desk(action: str, before_second_step: bool = False) -> Callable[[View], View]:
    """A page of one brand. Sets request.brand and request.seat.

    To sign-in without a member, 404 without a seat, 403 without the right; where the brand asks everybody for a
    second step, to its page until there is one (`before_second_step`: the pages one needs for that). The view
    never sees the brand's name.
    """

    def decorate(view: View) -> View:
        around = _async_desk if iscoroutinefunction(view) else _desk
        entered = around(view, action, before_second_step)
        entered.action = action  # type: ignore[attr-defined]
        return entered

    return decorate


def public(view: View) -> View:
    """A page for anybody."""
    view.action = "public"  # type: ignore[attr-defined]
    return view


def member(view: View) -> View:
    """A page for anybody who is signed in."""

    @wraps(view)
    def entered(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return view(request, **kwargs) if request.user.is_authenticated else to_sign_in(request)

    entered.action = "member"  # type: ignore[attr-defined]
    return entered


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back here afterwards; a fragment takes the whole page there."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(reverse("sign-in"))
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")


def _to_second_step(request: HttpRequest, brand: Brand) -> HttpResponse:
    page = reverse("second-step", args=[brand.slug])
    return HttpResponseClientRedirect(page) if getattr(request, "htmx", False) else redirect(page)


def _desk(view: View, action: str, before_second_step: bool) -> View:
    @wraps(view)
    def entered(request: HttpRequest, brand: str, **kwargs: Any) -> HttpResponse:
        refused = _enter(request, brand, action, before_second_step)
        if refused:
            return refused
        if _is_page(request):
            request.figures = glance(request.seat)  # type: ignore[attr-defined]
        return view(request, **kwargs)

    return entered


def _is_page(request: HttpRequest) -> bool:
    """A whole page is asked for. What it has heard of so far is read before what it shows: the other way round,

    what happened between the two would be neither on the page nor sent to it.
    """
    return request.method == "GET" and not request.htmx and "text/html" in request.headers.get("Accept", "")  # type: ignore[attr-defined]


def _async_desk(view: View, action: str, before_second_step: bool) -> View:
    @wraps(view)
    async def entered(request: HttpRequest, brand: str, **kwargs: Any) -> HttpResponse:
        refused = await sync_to_async(_enter_and_release)(request, brand, action, before_second_step)
        return refused or await view(request, **kwargs)

    return entered


def _enter_and_release(request: HttpRequest, brand: str, action: str, before: bool) -> HttpResponse | None:
    """A stream lives for hours: the connection goes back to the pool before it begins."""
    refused = _enter(request, brand, action, before)
    if not connection.in_atomic_block:
        connection.close()
    return refused


def _enter(request: HttpRequest, brand: str, action: str, before_second_step: bool) -> HttpResponse | None:
    """None when the member may enter; else the answer to give instead."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    seat: Membership | None = seat_in(brand, request.user)
    if seat is None:
        raise Http404
    request.brand, request.seat = seat.brand, seat  # type: ignore[attr-defined]
    come_to(seat.member, seat.brand)
    if seat.brand.asks_second_step and not before_second_step and not second_step.is_on(seat.member):
        return _to_second_step(request, seat.brand)
    return None if seat.may(action) else render(request, "frame/forbidden.html", {"action": action}, status=403)
