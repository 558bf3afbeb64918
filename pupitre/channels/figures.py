"""How the sending goes, in figures: for the doctor and for whoever measures the desk."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Max, Min
from django.db.models.functions import Greatest, Now

from pupitre.channels import states
from pupitre.channels.instant import instant
from pupitre.channels.models import AWAKE_FOR, Part, Sending, Worker

KINDS = ("work", "listen")


@dataclass(frozen=True, slots=True)
class Processes:
    """Those of one kind: how many are alive, and how many seconds ago the last one was heard of."""

    kind: str
    alive: int
    silent_for: float | None
    """None: none was ever heard of, or not for an hour"""


def processes(kind: str) -> Processes:
    last = Worker.objects.filter(kind=kind).aggregate(at=Max("seen_at"))["at"]
    alive = Worker.objects.filter(kind=kind, seen_at__gt=Now() - AWAKE_FOR).count()
    return Processes(kind, alive, max((instant() - last).total_seconds(), 0.0) if last else None)


def by_state() -> dict[str, int]:
    """How many sendings are in each state; every state is named."""
    rows = Sending.objects.order_by().values_list("state").annotate(count=Count("pk"))
    return {state: 0 for state in states.STATES} | Counter(dict(rows))


def overdue() -> float:
    """Seconds for which the part that may leave now and has waited longest has been waiting; 0 when none waits.

    What is held, asked to wait by its network or left to a person does not count.
    """
    since = Greatest("due_at", "not_before", "sending__channel__not_before")
    oldest = Part.objects.ready(timedelta()).annotate(since=since).aggregate(at=Min("since"))["at"]
    return max((instant() - oldest).total_seconds(), 0.0) if oldest else 0.0
