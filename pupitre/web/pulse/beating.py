"""Whether everything beats: asked by anybody, as often as they like, so it is looked at once a second."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass

from django.db import DatabaseError

from pupitre.channels.figures import processes
from pupitre.ground import clock
from pupitre.journal.tables import migrations

KEPT = 1.0
"""seconds"""


@dataclass(frozen=True, slots=True)
class Pulse:
    database: bool = False
    tables: bool = False
    worker: bool = False
    listener: bool = False

    @property
    def all_beat(self) -> bool:
        return all(asdict(self).values())

    @property
    def pages_beat(self) -> bool:
        return self.database and self.tables


_lock = threading.Lock()
_last: tuple[float, Pulse] = (float("-inf"), Pulse())


def pulse() -> Pulse:
    """What beats, at most a second old."""
    global _last
    with _lock:
        if clock.elapsed() - _last[0] > KEPT:
            _last = (clock.elapsed(), _felt())
        return _last[1]


def _felt() -> Pulse:
    try:
        lacking, unknown = migrations()
        if lacking or unknown:
            return Pulse(database=True)
        return Pulse(True, True, bool(processes("work").alive), bool(processes("listen").alive))
    except DatabaseError:
        return Pulse()
