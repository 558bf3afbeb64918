"""Objections and odd times as sentences, in the reader's language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_timezone_location, get_timezone_name
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pupitre.media import messages as of_media
from pupitre.networks.words import Objection
from pupitre.publishing import messages as of_publishing
from pupitre.publishing import wall
from pupitre.publishing.slots.free import sharing
from pupitre.web.frame.moments import locale, number, when
from pupitre.web.frame.sentences import sentence
from pupitre.web.frame.typography import typeset


def say(network: str, objection: Objection) -> str:
    """The objection's sentence; `network` is the key of the card that objects."""
    return said(objection.code, objection.params, network)


def said(code: str, params: Mapping[str, Any], network: str = "") -> str:
    """A code of publishing, of media, or of a network."""
    words = of_publishing.SENTENCES.get(code) or of_media.SENTENCES.get(code)
    if words is None:
        return sentence(network, code, params)
    filled = {key: _filled(value) for key, value in params.items()}
    return typeset(str(words) % filled, get_language() or "en")


def shared(deliveries: Collection[int]) -> str:
    """Where another post leaves in the same minute as these deliveries; each sentence begins with a space."""
    return "".join(" " + said("at_once", {"channel": name}) for name in sharing(deliveries))


def _filled(value: Any) -> Any:
    """Numbers, days and moments as the reader writes them."""
    if isinstance(value, datetime):
        return when(value)
    if type(value) is date:
        return format_date(value, "d MMMM y", locale=locale())
    return number(value) if type(value) is int else value


def odd(error: ValueError, zone: ZoneInfo) -> tuple[str, list[tuple[str, str]]]:
    """A time that can't be told: its sentence, and the choices as (label, what wall.read understands)."""
    if isinstance(error, wall.Twice):
        choices = [
            (_("the first, %(offset)s") % {"offset": _offset(error.first, zone)}, _exact(error.first, zone)),
            (_("the second, %(offset)s") % {"offset": _offset(error.second, zone)}, _exact(error.second, zone)),
        ]
        return said("time_twice", _where(error.wall, zone)), choices
    if isinstance(error, wall.Absent):
        around = (error.before, error.after)
        return said("time_absent", _where(error.wall, zone)), [
            (_clock(moment.astimezone(zone)), wall.write(moment, zone)) for moment in around
        ]
    return said("time_unreadable", {}), []


def place_of(zone: ZoneInfo) -> str:
    """The zone as people call it: "Paris", "Londres"."""
    return get_timezone_location(zone, locale=locale(), return_city=True)


def _where(moment: datetime, zone: ZoneInfo) -> dict[str, str]:
    return {"wall": format_datetime(moment, "EEEE d MMMM, HH:mm", locale=locale()), "zone": place_of(zone)}


def _clock(moment: datetime) -> str:
    return format_datetime(moment, "HH:mm", tzinfo=moment.tzinfo, locale=locale())


def _offset(moment: datetime, zone: ZoneInfo) -> str:
    return get_timezone_name(moment.astimezone(zone), width="long", locale=locale())


def _exact(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="minutes")
