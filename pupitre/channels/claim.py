"""Taking parts in hand: a lease and a fencing token, many rows in one transaction."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from pupitre.channels import states
from pupitre.channels.models import Channel, Part
from pupitre.ground import clock

LEASE = clock.span(60)
HEARTBEAT = clock.span(10)
AHEAD = timedelta(seconds=2)
"""how long before their second parts are taken in hand"""


def claim(worker: str, most: int, but_channels: Collection[int] = ()) -> list[Part]:
    """Up to `most` parts that are due within AHEAD, now ours; soonest first."""
    with transaction.atomic():
        ready = (
            Part.objects.ready(AHEAD)
            .in_time()
            .exclude(sending__channel_id__in=but_channels)
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("due_at", "id")
            .values_list("id", flat=True)[:most]
        )
        ids = list(ready)
        if not ids:
            return []
        _take(ids, worker, states.CLAIMED)
    return _in_hand(ids, worker, states.CLAIMED)


def claim_looks(worker: str, most: int, but_channels: Collection[int] = ()) -> list[Part]:
    """Up to `most` unknown parts whose next look has come, now ours."""
    with transaction.atomic():
        due = (
            Part.objects.filter(state=states.UNKNOWN, look_at__lte=Now())
            .filter(sending__channel__state=Channel.READY, sending__channel__removed_at=None)
            .exclude(sending__channel_id__in=but_channels)
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("look_at", "id")
            .values_list("id", flat=True)[:most]
        )
        ids = list(due)
        if not ids:
            return []
        _take(ids, worker, states.LOOKING)
    return _in_hand(ids, worker, states.LOOKING)


def keep(worker: str) -> int:
    """The heart-beat: every lease of this worker goes on. How many there are."""
    ours = Part.objects.filter(worker=worker, state__in=states.LEASED, lease_until__gt=Now())
    return ours.update(lease_until=Now() + LEASE)


def _take(ids: list[int], worker: str, state: str) -> None:
    Part.objects.filter(id__in=ids).update(state=state, worker=worker, token=F("token") + 1, lease_until=Now() + LEASE)


def _in_hand(ids: list[int], worker: str, state: str) -> list[Part]:
    ours = Part.objects.filter(id__in=ids, worker=worker, state=state)
    return list(ours.select_related("sending__channel").order_by("due_at", "id"))
