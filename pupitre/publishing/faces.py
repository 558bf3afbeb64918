"""How a delivery looks from afar: its face in the calendar and in lists, and what may be done with it there."""

from __future__ import annotations

from collections.abc import Iterable

from pupitre.channels import states

DRAFT = "draft"
HELD = "held"
LEAVING = "leaving"
ASKS = "asks"
GONE = "gone"
TAKEN_OFF = "taken_off"
ELSEWHERE = "elsewhere"
UNAPPROVED = "unapproved"

_BY_STATE = {
    states.PLANNED: states.PLANNED,
    states.CLAIMED: LEAVING,
    states.PREPARING: LEAVING,
    states.ARMED: LEAVING,
    states.SENT: GONE,
    states.REFUSED: states.REFUSED,
    states.WAITING: states.WAITING,
    states.BLOCKED: states.BLOCKED,
    states.UNKNOWN: states.UNKNOWN,
    states.LOOKING: states.UNKNOWN,
    states.PERSON: ASKS,
    states.LATE: states.LATE,
    states.REHEARSED: states.REHEARSED,
    states.DROPPED: TAKEN_OFF,
}

GROUPS: dict[str, frozenset[str]] = {
    "draft": frozenset({DRAFT}),
    "planned": frozenset({states.PLANNED, states.WAITING, LEAVING}),
    "approval": frozenset({UNAPPROVED}),
    "held": frozenset({HELD}),
    "gone": frozenset({GONE, TAKEN_OFF}),
    "failed": frozenset({states.REFUSED, states.BLOCKED}),
    "unknown": frozenset({states.UNKNOWN, ASKS}),
    "late": frozenset({states.LATE}),
    "rehearsed": frozenset({states.REHEARSED}),
    "elsewhere": frozenset({ELSEWHERE}),
}
"""what a calendar can be narrowed to"""

PRESSING = GROUPS["failed"] | GROUPS["unknown"] | GROUPS["late"]
"""somebody is needed, or will be"""

FACES = (
    states.REFUSED,
    ASKS,
    states.UNKNOWN,
    states.BLOCKED,
    states.LATE,
    LEAVING,
    states.WAITING,
    HELD,
    UNAPPROVED,
    states.PLANNED,
    states.REHEARSED,
    DRAFT,
    TAKEN_OFF,
    GONE,
    ELSEWHERE,
)
"""the gravest first: what a tile of several channels shows"""

MOVABLE = frozenset({DRAFT, states.PLANNED, UNAPPROVED, HELD, states.LATE, states.BLOCKED, states.REHEARSED})

assert set(FACES) == set().union(*GROUPS.values()), "a face that no group has, or the other way round"


def face_of(
    state: str, held: bool = False, deleted: bool = False, flying: bool = False, unapproved: bool = False
) -> str:
    """The face of a delivery. `held`: by hand, or by the brand's hold; `flying`: a worker has it in hand;

    `unapproved`: its brand wants it approved, and nobody has.
    """
    if deleted:
        return TAKEN_OFF
    if flying and state in (states.PLANNED, states.WAITING):
        return LEAVING
    if held and state in (states.PLANNED, states.WAITING):
        return HELD
    if unapproved and state in (states.PLANNED, states.WAITING):
        return UNAPPROVED
    return _BY_STATE[state]


def gravest(faces: Iterable[str]) -> str:
    return min(faces, key=FACES.index)
