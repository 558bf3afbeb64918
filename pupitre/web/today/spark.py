"""Small figures: a line of fourteen days as the points of an SVG polyline, a change in per cent."""

from collections.abc import Sequence

from django.utils.translation import get_language

WIDTH, HEIGHT, EDGE = 100.0, 30.0, 3.0


def per_cent(change: int | None) -> str:
    """“+18%”, “−4%” with a true minus, in French with an insecable space; '' when there is nothing to compare with."""
    if change is None:
        return ""
    sign = "+" if change > 0 else "−" if change < 0 else ""
    space = "\N{NARROW NO-BREAK SPACE}" if (get_language() or "").startswith("fr") else ""
    return f"{sign}{abs(change)}{space}%"


def points(values: Sequence[int | None]) -> str:
    """ "x,y x,y …" within a box of 100 × 30; days that are not told are left out. '' for less than two."""
    told = [(position, value) for position, value in enumerate(values) if value is not None]
    if len(told) < 2:
        return ""
    low, high = min(v for _, v in told), max(v for _, v in told)
    step = WIDTH / (len(values) - 1)
    span = (high - low) or 1
    return " ".join(
        f"{position * step:.1f},{HEIGHT - EDGE - (value - low) / span * (HEIGHT - 2 * EDGE):.1f}"
        for position, value in told
    )
