"""The states of a part and the ways between them, as one table. See docs/delivery.md."""

PLANNED = "planned"
CLAIMED = "claimed"
PREPARING = "preparing"
ARMED = "armed"
SENT = "sent"
REFUSED = "refused"
WAITING = "waiting"
BLOCKED = "blocked"
UNKNOWN = "unknown"
LOOKING = "looking"
PERSON = "person"
LATE = "late"
REHEARSED = "rehearsed"
DROPPED = "dropped"

WAYS: dict[str, frozenset[str]] = {
    PLANNED: frozenset({CLAIMED, LATE, DROPPED}),
    CLAIMED: frozenset({PREPARING, ARMED, PLANNED, LATE, REHEARSED, REFUSED, WAITING, BLOCKED, DROPPED}),
    PREPARING: frozenset({ARMED, PLANNED, LATE, WAITING, REFUSED, BLOCKED, REHEARSED, DROPPED}),
    ARMED: frozenset({CLAIMED, SENT, REFUSED, WAITING, BLOCKED, UNKNOWN, PERSON, PLANNED}),
    WAITING: frozenset({CLAIMED, PLANNED, LATE, DROPPED}),
    BLOCKED: frozenset({PLANNED, DROPPED}),
    UNKNOWN: frozenset({LOOKING, SENT, PERSON}),
    LOOKING: frozenset({SENT, UNKNOWN, PLANNED, PERSON}),
    PERSON: frozenset({SENT, PLANNED, DROPPED}),
    LATE: frozenset({PLANNED, DROPPED}),
    REFUSED: frozenset({PLANNED, DROPPED}),
    REHEARSED: frozenset({PLANNED, DROPPED}),
    SENT: frozenset(),
    DROPPED: frozenset(),
}

STATES = tuple(WAYS)
LEASED = (CLAIMED, PREPARING, ARMED, LOOKING)
READY = (PLANNED, WAITING)
SOUGHT = (UNKNOWN, LOOKING)
OVER = (SENT, REFUSED, REHEARSED, DROPPED)
SETTLED = (SENT, REHEARSED, DROPPED)
"""of a whole sending: whoever waits for it need not wait any longer"""
NEEDS_SOMEBODY = (REFUSED, PERSON, LATE, BLOCKED)


def can_go(before: str, after: str) -> bool:
    return after in WAYS[before]


assert all(after in WAYS for ways in WAYS.values() for after in ways), "a way leads to a state that does not exist"
