"""What the lines of a sheet add up to."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from pupitre.ground import clock
from pupitre.networks.paper.place import Letter, Printed


@dataclass(slots=True)
class Container:
    key: str
    letter: Letter
    at: datetime
    printed: bool = False


@dataclass(slots=True)
class Known:
    """The account as it stands after the last line."""

    posts: dict[str, Printed] = field(default_factory=dict)
    """those that are there, by id"""
    count: int = 0
    """how many were ever printed"""
    keys: dict[str, str] = field(default_factory=dict)
    containers: dict[str, Container] = field(default_factory=dict)
    faults: deque[dict[str, Any]] = field(default_factory=deque)
    lag: timedelta = timedelta()
    old: bool = False
    dead: bool = False

    def under(self, key: str, life: timedelta | None) -> Printed | None:
        """The first post of a key, unless the key is older than `life` and so forgotten."""
        post = self.posts.get(self.keys.get(key, ""))
        if post is None or (life is not None and clock.now() - post.printed_at > life):
            return None
        return post

    def shows(self, post: Printed) -> bool:
        """Whether lists have it yet."""
        return clock.now() - post.printed_at >= self.lag

    def next_fault(self) -> dict[str, Any] | None:
        return self.faults[0] if self.faults else None


def read(lines: bytes) -> Known:
    known = Known()
    for line in lines.splitlines():
        said = json.loads(line)
        _LINES[said["what"]](known, said)
    return known


def _post(known: Known, said: dict[str, Any]) -> None:
    at, printed_at = datetime.fromisoformat(said["at"]), datetime.fromisoformat(said["printed_at"])
    known.count += 1
    known.posts[said["id"]] = Printed(said["id"], at, said["letter"], key=said["key"], printed_at=printed_at)
    known.keys.setdefault(said["key"], said["id"])
    if said["handle"]:
        known.containers[said["handle"]].printed = True


def _keep(known: Known, said: dict[str, Any]) -> None:
    at = datetime.fromisoformat(said["at"])
    known.containers[said["handle"]] = Container(said["key"], said["letter"], at)


def _change(known: Known, said: dict[str, Any]) -> None:
    known.posts[said["id"]] = replace(known.posts[said["id"]], letter=said["letter"])


def _remove(known: Known, said: dict[str, Any]) -> None:
    del known.posts[said["id"]]


def _connected(known: Known, said: dict[str, Any]) -> None:
    known.dead = known.old = False


def _renewed(known: Known, said: dict[str, Any]) -> None:
    known.old = False


def _order(known: Known, said: dict[str, Any]) -> None:
    if said["fault"] == "expired":
        known.old = True
    elif said["fault"] == "revoked":
        known.dead = True
    elif said["fault"] == "slow_lists":
        known.lag = clock.span(said["seconds"])
    else:
        known.faults.extend([said] * said.get("times", 1))


def _used(known: Known, said: dict[str, Any]) -> None:
    known.faults.popleft()


_LINES = {
    "post": _post,
    "keep": _keep,
    "change": _change,
    "remove": _remove,
    "connected": _connected,
    "renewed": _renewed,
    "order": _order,
    "used": _used,
}
