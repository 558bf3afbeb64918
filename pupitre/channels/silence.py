"""Dead-man: when no worker, or no listener, has been heard of for three minutes, whoever still lives says so, once.

Every process watches (pages, worker, listener). A row per outage, unique while it lasts, makes it one notice
however many watch, and one more when it is over.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from pupitre.brands.models import Brand
from pupitre.channels.instant import instant
from pupitre.channels.models import AWAKE_FOR, Outage, Worker
from pupitre.ground import clock
from pupitre.journal.models import write

SILENT_AFTER = clock.span(180)
LOOK_EVERY = clock.span(15)
NOUNS = {"work": "worker", "listen": "listener"}


class Watch:
    """One per process. It trusts a silence only when it has itself been awake all that time.

    A machine that was asleep, or a desk that starts after a week-end, finds old signs of life: no outage.
    """

    def __init__(self) -> None:
        self._awake_since = self._looked = clock.elapsed()

    def turn(self) -> bool:
        """Look once; True when an outage began or ended."""
        now = clock.elapsed()
        if now - self._looked > 4 * LOOK_EVERY.total_seconds():
            self._awake_since = now
        self._looked = now
        attentive = now - self._awake_since >= SILENT_AFTER.total_seconds()
        news = [look(kind, attentive) for kind in NOUNS]
        return any(news)


def look(kind: str, attentive: bool = True) -> bool:
    """Note that an outage began (only when `attentive`) or ended; True when this call noted it."""
    seen = Worker.objects.filter(kind=kind).aggregate(at=Max("seen_at"))["at"]
    now = instant()
    is_heard = seen is not None and now - seen < min(AWAKE_FOR, SILENT_AFTER)
    outage = current(kind)
    if outage and is_heard:
        return _end(outage, now)
    if outage is None and attentive and (seen is None or now - seen >= SILENT_AFTER):
        return _begin(kind, seen or now)
    return False


def current(kind: str) -> Outage | None:
    return Outage.objects.filter(kind=kind, ended_at=None).first()


def _begin(kind: str, since: datetime) -> bool:
    try:
        with transaction.atomic():
            outage = Outage.objects.create(kind=kind, since=since)
            _tell(outage, "silent", since=since.isoformat())
    except IntegrityError:  # another process was quicker
        return False
    return True


def _end(outage: Outage, now: datetime) -> bool:
    with transaction.atomic():
        ended = Outage.objects.filter(pk=outage.pk, ended_at=None).update(ended_at=now)
        if ended:
            _tell(outage, "back", since=outage.since.isoformat())
    return bool(ended)


def _tell(outage: Outage, what: str, **particulars: str) -> None:
    for brand_id in Brand.objects.filter(is_demo=False).order_by("pk").values_list("pk", flat=True):
        write(brand_id, f"{NOUNS[outage.kind]}.{what}", ("outage", outage.pk), None, **particulars)
