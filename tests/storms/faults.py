"""What goes wrong at the press, and how often."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

RATES = {
    "lost": 0.10,  # executed, and the line is cut before the answer
    "broken": 0.03,  # executed, and answered with 5xx
    "late": 0.03,  # the line is cut, and it is executed up to LATE seconds after
    "fails": 0.03,  # not executed, and answered with 5xx
    "drowned": 0.02,  # not executed, and the line is cut
    "garbled": 0.01,  # executed, and answered with a page of HTML
    "duplicate": 0.01,  # executed, and answered with "that is already there"
    "limit": 0.02,  # not executed: too many
    "refusal": 0.01,  # not executed, for good
    "expired": 0.01,  # the token is old from now on
    "revoked": 0.002,  # the token is dead from now on
}
LATE = 120.0
LAG = 120.0
"""seconds by which a list lags at most"""
ACCEPTED = 0.15
"""of what a container network prints is printed only later"""
BAD_LOOK = 0.04
"""of the looks are answered with an error or a page"""
RETRY_AFTER = ("seconds", "date", "missing", "nonsense", "negative")


@dataclass
class Weather:
    """The dice of one press. `factor`: how much faster time runs; `calm`: nothing goes wrong by itself."""

    seed: int = 0
    factor: float = 1.0
    calm: bool = False
    latency: float = 0.0
    """seconds that each answer takes"""
    rates: dict[str, float] = field(default_factory=lambda: dict(RATES))

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)
        self._lock = threading.Lock()

    def fault(self) -> str:
        """'' or what befalls the next create."""
        chance = self.chance()
        for name, rate in ({} if self.calm else self.rates).items():
            chance -= rate
            if chance < 0:
                return name
        return ""

    def bad_look(self) -> bool:
        return not self.calm and self.chance() < BAD_LOOK

    def accepted(self) -> bool:
        return not self.calm and self.chance() < ACCEPTED

    def late(self) -> float:
        """Real seconds until a late execution."""
        return self.chance() * LATE / self.factor

    def lag(self) -> float:
        """Real seconds until lists show a post."""
        return 0.0 if self.calm else self.chance() * LAG / self.factor

    def key_known_after(self) -> float:
        """Seconds: a class A network writes a key down only after its post, as Mastodon does."""
        return 0.0 if self.calm else 0.2

    def pause(self) -> float:
        """Real seconds that an answer takes."""
        return self.latency if self.calm else self.chance() * 0.05

    def limit(self, kind: str | None = None) -> Limit:
        kind = kind or RETRY_AFTER[int(self.chance() * len(RETRY_AFTER))]
        seconds = 1 + int(self.chance() * 3)
        told: dict[str, Any] = {
            "seconds": str(seconds),
            "date": formatdate(time.time() + seconds + 1, usegmt=True),
            "missing": None,
            "nonsense": "in a moment",
            "negative": "-20",
        }
        return Limit(kind, told[kind], time.time() + seconds if kind in {"seconds", "date"} else time.time() + 0.2)

    def chance(self) -> float:
        with self._lock:
            return self._dice.random()


@dataclass(frozen=True)
class Limit:
    kind: str
    header: str | None
    until: float
    """epoch; before it every create of the account is answered with 429"""
