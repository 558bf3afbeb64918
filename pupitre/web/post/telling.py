"""Lines of a story and standings as sentences: codes filled with names and times, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.dates import format_time
from babel.lists import format_list
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pupitre.brands.models import Brand
from pupitre.channels.models import Channel
from pupitre.publishing.messages import STANDING, STORY
from pupitre.publishing.standing import Standing
from pupitre.publishing.story import Line, Reason
from pupitre.web.frame.moments import locale, number, when
from pupitre.web.frame.sentences import sentence
from pupitre.web.frame.typography import typeset

SHOWN = 4
"""looks in a row whose times are all named; of more, the first and the last ones"""


@dataclass(frozen=True, slots=True)
class Told:
    """A line as it is read. `raw`: the network's own words."""

    at: datetime
    words: str
    why: str = ""
    raw: str = ""
    tone: str = ""
    part: int = 0


def tell(line: Line, channel: Channel) -> Told:
    """One line of the story. In the current time zone."""
    params = {**line.params, "time": line.at, "times": line.times}
    code = "by_hand" if line.code == "accepted" and channel.card.by_hand else line.code
    words = _filled(str(STORY[code]), params, channel)
    why, raw = because(line.reason, channel)
    return Told(line.at, words, why, raw, line.tone, line.part)


def stands(standing: Standing, channel: Channel) -> str:
    """Where it stands, in one or two sentences."""
    return _filled(str(STANDING[standing.code]), standing.params, channel)


def because(reason: Reason | None, channel: Channel) -> tuple[str, str]:
    """Why, as a sentence; and the network's own words, when they say more."""
    if reason is None:
        return "", ""
    return sentence(channel.network, reason.code, reason.params), reason.raw


def moment(at: datetime, brand: Brand) -> str:
    """An instant as the brand's calendar calls it."""
    with timezone.override(brand.zone):
        return when(at)


def _filled(words: str, params: Mapping[str, Any], channel: Channel) -> str:
    said = {name: _said(name, value) for name, value in params.items()}
    said |= {"network": channel.card.name, "channel": channel.name}
    if "who" in said and not said["who"]:
        said["who"] = _("the desk")
    whole = words % said
    return typeset(whole[:1].upper() + whole[1:], get_language() or "en")


def _said(name: str, value: Any) -> str:
    if name == "times":
        return _times(value)
    if isinstance(value, datetime):
        return _clock(value) if name in {"time", "until"} and _is_near(value) else when(value)
    return number(value) if type(value) is int else str(value or "")


def _times(instants: Sequence[datetime]) -> str:
    named = list(instants) if len(instants) <= SHOWN else [instants[0], *instants[-2:]]
    clocks = [_clock(at) for at in named]
    if len(instants) > SHOWN:
        clocks.insert(1, "…")
    return format_list(clocks, locale=locale()) if len(clocks) > 1 else "".join(clocks)


def _clock(at: datetime) -> str:
    """09:00:06"""
    return format_time(at.astimezone(timezone.get_current_timezone()), "HH:mm:ss", locale=locale())


def _is_near(at: datetime) -> bool:
    """A clock says enough: it is about now, or the line stands under its day."""
    return abs((at - timezone.now()).total_seconds()) < 12 * 3600 or at < timezone.now()
