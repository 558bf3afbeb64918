"""A channel, or a whole server, that fails again and again is left alone for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import F
from django.db.models.functions import Now

from pupitre.channels.models import Channel, Host
from pupitre.ground import clock
from pupitre.journal.models import write

TRIPS_AFTER = 5
"""failures in a row"""
HOST_TRIPS_AFTER = 12
WAITS = (15, 30, 60, 120, 300)
"""seconds; longer each time it trips again"""


def failure(channel: Channel, code: str, params: dict[str, Any], raw: str) -> None:
    """Count one more failure; past the limit, the queue moves."""
    words = {"error_code": code, "error_params": params, "error_raw": raw[:500], "error_at": Now()}
    Channel.objects.filter(pk=channel.pk).update(failures=F("failures") + 1, **words)
    Host.objects.bulk_create([Host(server=channel.server)], ignore_conflicts=True)
    Host.objects.filter(server=channel.server).update(failures=F("failures") + 1)
    Channel.objects.filter(pk=channel.pk, failures__gte=TRIPS_AFTER).update(
        not_before=Now() + _wait(channel.failures, TRIPS_AFTER)
    )
    tripped = Host.objects.filter(server=channel.server, failures__gte=HOST_TRIPS_AFTER).first()
    if tripped:
        Host.objects.filter(pk=tripped.pk).update(not_before=Now() + _wait(tripped.failures, HOST_TRIPS_AFTER))


def success(channel: Channel) -> None:
    """It works again: nothing waits any longer."""
    if channel.failures or channel.error_code:
        Channel.objects.filter(pk=channel.pk).update(failures=0, error_code="", error_raw="", error_params={})
    Host.objects.filter(server=channel.server, failures__gt=0).update(failures=0, not_before=None)


def disconnected(channel: Channel, code: str, params: dict[str, Any], raw: str) -> None:
    """The network accepts this connection no more: the channel waits for a person, the batch waits with it."""
    words = {"error_code": code, "error_params": params, "error_raw": raw[:500], "error_at": Now()}
    if Channel.objects.filter(pk=channel.pk, state=Channel.READY).update(state=Channel.RECONNECT, **words):
        write(channel.brand_id, "channel.disconnected", ("channel", channel.pk), code=code, params=params)


def _wait(failures: int, limit: int) -> timedelta:
    return clock.span(WAITS[min(max(failures - limit, 0), len(WAITS) - 1)])
