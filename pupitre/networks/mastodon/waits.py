"""When a server that said "too many" accepts again: every form of it that was seen, and nonsense."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from pupitre.ground.http import Answer

SHORTEST = timedelta(seconds=1)
LONGEST = timedelta(hours=3)
"""a longer wait is nonsense (an epoch in milliseconds, a clock years ahead): after this we ask again"""
UNTOLD = timedelta(seconds=60)
"""when nothing readable is said: a fifth of the usual window of 5 minutes
(https://docs.joinmastodon.org/api/rate-limits/, 2026-07-02)"""

_DATE = re.compile(r"[A-Za-z]{3,9}, \d{1,2}[ -][A-Za-z]{3}[ -]\d{2,4} \d{2}:\d{2}:\d{2} [A-Z]{3}")
_SPAN_AT_MOST = 10**9
"""a greater number is an instant in Unix time, not a span of seconds"""


def accepts_again(answer: Answer, now: datetime) -> datetime:
    """The latest of all instants told by Retry-After and X-RateLimit-Reset, never in the past, at most 3 h on.

    Instants are read on the server's clock (its Date header), spans of seconds on ours. `now` is aware.
    """
    theirs = _instant(answer.headers.get("date", "")) or now
    waits = [wait for text in _told(answer) if (wait := _wait(text, theirs)) is not None]
    wait = max(waits, default=UNTOLD)
    return now + min(max(wait, SHORTEST), LONGEST)


def _told(answer: Answer) -> list[str]:
    """Each value said, the header sent twice or joined by commas included (a date has a comma too)."""
    told = []
    for name in ("retry-after", "x-ratelimit-reset"):
        text = ", ".join(answer.headers.get_list(name))
        told += _DATE.findall(text)
        told += [part.strip() for part in _DATE.sub("", text).split(",") if part.strip()]
    return told


def _wait(text: str, theirs: datetime) -> timedelta | None:
    """None for nonsense, a negative span included."""
    if not re.fullmatch(r"\d{1,20}(?:\.\d{1,9})?", text, re.ASCII):
        instant = _instant(text)
        return None if instant is None else instant - theirs
    seconds = float(text)
    if seconds > _SPAN_AT_MOST:
        seconds -= theirs.timestamp()
    return timedelta(seconds=min(max(seconds, 0), LONGEST.total_seconds()))


def _instant(text: str) -> datetime | None:
    """An HTTP date or an ISO 8601 instant; without a zone it is UTC."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            instant = read(text)
            return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
    return None
