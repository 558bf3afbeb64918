"""Sitting down: the session that begins when somebody signs in."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import HttpRequest

from pupitre.brands.models import Member
from pupitre.web.frame.address import device_of

BACKEND = "django.contrib.auth.backends.ModelBackend"


def sit_down(request: HttpRequest, member: Member) -> None:
    """A session of the member's own under a new key; whatever stood in the old one is gone."""
    if request.user.is_authenticated:
        logout(request)
    else:
        request.session.flush()
    request.session.begun_at = None  # type: ignore[attr-defined]
    request.session["device"] = device_of(request)
    login(request, member, backend=BACKEND)
