"""Errors in words. None of these pages needs the database: it may be what broke."""

from __future__ import annotations

import logging
import secrets

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.csrf import requires_csrf_token

logger = logging.getLogger("pupitre.failure")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, SessionInterrupted):  # ended elsewhere while this page was asked for
        return redirect("sign-in")
    return _page(request, "bad_request", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "denied", 403)


def wrong_method(request: HttpRequest) -> HttpResponse:
    """An address that only takes forms, opened as a page: after a reload, or from a history."""
    return _page(request, "wrong_method", 405)


@requires_csrf_token
def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from our own pages, or from one that was open for too long."""
    return _page(request, "forged", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "not_found", 404)


def broken(request: HttpRequest) -> HttpResponse:
    """A bug: the page shows a number under which the log tells it, and nothing else."""
    number = secrets.token_hex(4)
    request.failure = number  # type: ignore[attr-defined]  # the log says it once (ground/logs)
    match = getattr(request, "resolver_match", None)
    logger.error(
        "failure %s in %s %s",
        number,
        request.method,
        match.route if match else "?",
        exc_info=True,
        extra={"failure": number},
    )
    return _page(request, "broken", 500, number=number)


def _page(request: HttpRequest, name: str, status: int, **said: str) -> HttpResponse:
    with translation.override(_language(request)):
        page = render_to_string(
            f"frame/errors/{name}.html", {"language": translation.get_language(), "theme": "", **said}
        )
    return HttpResponse(page, status=status)


def _language(request: HttpRequest) -> str:
    known = getattr(request, "LANGUAGE_CODE", "") or translation.get_language_from_request(request)
    return known if known in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
