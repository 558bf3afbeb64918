"""How a post grew in its first two hours, as the points of a small drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pupitre.publishing.chapters import YOUNG

WIDTH, HEIGHT, EDGE = 240.0, 56.0, 4.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """`line` and `area` are SVG points in a box of WIDTH × HEIGHT."""

    line: str
    area: str
    most: int
    last: tuple[float, float]
    minutes: int
    """from publication to the last reading"""


def drawing(published_at: datetime, growth: Sequence[tuple[datetime, int]]) -> Drawing | None:
    """None while fewer than two readings are there: one point is no growth."""
    if len(growth) < 2:
        return None
    most = max(count for _, count in growth)
    points = [(_x(published_at, at), _y(count, most)) for at, count in growth]
    points.insert(0, (0.0, _y(0, most)))
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    area = f"0,{HEIGHT:.0f} {line} {points[-1][0]:.1f},{HEIGHT:.0f}"
    minutes = int((growth[-1][0] - published_at).total_seconds() // 60)
    return Drawing(line, area, most, points[-1], minutes)


def _x(published_at: datetime, at: datetime) -> float:
    return min(max((at - published_at) / YOUNG, 0.0), 1.0) * WIDTH


def _y(count: int, most: int) -> float:
    return HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (count / most if most else 0)
