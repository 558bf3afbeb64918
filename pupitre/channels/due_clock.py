"""The due-clock: what is due in the next seconds is taken in hand and started each at its second."""

from __future__ import annotations

import heapq
import logging
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from django.db import DatabaseError, connection
from django.db.models.functions import Now

from pupitre.channels import gap, reap, settle, states
from pupitre.channels.claim import HEARTBEAT, claim, claim_looks, give_back, keep
from pupitre.channels.instant import instant
from pupitre.channels.look import look
from pupitre.channels.models import Part, Worker
from pupitre.channels.send import send
from pupitre.ground import clock
from pupitre.ground.logs import kind
from pupitre.ground.points import pass_by

log = logging.getLogger(__name__)

Verb = Callable[[Part], None]

BEAT = 0.25
"""seconds between two looks at what is due"""
IN_HAND = 240
"""parts one worker takes in hand at most"""
AT_ONCE = 48
"""calls one worker has in flight at most"""
LEAVING = (0.1, 0.5, 2.0)
"""seconds between two tries to give a part back while the database is away"""
SWEEP = max(clock.span(5).total_seconds(), BEAT)


class DueClock:
    """One per worker process. `run()` returns after `stop()`, when what is in flight has ended."""

    def __init__(self, name: str, at_once: int = AT_ONCE) -> None:
        self.name = name
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="sending")
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._soon: list[tuple[float, int, Part, Verb]] = []
        self._order = count()
        self._flying: Counter[int] = Counter()
        self._in_hand: set[tuple[int, int]] = set()
        """part and token: the same part may come back before its last turn has quite ended"""
        self._offset = 0.0
        self._swept = self._beaten = float("-inf")

    def stop(self) -> None:
        self._stopped.set()

    def run(self) -> None:
        """The loop, outermost of its worker; a database that is away is waited for."""
        pulse = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        pulse.start()
        while not self._stopped.is_set():
            try:
                self._turn()
            except DatabaseError as error:
                self._stumble(f"the database does not answer ({kind(error)}); nothing leaves until it does")
            except Exception:
                log.exception("the due-clock met something it does not know; it goes on")
                self._stumble("what was taken in hand goes back to the queue")
            self._stopped.wait(self._pause())
        self._lay_down()
        self._pool.shutdown(wait=True)

    def _turn(self) -> None:
        if clock.elapsed() - self._swept > SWEEP:
            self._sweep()
        free = IN_HAND - len(self._in_hand)
        if free > 0 and clock.elapsed() - self._beaten >= BEAT:
            self._beaten = clock.elapsed()
            taken = self._take(claim(self.name, free, self._full()), send)
            taken += self._take(claim_looks(self.name, min(free, AT_ONCE), self._full()), look)
            if taken:
                pass_by("claimed")
        self._start()
        connection.close()

    def _sweep(self) -> None:
        """What others left behind, what is blocked no more, what is late, what came to us unknown; and the time."""
        now = instant().timestamp()
        self._offset = clock.elapsed() - now  # in this order: the way to the database makes late, never early
        give_back(self.name, self._parts_in_hand())
        reap.reap()
        reap.unblock()
        gap.close_gaps()
        reap.mark_late()
        self._swept = clock.elapsed()

    def _take(self, parts: list[Part], verb: Verb) -> int:
        """Into the heap, by the instant at which each starts: its own by the database's clock, or at once."""
        with self._lock:
            for part in parts:
                at = part.due_at.timestamp() + self._offset if verb is send else 0.0
                self._in_hand.add((part.pk, part.token))
                heapq.heappush(self._soon, (at, next(self._order), part, verb))
        return len(parts)

    def _start(self) -> None:
        """Start what is due and whose channel has a place free; the rest stays in the heap."""
        now = clock.elapsed()
        aside = []
        with self._lock:
            while not self._stopped.is_set() and self._soon and self._soon[0][0] <= now:
                entry = heapq.heappop(self._soon)
                channel = entry[2].sending.channel
                if self._flying[channel.pk] >= channel.card.per_second:
                    aside.append(entry)
                    continue
                self._flying[channel.pk] += 1
                self._pool.submit(self._carry_out, entry[2], entry[3])
            for entry in aside:
                heapq.heappush(self._soon, entry)

    def _carry_out(self, part: Part, verb: Verb) -> None:
        in_hand = (part.pk, part.token)
        try:
            verb(part)
        except Exception:
            log.exception("part %s could not be brought to an end", part.pk)
            self._leave(part)
        finally:
            with self._lock:
                self._flying[part.sending.channel_id] -= 1
                self._in_hand.discard(in_hand)
            connection.close()
            self._start()

    def _leave(self, part: Part) -> None:
        for pause in LEAVING:
            try:
                connection.close()
                return reap.leave_behind(part)
            except DatabaseError:
                self._stopped.wait(pause)
        log.warning("the database does not answer; the lease of part %s will run out", part.pk)

    def _stumble(self, words: str) -> None:
        log.warning(words)
        connection.close()
        self._stopped.wait(1)

    def _lay_down(self) -> None:
        """Told to end: what has not begun goes back to the queue, for another worker or the next start."""
        with self._lock:
            waiting, self._soon = self._soon, []
        try:
            for _, _, part, verb in waiting:
                if verb is send:
                    settle.stays(part, "again")
                else:
                    settle.move(part, (states.LOOKING,), states.UNKNOWN)
        except DatabaseError:
            log.warning("the database does not answer; the leases of what was in hand will run out")
        finally:
            connection.close()

    def _parts_in_hand(self) -> list[int]:
        with self._lock:
            return [part for part, _ in self._in_hand]

    def _full(self) -> list[int]:
        """Channels that have enough in hand: another channel's posts go first."""
        with self._lock:
            waiting = Counter(entry[2].sending.channel_id for entry in self._soon)
        return [channel for channel, held in waiting.items() if held >= IN_HAND // 6]

    def _pause(self) -> float:
        """Until the next start; what waits for a place of its channel is started by whoever frees it."""
        now = clock.elapsed()
        with self._lock:
            nearest = min((entry[0] for entry in self._soon if entry[0] > now), default=now + BEAT)
        return min(BEAT, max(nearest - now, 0.005))

    def _beat(self) -> None:
        """The heart-beat: our leases go on, and everybody can see that this process lives."""
        while True:
            try:
                keep(self.name, self._parts_in_hand())
                hear(self.name, "work")
            except DatabaseError:
                log.warning("the heart-beat did not reach the database")
            finally:
                connection.close()
            if self._stopped.wait(min(HEARTBEAT.total_seconds(), 10)):
                return


def hear(name: str, kind: str) -> None:
    """This process is alive: by the database's clock, so that a wrong one of its own makes nobody dead."""
    Worker.objects.update_or_create(name=name, defaults={"kind": kind, "seen_at": Now()})
