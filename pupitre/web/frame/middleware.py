"""Around every request: safe headers, the member's language and zone, what the desk has to say."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from pupitre.brands.devices import REMEMBERED
from pupitre.ground.environment import environment
from pupitre.web.frame.address import device_cookie
from pupitre.web.frame.errors import wrong_method

Next = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "frame-src 'self'",  # and of our own answers only a pane lets itself be framed (frame-ancestors)
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()",
}


class SafeHeaders:
    """Headers that every answer carries, errors included; a view may set a stricter one of its own."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        if response.get("Content-Type", "").startswith("text/html"):
            response.setdefault("Cache-Control", "private, no-store")  # a page holds what only its reader may see
        return response


class MemberLanguage:
    """The member's own language and time zone; without a member what the browser asks for."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        member = request.user if request.user.is_authenticated else None
        language = member.language if member else translation.get_language_from_request(request)
        with translation.override(language), timezone.override(member.zone if member else None):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            if response.status_code == 405 and request.method == "GET":
                response = wrong_method(request)
            response.setdefault("Content-Language", language)
            return response


class KnownBrowsers:
    """After a sign-in the browser keeps a word by which it is known again, for as long as browsers keep one."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        token = getattr(request, "device_token", "")
        if token:
            name, lasts, public = device_cookie(), REMEMBERED, environment().public
            response.set_cookie(name, token, max_age=lasts, secure=public, httponly=True, samesite="Lax")
        return response


class Toasts:
    """What is to be said after a deed travels in a header; the page's own script shows it.

    A page that only refreshes itself takes no words: they may wait for the next page, and it may be going away.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_deed = request.headers.get("HX-Request") == "true" and request.method != "GET"
        moves_on = (
            response.has_header("HX-Redirect") or response.has_header("HX-Refresh") or 300 <= response.status_code < 400
        )
        if is_deed and not moves_on:
            said = [{"text": str(message), "level": message.level_tag} for message in get_messages(request)]
            if said:
                response["HX-Trigger"] = _with_toasts(response.get("HX-Trigger", ""), said)
        return response


def _with_toasts(header: str, said: list[dict[str, str]]) -> str:
    """The header with the toasts added to whatever a view has put there."""
    events = (
        json.loads(header)
        if header.startswith("{")
        else {name.strip(): "" for name in header.split(",") if name.strip()}
    )
    return json.dumps({**events, "toasts": said})
