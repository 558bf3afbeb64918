"""The page of slots: at which times of the week each channel likes to post."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pupitre.channels.models import Channel
from pupitre.networks.words import Objection
from pupitre.publishing import compose
from pupitre.publishing.slots import change
from pupitre.publishing.slots.models import Slot
from pupitre.web.compose.wording import place_of, say
from pupitre.web.frame.access import desk
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.frame.zones import DAYS


@dataclass(slots=True)
class Week:
    """The slots of one channel by weekday, Monday first."""

    channel: Channel
    days: list[tuple[str, list[Slot]]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(len(slots) for _name, slots in self.days)


@desk("see")
@require_safe
def page(request: DeskRequest) -> HttpResponse:
    return _page(request)


@desk("settings")
@require_POST
def add(request: DeskRequest, channel: int) -> HttpResponse:
    found = get_object_or_404(Channel.objects.alive(), pk=channel, brand=request.brand)
    days = {int(day) for day in request.POST.getlist("day") if day in "0123456" and len(day) == 1}
    wrong = change.add(found, days, _time(request.POST.get("at", "")), request.user)
    if wrong:
        return _page(request, found.pk, wrong)
    messages.success(request, _("The slots of %(channel)s are kept.") % {"channel": found.name})
    return redirect("slots", request.brand.slug)


@desk("settings")
@require_POST
def remove(request: DeskRequest, slot: int) -> HttpResponse:
    try:
        change.remove(change.find(request.brand, slot), request.user)
    except Slot.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("The slot is removed. What is planned at that time stays planned."))
    return redirect("slots", request.brand.slug)


def _page(request: DeskRequest, of: int | None = None, wrong: list[Objection] | None = None) -> HttpResponse:
    """`wrong`: why nothing was added to the channel `of`; what was chosen stays in its fields."""
    slots = change.of(request.brand)
    weeks = []
    for channel in compose.channels_of(request.brand):
        own = [slot for slot in slots if slot.channel_id == channel.pk]
        days = [(str(name), [slot for slot in own if slot.weekday == day]) for day, name in DAYS]
        weeks.append(Week(channel, days, [say("", each) for each in wrong or ()] if channel.pk == of else []))
    shown = {
        "weeks": weeks,
        "weekdays": DAYS,
        "of": of,
        "chosen": request.POST.getlist("day"),
        "at": request.POST.get("at", ""),
        "zone": place_of(request.brand.zone),
    }
    return render(request, "calendar/slots.html", shown, status=422 if wrong else 200)


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None
