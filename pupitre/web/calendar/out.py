"""The calendar leaves the desk: as a table of what is shown, and as a feed that calendar programs read."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET, require_safe

from pupitre.ground import cells
from pupitre.publishing import calendar as publishing
from pupitre.publishing.dates.change import address_of
from pupitre.web.calendar import tabled
from pupitre.web.calendar.ical import written
from pupitre.web.calendar.sheet import sheet
from pupitre.web.frame.access import desk, public
from pupitre.web.frame.requests import DeskRequest

BEFORE, AFTER = timedelta(days=60), timedelta(days=366)
"""what the feed tells of, around today"""
FRESH = 900
"""seconds for which a program need not ask again"""


@desk("see")
@require_GET
def table(request: DeskRequest) -> HttpResponse:
    """CSV of the span and the filters that the page shows; times are the brand's."""
    shown = sheet(request.brand, request.GET, request.brand.hold_now(), whole=True)
    response = HttpResponse("\ufeff" + cells.rows(tabled.rows(shown)), content_type="text/csv; charset=utf-8")
    name = f"calendar-{request.brand.slug}-{shown.span.start}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@public
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The posts of a brand as iCalendar (RFC 5545), in its member's language."""
    address = address_of(token)
    if address is None:
        raise Http404
    brand, today = address.brand, timezone.now().astimezone(address.brand.zone).date()
    channels = publishing.channels_of(brand)
    days = publishing.days(brand, today - BEFORE, today + AFTER, channels, hold=brand.hold_now())
    with translation.override(address.member.language):
        body = written(brand, [tile for day in days for tile in day.tiles])
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    response["Cache-Control"] = f"private, max-age={FRESH}"
    response["Referrer-Policy"] = "no-referrer"
    return get_conditional_response(request, etag=etag, response=response) or response
