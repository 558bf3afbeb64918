"""The due-clock: what is due in the next seconds is taken in hand and started each at its second."""

from __future__ import annotations

import heapq
import logging
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import DatabaseError, connection
from django.utils import timezone

from pupitre.channels import reap
from pupitre.channels.attempt import attempt
from pupitre.channels.claim import HEARTBEAT, claim, claim_looks, keep
from pupitre.channels.look import look
from pupitre.channels.models import Part, Worker
from pupitre.ground import clock
from pupitre.ground.points import pass_by

log = logging.getLogger(__name__)

BEAT = 0.25
"""seconds between two looks at what is due"""
IN_HAND = 240
"""parts one worker takes in hand at most"""
AT_ONCE = 48
"""calls one worker has in flight at most"""
SWEEP = clock.span(5).total_seconds()


class DueClock:
    """One per worker process. `run()` returns after `stop()`, when what is in flight has ended."""

    def __init__(self, name: str, at_once: int = AT_ONCE) -> None:
        self.name = name
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="sending")
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._soon: list[tuple[float, int, Part, Callable[[Part], None]]] = []
        self._flying: Counter[int] = Counter()
        self._in_hand = 0
        self._offset = 0.0
        self._swept = self._beaten = float("-inf")

    def stop(self) -> None:
        self._stopped.set()

    def run(self) -> None:
        """The loop; a database that is away is waited for."""
        pulse = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        pulse.start()
        while not self._stopped.is_set():
            try:
                self._turn()
            except DatabaseError:
                log.warning("the database does not answer; nothing leaves until it does")
                connection.close()
                self._stopped.wait(1)
            self._stopped.wait(self._pause())
        self._pool.shutdown(wait=True)

    def _turn(self) -> None:
        if clock.elapsed() - self._swept > SWEEP:
            self._swept = clock.elapsed()
            self._offset = _database_offset()
            reap.reap()
            reap.mark_late()
        free = IN_HAND - self._in_hand
        if free > 0 and clock.elapsed() - self._beaten >= BEAT:
            self._beaten = clock.elapsed()
            self._take(claim(self.name, free, self._full()), attempt)
            self._take(claim_looks(self.name, min(free, AT_ONCE), self._full()), look)
            pass_by("claimed")
        self._start()
        connection.close()

    def _take(self, parts: list[Part], verb: Callable[[Part], None]) -> None:
        with self._lock:
            self._in_hand += len(parts)
            for part in parts:
                at = part.due_at.timestamp() + self._offset if verb is attempt else 0.0
                heapq.heappush(self._soon, (at, part.pk, part, verb))

    def _start(self) -> None:
        """Start what is due and whose channel has a place free; the rest stays in the heap."""
        now = clock.elapsed()
        aside = []
        with self._lock:
            while self._soon and self._soon[0][0] <= now:
                entry = heapq.heappop(self._soon)
                channel = entry[2].sending.channel
                if self._flying[channel.pk] >= channel.card.per_second:
                    aside.append(entry)
                    continue
                self._flying[channel.pk] += 1
                self._pool.submit(self._carry_out, entry[2], entry[3])
            for entry in aside:
                heapq.heappush(self._soon, entry)

    def _carry_out(self, part: Part, verb: Callable[[Part], None]) -> None:
        try:
            verb(part)
        except Exception:
            log.exception("part %s could not be brought to an end; the reaper sees to it", part.pk)
            self._let_go(part)
        finally:
            connection.close()
            with self._lock:
                self._flying[part.sending.channel_id] -= 1
                self._in_hand -= 1
            self._start()

    def _let_go(self, part: Part) -> None:
        try:
            connection.close()
            reap.leave_behind(part)
        except DatabaseError:
            log.warning("the database does not answer; the lease of part %s will run out", part.pk)

    def _full(self) -> list[int]:
        """Channels that have enough in hand: another channel's posts go first."""
        with self._lock:
            waiting = Counter(entry[2].sending.channel_id for entry in self._soon)
        return [channel for channel, count in waiting.items() if count >= IN_HAND // 6]

    def _pause(self) -> float:
        with self._lock:
            nearest = self._soon[0][0] - clock.elapsed() if self._soon else BEAT
        return min(BEAT, max(nearest, 0.01))

    def _beat(self) -> None:
        while not self._stopped.wait(min(HEARTBEAT.total_seconds(), 10)):
            try:
                keep(self.name)
                hear(self.name, "work")
            except DatabaseError:
                log.warning("the heart-beat did not reach the database")
            finally:
                connection.close()


def hear(name: str, kind: str) -> None:
    """This process is alive."""
    Worker.objects.update_or_create(name=name, defaults={"kind": kind, "seen_at": timezone.now()})


def _database_offset() -> float:
    """Seconds to add to an instant by the database's clock to get `clock.elapsed()`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        row = cursor.fetchone()
    assert row is not None
    return clock.elapsed() - float(row[0])
