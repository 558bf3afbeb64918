"""A fault at exactly the Nth call of one kind: a statement on the database, or a request to a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import F

from pupitre.channels import states
from pupitre.channels.due_clock import DueClock
from pupitre.channels.models import Channel, Host, Part
from pupitre.networks.paper import press
from tests.faults.gate import Gate

TURNS = 14
"""of a due-clock, each an age after the one before, within which a sending must come to its end"""
AGE = timedelta(seconds=601)
"""by which leases, looks and waits are older at each turn: beyond the last look"""


@dataclass
class Count:
    """How many there were, and which one is struck (0: none)."""

    strike: int = 0
    seen: int = 0
    is_aside: bool = False
    """what is called now belongs to the test itself"""

    def is_struck(self) -> bool:
        self.seen += not self.is_aside
        return self.seen == self.strike and not self.is_aside

    @contextmanager
    def aside(self) -> Iterator[None]:
        self.is_aside = True
        yield
        self.is_aside = False


class OneByOne:
    """A pool of no threads, so that the Nth call is the same one each time."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Callable[..., Any], tuple[Any, ...]]] = []

    def submit(self, verb: Callable[..., Any], *given: Any) -> None:
        self._waiting.append((verb, given))

    def run(self) -> None:
        while self._waiting:
            verb, given = self._waiting.pop(0)
            verb(*given)


class OneHand(DueClock):
    """The due-clock with everything in one thread; `live()` is its loop until nothing is open."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._pool = self._one_by_one = OneByOne()  # type: ignore[assignment]
        self._stopped.wait = lambda seconds=None: False  # type: ignore[method-assign]

    def live(self, count: Count) -> int:
        """Turns as `run` makes them; how many until nothing is open. The world ages in between."""
        for turn in range(TURNS):
            self._swept = self._beaten = float("-inf")
            try:
                self._turn()
                self._one_by_one.run()
            except Exception as error:
                self._stumble(f"{type(error).__name__}")
            with count.aside():
                if is_over():
                    return turn + 1
                grow_old()
        return TURNS


def grow_old() -> None:
    """So much time passes for leases, looks and waits; the hour at which a post is planned stays."""
    names = ("armed_at", "first_armed_at", "lease_until", "not_before", "look_at")
    Part.objects.update(**{name: F(name) - AGE for name in names})
    Channel.objects.update(not_before=F("not_before") - AGE, refresh_until=F("refresh_until") - AGE)
    Host.objects.update(not_before=F("not_before") - AGE)


def is_over() -> bool:
    """Nothing is left that the desk itself would bring further."""
    over = (*states.OVER, states.PERSON, states.LATE, states.BLOCKED)
    return not Part.objects.exclude(state__in=over).exists()


@contextmanager
def on_the_database(monkeypatch: Any, kind: str, count: Count) -> Iterator[None]:
    """At the struck statement or commit: "refused" by the server, "cut" before it, or its "answer lost"."""
    execute, commit = CursorWrapper.execute, BaseDatabaseWrapper._commit

    def strike(step: Callable[[], Any]) -> Any:
        if not count.is_struck():
            return step()
        if kind == "refused":
            raise OperationalError("could not extend file: No space left on device")
        if kind == "cut":
            end_own_connection()
            return step()
        step()
        end_own_connection()
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patch:
        patch.setattr(CursorWrapper, "execute", lambda self, *said: strike(lambda: execute(self, *said)))
        patch.setattr(BaseDatabaseWrapper, "_commit", lambda self: strike(lambda: commit(self)))
        yield


def end_own_connection() -> None:
    """The server ends this thread's connection, as when it dies."""
    import psycopg

    wrapped = connection.connection
    pid = wrapped.info.backend_pid
    with psycopg.connect(wrapped.info.dsn, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


@contextmanager
def on_the_way(monkeypatch: Any, gate: Gate, way: str, count: Count) -> Iterator[None]:
    """The struck request of the paper network goes through the gate, which does to it what `way` says."""
    call = press.call

    def struck(method: str, url: str, **options: Any) -> Any:
        if count.is_struck():
            url = gate.instead(url, way)
        return call(method, url, **options)

    with monkeypatch.context() as patch:
        patch.setattr(press, "call", struck)
        yield
