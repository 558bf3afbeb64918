"""Taking parts in hand: a lease and a fencing token, many rows in one transaction."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Now

from pupitre.channels import states
from pupitre.channels.models import Part, Sending
from pupitre.ground import clock
from pupitre.ground.points import pass_by

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
        pass_by("claiming")
    return _in_hand(ids, worker, states.CLAIMED)


def claim_looks(worker: str, most: int, but_channels: Collection[int] = ()) -> list[Part]:
    """Up to `most` unknown parts whose next look has come, now ours."""
    with transaction.atomic():
        due = (
            Part.objects.filter(state=states.UNKNOWN, look_at__lte=Now())
            .on_open_channels()
            .exclude(sending__channel_id__in=but_channels)
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("look_at", "id")
            .values_list("id", flat=True)[:most]
        )
        ids = list(due)
        if not ids:
            return []
        _take(ids, worker, states.LOOKING)
        pass_by("look-claiming")
    return _in_hand(ids, worker, states.LOOKING)


def keep(worker: str, in_hand: Collection[int]) -> int:
    """The heart-beat: the leases of what this worker has in hand go on; how many there were.

    Only those: a part that was claimed without our knowledge (its transaction was committed, and the
    answer lost) must not be kept for ever.
    """
    ours = Part.objects.filter(pk__in=in_hand, worker=worker, state__in=states.LEASED, lease_until__gt=Now())
    return ours.update(lease_until=Now() + LEASE)


def give_back(worker: str, in_hand: Collection[int]) -> int:
    """What was claimed for this worker without its knowledge goes back to the queue; how many there were."""
    lost = Part.objects.filter(worker=worker).exclude(pk__in=in_hand)
    fenced = {"token": F("token") + 1, "lease_until": None}
    looks = lost.filter(state=states.LOOKING).update(state=states.UNKNOWN, **fenced)
    return looks + lost.filter(state=states.CLAIMED).update(state=states.PLANNED, **fenced)


def _take(ids: list[int], worker: str, state: str) -> None:
    Part.objects.filter(id__in=ids).update(state=state, worker=worker, token=F("token") + 1, lease_until=Now() + LEASE)


def _in_hand(ids: list[int], worker: str, state: str) -> list[Part]:
    others = Part.objects.filter(sending=OuterRef("sending")).exclude(pk=OuterRef("pk"))
    waiting = Sending.objects.filter(after=OuterRef("sending"))
    ours = Part.objects.filter(id__in=ids, worker=worker, state=state)
    ours = ours.annotate(has_others=Exists(others), has_followers=Exists(waiting))
    parts: list[Part] = []
    for part in ours.select_related("sending__channel").order_by("due_at", "id"):
        part.is_alone, part.is_awaited = not part.has_others, part.has_followers
        parts.append(part)
    return parts
