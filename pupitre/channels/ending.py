"""Connections that end whatever the desk does: a person is told in time, and each time once."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pupitre.channels.models import ENDS_SOON, Channel
from pupitre.journal.models import write

DAYS = (2, 7, 14)
"""before the end"""


def warn() -> int:
    """Write down which connections end within 14, 7 and 2 days, each of the three once; how many were written."""
    now = timezone.now()
    ending = Channel.objects.alive().filter(state=Channel.READY, ends_at__gt=now, ends_at__lte=now + ENDS_SOON)
    return sum(_warn(channel) for channel in ending.only("brand", "ends_at", "ending_told").order_by("pk"))


def _warn(channel: Channel) -> bool:
    assert channel.ends_at
    left = channel.ends_at - timezone.now()
    days = next((days for days in DAYS if left <= timedelta(days=days)), DAYS[-1])
    untold = Channel.objects.filter(Q(ending_told=0) | Q(ending_told__gt=days), pk=channel.pk, ends_at=channel.ends_at)
    with transaction.atomic():
        if not untold.update(ending_told=days):
            return False
        write(channel.brand_id, "channel.ending", ("channel", channel.pk), days=days)
    return True
