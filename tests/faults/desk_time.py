"""A desk whose time can be put forward: hours pass at once for the database's clock and the workers' own.

PostgreSQL's clock functions are shadowed by ones of the same name, earlier on the search path.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from pupitre.ground import clock

CLOCKS = ("clock_timestamp", "statement_timestamp")
BEGIN = """
CREATE SCHEMA desk_time;
CREATE TABLE desk_time.ahead (seconds double precision NOT NULL);
INSERT INTO desk_time.ahead VALUES (0);
GRANT USAGE ON SCHEMA desk_time TO PUBLIC;
"""
CLOCK = """
CREATE FUNCTION desk_time.{name}() RETURNS timestamptz LANGUAGE sql VOLATILE AS
$$ SELECT pg_catalog.{name}() + (SELECT seconds FROM desk_time.ahead) * interval '1 second' $$;
"""


class DeskTime:
    """`ahead`: seconds by which the desk's time is before the machine's."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> float:
        """Epoch, by the desk's time."""
        return time.time() + self.ahead

    def put_forward(self, seconds: float) -> None:
        """For every process at once, as when all machines slept. Nothing may be in flight."""
        self.ahead += seconds
        with connection.cursor() as cursor:
            cursor.execute("UPDATE desk_time.ahead SET seconds = %s", [self.ahead])


@contextmanager
def desk_time(monkeypatch: Any) -> Iterator[DeskTime]:
    """For connections that are opened from now on, and for what asks `clock.elapsed`."""
    made, elapsed, name = DeskTime(), clock.elapsed, connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(BEGIN + "".join(CLOCK.format(name=clock_name) for clock_name in CLOCKS))
        cursor.execute(f'ALTER DATABASE "{name}" SET search_path = desk_time, public, pg_catalog')
    _new_connections()
    monkeypatch.setattr(clock, "elapsed", lambda: elapsed() + made.ahead)
    try:
        yield made
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{name}" RESET search_path')
            cursor.execute("DROP SCHEMA desk_time CASCADE")
        _new_connections()


def _new_connections() -> None:
    connection.close()
    connection.close_pool()
