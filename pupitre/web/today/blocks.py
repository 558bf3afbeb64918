"""Today is made of blocks; each room adds its own through this register."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pupitre.ground.register import Register
from pupitre.web.frame.requests import DeskRequest

Load = Callable[[DeskRequest], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Block:
    """`load` gives the template what it shows; None: nothing to show today, and no block."""

    key: str
    template: str
    load: Load
    place: Literal["top", "main", "side", "foot"] = "main"


@dataclass(frozen=True, slots=True)
class Shown:
    block: Block
    content: dict[str, Any]


Seen = TypeVar("Seen")

blocks: Register[Block] = Register("today_blocks")


def once(request: DeskRequest, key: str, verb: Callable[[], Seen]) -> Seen:
    """What several blocks show is asked for once a request."""
    seen = request.__dict__.setdefault("_seen_by_blocks", {})
    if key not in seen:
        seen[key] = verb()
    found: Seen = seen[key]
    return found


def show(request: DeskRequest) -> dict[str, list[Shown]]:
    """Every block that has something to show, by place."""
    places: dict[str, list[Shown]] = {"top": [], "main": [], "side": [], "foot": []}
    for block in blocks:
        content = block.load(request)
        if content is not None:
            places[block.place].append(Shown(block, content))
    return places
