"""The next free slot of each channel, as the page's script takes it over."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pupitre.channels.models import Channel
from pupitre.publishing import compose, wall
from pupitre.publishing.slots.free import next_free as first_free
from pupitre.web.compose.reading import known_ids
from pupitre.web.frame.access import desk
from pupitre.web.frame.moments import when
from pupitre.web.frame.requests import DeskRequest


@require_POST
@desk("write")
def next_free(request: DeskRequest) -> HttpResponse:
    """{"at", "times", "said"}: the post's time, those of channels that have another, and the sentence for it."""
    asked, post = known_ids(request.body)
    channels = [channel for channel in compose.channels_of(request.brand) if channel.pk in asked]
    found = first_free(request.brand, [channel.pk for channel in channels], post)
    at = _usual(found)
    zone = request.brand.zone
    times = {str(channel): wall.write(each, zone) for channel, each in found.items() if each != at}
    with timezone.override(zone):
        said = _sentence(channels, found, at)
    return JsonResponse({"at": wall.write(at, zone), "times": times, "said": said})


def _usual(found: dict[int, datetime]) -> datetime | None:
    """The time that most channels share, the earliest of several."""
    counted = Counter(found.values())
    return min(counted, key=lambda at: (-counted[at], at), default=None)


def _sentence(channels: list[Channel], found: dict[int, datetime], at: datetime | None) -> str:
    if at is None:
        return _("None of these channels has a free slot. Slots are set from the calendar.")
    without = ", ".join(channel.name for channel in channels if channel.pk not in found)
    if len(set(found.values())) == 1:
        said = _("Next free slot: %(at)s.") % {"at": when(at)}
    else:
        each = ((channel.name, found[channel.pk]) for channel in channels if channel.pk in found)
        said = _("Next free slots: %(slots)s.") % {"slots": ", ".join(f"{name} {when(time)}" for name, time in each)}
    if without:
        said += " " + _("No slot of its own: %(channels)s leaves with the post.") % {"channels": without}
    return said
