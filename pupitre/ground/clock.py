"""Time: one place that tells it, so that tests and storms can make it run faster.

Instants are aware and UTC. Spans (leases, looks, lags) are divided by PUPITRE_TIME_FACTOR, a
factor that only storms set; the hour at which a post is planned is never scaled.
"""

import os
import time
from datetime import UTC, datetime, timedelta

FACTOR = float(os.environ.get("PUPITRE_TIME_FACTOR", "1"))


def now() -> datetime:
    """This instant, UTC."""
    return datetime.now(UTC) + timedelta(seconds=_step())


def span(seconds: float) -> timedelta:
    """A lease, a wait or a lag of so many seconds, at the speed time runs here."""
    return timedelta(seconds=seconds / FACTOR)


def elapsed() -> float:
    """Seconds on a clock that nobody sets and that goes on while a machine sleeps (start: any)."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(clock)


def _step() -> float:
    """Seconds by which this process' clock is wrong: a storm writes them into PUPITRE_CLOCK_STEP."""
    path = os.environ.get("PUPITRE_CLOCK_STEP")
    if not path:
        return 0.0
    try:
        with open(path, encoding="ascii") as file:
            return float(file.read() or 0)
    except (OSError, ValueError):
        return 0.0
