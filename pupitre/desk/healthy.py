"""`pupitre healthy`: whether the pages of this machine answer, and a worker and a listener live. For scripts."""

from __future__ import annotations

import json
import sys
import time
from http.client import HTTPConnection, HTTPException

from pupitre.ground.environment import environment

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104  (where those are reached from here)
PAUSE = 0.5
"""seconds between two looks"""


def healthy(wait: float) -> int:
    """Exit status 0 as soon as all beats, 1 when it does not within `wait` seconds; says what is silent."""
    end = time.monotonic() + wait
    silent = _silent()
    while silent and time.monotonic() < end:
        time.sleep(PAUSE)
        silent = _silent()
    print(f"silent: {', '.join(silent)}" if silent else "all beats", file=sys.stderr if silent else sys.stdout)
    return 1 if silent else 0


def _silent() -> list[str]:
    """What does not beat, of pages, database, tables, worker and listener; the pages alone when they don't answer.

    Asked of our own pages on our own machine, whatever address they listen on: nothing of this leaves.
    """
    home = environment()
    pages = HTTPConnection(EVERYWHERE.get(home.host, home.host), home.port, timeout=5)
    try:
        pages.request("GET", "/healthz")
        told = json.loads(pages.getresponse().read())
    except (OSError, HTTPException, ValueError):
        return ["pages"]
    finally:
        pages.close()
    return [name for name in ("database", "tables", "worker", "listener") if not told.get(name)]
