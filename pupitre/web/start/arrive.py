"""Sitting down: the session that begins when somebody signs in, and what is asked before it."""

from __future__ import annotations

import time

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from pupitre.brands import second_step
from pupitre.brands.devices import recognise
from pupitre.brands.models import Member, Session
from pupitre.web.frame.address import device_cookie, device_of

BACKEND = "django.contrib.auth.backends.ModelBackend"

WAITS = "waits_for_second_step"
LASTS = 600
"""seconds between the password and the second step"""


def let_in(request: HttpRequest, member: Member, onward: str) -> HttpResponse:
    """The member has shown who they are: to `onward`, or first to the second step when they have one."""
    if not second_step.is_on(member):
        sit_down(request, member)
        return redirect(onward)
    _leave_session(request)
    request.session[WAITS] = {
        "member": member.pk,
        "password": member.get_session_auth_hash(),
        "until": time.time() + LASTS,
        "onward": onward,
    }
    request.session.set_expiry(LASTS)
    return redirect("sign-in-second")


def waiting_for(request: HttpRequest) -> tuple[Member, str] | None:
    """Who has given the password here and not yet the second step, and where they go then; None when too long ago."""
    kept = request.session.get(WAITS)
    if not kept or kept["until"] < time.time():
        return None
    member = Member.objects.filter(pk=kept["member"], is_active=True).first()
    if member is None or member.get_session_auth_hash() != kept["password"]:
        return None
    return member, kept["onward"]


def sit_down(request: HttpRequest, member: Member) -> None:
    """A session of the member's own under a new key; whatever stood in the old one is gone."""
    _leave_session(request)
    request.session.begun_at = None  # type: ignore[attr-defined]
    request.session["device"] = device_of(request)
    login(request, member, backend=BACKEND)
    session = Session.objects.get(pk=request.session.session_key)
    request.device_token = recognise(member, request.COOKIES.get(device_cookie(), ""), session)  # type: ignore[attr-defined]


def _leave_session(request: HttpRequest) -> None:
    if request.user.is_authenticated:
        logout(request)
    else:
        request.session.flush()
