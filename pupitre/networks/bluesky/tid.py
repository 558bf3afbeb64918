"""Record keys of the AT Protocol: 13 characters that sort in the order in which they were made."""

import re
import secrets
from datetime import UTC, datetime, timedelta
from threading import Lock

from pupitre.ground import clock

DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
SHAPE = re.compile(r"[234567a-j][234567a-z]{12}")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CLOCK_BITS = 10

# A PDS refuses a key in which it reads an insult, even inside a word
# (hasExplicitSlur, https://github.com/bluesky-social/atproto/tree/main/packages/pds/src/handle, 2026-11-22).
MISREAD = re.compile(r"n.[gq]{2}")

_lock = Lock()
_last = 0


def new_tid() -> str:
    """A key greater than every key this process made before; never two alike.

    53 bits of microseconds, then 10 bits of chance that keep two processes apart
    (https://atproto.com/specs/tid, 2026-11-22).
    """
    global _last
    with _lock:
        while True:
            _last = max(_microseconds(clock.now()), _last + 1)
            key = written(_last << CLOCK_BITS | secrets.randbelow(1 << CLOCK_BITS))
            if not MISREAD.search(key):
                return key


def written(number: int) -> str:
    """A 64-bit integer whose top bit is 0, as 13 characters."""
    return "".join(DIGITS[number >> shift & 31] for shift in range(60, -1, -5))


def told_at(key: str) -> datetime | None:
    """The instant that a key tells, UTC; None when it is no such key."""
    if not SHAPE.fullmatch(key):
        return None
    number = 0
    for character in key:
        number = number << 5 | DIGITS.index(character)
    return EPOCH + timedelta(microseconds=number >> CLOCK_BITS)


def _microseconds(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)
