"""How long each answer took. Outermost, so that everything counts."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from pupitre.web.pulse.measuring import DURATIONS

METHODS = {"GET", "HEAD", "POST"}


class Durations:
    """A stream counts until it begins: it may last for hours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        method = request.method if request.method in METHODS else "other"
        DURATIONS.labels(method, f"{response.status_code // 100}xx").observe(time.perf_counter() - began)
        return response
