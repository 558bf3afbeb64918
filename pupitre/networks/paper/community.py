"""The pretend community: what it does with a post is settled by the post alone, so that two readings agree.

Counts only grow. Half of what a post will ever get comes within its first two hours; weekdays and
hours weigh as they do for a shop's account in France.
"""

import hashlib
import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from pupitre.networks.words import Measure

HOME = ZoneInfo("Europe/Paris")
EPOCH = datetime(2025, 1, 1, tzinfo=UTC)
"""the day on which every pretend account began"""

WEEKDAYS = (0.95, 1.1, 1.15, 1.1, 0.95, 0.7, 0.8)
HOURS = (
    *(0.15, 0.1, 0.05, 0.05, 0.05, 0.15, 0.35, 0.7),
    *(0.95, 0.9, 0.85, 1.0, 1.35, 1.2, 0.85, 0.8),
    *(0.9, 1.1, 1.4, 1.5, 1.45, 1.2, 0.8, 0.4),
)
SHARES = {"likes": 0.021, "reposts": 0.0045, "comments": 0.0032}
"""of an account's followers, for a middling post at a middling hour"""

QUICK, SLOW = 45 * 60, 15 * 3600
"""seconds in which the two halves of a community come by"""


def reactions(account: str, post_id: str, at: datetime, now: datetime) -> Measure:
    """Likes, reposts and comments that a post of `at` has at `now`."""
    age = max((now - at).total_seconds(), 0.0)
    come = 0.55 * (1 - math.exp(-age / QUICK)) + 0.45 * (1 - math.exp(-age / SLOW))
    crowd = _start(account) * _weight(at) * _luck(account, post_id)
    counts = {name: int(crowd * share * _appetite(post_id, name) * come) for name, share in SHARES.items()}
    return Measure(**counts)


def followers(account: str, now: datetime) -> int:
    """So many at `now`: some more each day, a few each hour."""
    days = max((now - EPOCH) / timedelta(days=1), 0.0)
    whole = int(days)
    return (
        _start(account) + sum(_gain(account, day) for day in range(whole)) + int(_gain(account, whole) * (days - whole))
    )


def following(account: str) -> int:
    return 40 + int(260 * _chance(account, "following"))


def _start(account: str) -> int:
    return 420 + int(3200 * _chance(account, "start") ** 2)


def _gain(account: str, day: int) -> int:
    return int(7 * _chance(account, f"day {day}") ** 2)


def _weight(at: datetime) -> float:
    local = at.astimezone(HOME)
    return WEEKDAYS[local.weekday()] * HOURS[local.hour]


def _luck(account: str, post_id: str) -> float:
    """Most posts are middling; one in thirty goes round."""
    chance = _chance(account, f"post {post_id}")
    return 4 + 60 * (chance - 29 / 30) if chance > 29 / 30 else 0.35 + 1.4 * chance


def _appetite(post_id: str, name: str) -> float:
    return 0.5 + _chance(post_id, name)


def _chance(*seed: str) -> float:
    """From 0 to 1, always the same for the same words."""
    digest = hashlib.sha256("/".join(seed).encode()).digest()
    return int.from_bytes(digest[:7], "big") / (1 << 56)
