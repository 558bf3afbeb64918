"""A channel, or a whole server, that fails again and again is left alone for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce, Greatest, Now

from pupitre.channels.models import Channel, Host
from pupitre.ground import clock
from pupitre.journal.models import write

TRIPS_AFTER = 5
"""failures in a row"""
HOST_TRIPS_AFTER = 12
"""of at least two channels: the failures of one alone are its own"""
WAITS = (15, 30, 60, 120, 300)
"""seconds; longer each time it trips again"""


def failure(channel: Channel, code: str, params: dict[str, Any], raw: str) -> None:
    """Count one more failure; past the limit, the queue moves. A longer wait that stands already stays."""
    words = {"error_code": code, "error_params": params, "error_raw": raw[:500], "error_at": Now()}
    own = Channel.objects.filter(pk=channel.pk)
    own.update(failures=F("failures") + 1, **words)
    failures = own.values_list("failures", flat=True).first() or 0
    if failures >= TRIPS_AFTER:
        own.update(not_before=_later(failures - TRIPS_AFTER))
    _count_for_host(channel.server)


def success(channel: Channel) -> None:
    """It works again. A channel that had no failure when it was read is not asked."""
    if channel.failures or channel.error_code:
        broken = Channel.objects.filter(pk=channel.pk).exclude(failures=0, error_code="")
        broken.update(failures=0, error_code="", error_raw="", error_params={})
    Host.objects.filter(server=channel.server, failures__gt=0).update(failures=0, not_before=None)


def disconnected(channel: Channel, code: str, params: dict[str, Any], raw: str) -> None:
    """The network accepts this connection no more: the channel waits for a person, the batch waits with it."""
    words = {"error_code": code, "error_params": params, "error_raw": raw[:500], "error_at": Now()}
    ready = Channel.objects.filter(pk=channel.pk, state=Channel.READY, grant_version=channel.grant_version)
    if ready.update(state=Channel.RECONNECT, **words):
        write(channel.brand_id, "channel.disconnected", ("channel", channel.pk), code=code, params=params)


def _count_for_host(server: str) -> None:
    Host.objects.bulk_create([Host(server=server)], ignore_conflicts=True)
    host = Host.objects.filter(server=server)
    host.update(failures=F("failures") + 1)
    failures = host.values_list("failures", flat=True).first() or 0
    if failures < HOST_TRIPS_AFTER:
        return
    if Channel.objects.alive().filter(server=server, failures__gt=0).count() >= 2:
        host.update(not_before=_later(failures - HOST_TRIPS_AFTER))


def _later(times: int) -> Greatest:
    """So much later, the more often it tripped; or when it would have been anyway."""
    at = Now() + _wait(times)
    return Greatest(Coalesce("not_before", at), at)


def _wait(times: int) -> timedelta:
    return clock.span(WAITS[min(times, len(WAITS) - 1)])


def forget_grants() -> int:
    """The key that opens them is lost: every channel must be connected again; how many there are."""
    lost = {"sealed": "", "state": Channel.RECONNECT, "error_code": "token_dead", "error_at": Now()}
    Channel.objects.filter(revoke_at__isnull=False).update(sealed="", revoke_at=None)
    return Channel.objects.alive().update(**lost)
