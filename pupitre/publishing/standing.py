"""Where a sending stands now, in plain words by code, and the right buttons for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pupitre.brands.models import Hold
from pupitre.channels import states
from pupitre.channels.models import Part, Sending
from pupitre.channels.settle import BY_HAND
from pupitre.publishing.faces import ASKS, GONE, HELD, LEAVING, TAKEN_OFF, UNAPPROVED, face_of
from pupitre.publishing.story import Reason

NOW, MOVE, HOLD, RELEASE, WITHDRAW = "now", "move", "hold", "release", "withdraw"
THERE, AGAIN, LEAVE_OUT, LOOK = "there", "again", "leave_out", "look"
MEND, PLAN_AGAIN, PUT_AWAY, AS_IT_IS = "mend", "plan_again", "put_away", "as_it_is"
RECONNECT, OPEN, HAND = "reconnect", "open", "hand"
SEE, EDIT, DELETE = "see", "edit", "delete"

RIGHTS = {
    **dict.fromkeys((NOW, MOVE, WITHDRAW, MEND, PLAN_AGAIN, EDIT, DELETE), "plan"),
    **dict.fromkeys((THERE, AGAIN, LEAVE_OUT, PUT_AWAY, AS_IT_IS), "decide"),
    **dict.fromkeys((HOLD, RELEASE), "hold"),
    **dict.fromkeys((SEE, LOOK, HAND), "see"),
    RECONNECT: "connect",
    OPEN: "open",
}
"""the right each button asks for"""


@dataclass(frozen=True, slots=True)
class Standing:
    """`face` as in the calendar; `code` with its sentence in messages.py (STANDING)."""

    face: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    reason: Reason | None = None
    choices: tuple[str, ...] = ()


OF_CREATES = frozenset({MOVE, MEND, PLAN_AGAIN, SEE, HOLD})
"""what makes no sense for an edit or a deletion: it leaves at once, and its words are the delivery's"""


def standing(sending: Sending, parts: Sequence[Part], hold: Hold | None = None, unapproved: bool = False) -> Standing:
    """Of one sending, with its parts in order and the brand's hold, if any.

    `unapproved`: its brand wants it approved, and nobody has.
    """
    found = _standing(sending, parts, hold)
    if sending.change == "create":
        return _unapproved(found) if unapproved and found.code in {"planned", "begun"} else found
    if found.code in {"planned", "begun"}:
        return replace(found, code="change_waits", choices=(WITHDRAW,))
    return replace(found, choices=tuple(choice for choice in found.choices if choice not in OF_CREATES))


def _unapproved(found: Standing) -> Standing:
    """It may be moved and taken off; it does not leave now either."""
    choices = tuple(choice for choice in found.choices if choice != NOW)
    return replace(found, face=UNAPPROVED, code="unapproved_yet", choices=choices)


def _standing(sending: Sending, parts: Sequence[Part], hold: Hold | None) -> Standing:
    at_hand = next((part for part in parts if part.state not in (states.SENT, states.DROPPED)), None)
    if at_hand is None:
        return _dropped(sending) if sending.state == states.DROPPED else _done(sending, parts)
    if at_hand.state in states.READY:
        return _to_leave(sending, at_hand, hold)
    return _BY_STATE[at_hand.state](sending, at_hand)


def _done(sending: Sending, parts: Sequence[Part]) -> Standing:
    if sending.change == "delete":
        return Standing(TAKEN_OFF, "deleted", {"when": sending.sent_at})
    code = "edited" if sending.change == "edit" else "gone"
    if any(part.state == states.DROPPED for part in parts):
        code = "gone_partly"
    seen = (SEE,) if any(part.remote_url for part in parts) else (LOOK,)
    return Standing(GONE, code, {"when": sending.sent_at}, choices=seen)


def _to_leave(sending: Sending, part: Part, hold: Hold | None) -> Standing:
    """Planned, or waiting until the network takes it."""
    begun = part.first_armed_at is not None
    if sending.held:
        return Standing(HELD, "held", {"when": sending.due_at}, choices=(RELEASE, *_while_planned(begun), WITHDRAW))
    if hold is not None and hold.covers(part.due_at):
        params = {"when": sending.due_at, "why": hold.reason}
        return Standing(HELD, "held_all", params, choices=(*_while_planned(begun)[1:], WITHDRAW))
    if part.not_before and (begun or part.state == states.WAITING):
        code = "waiting" if part.state == states.WAITING else "retry"
        params = {"until": part.not_before}
        return Standing(states.WAITING, code, params, _reason(part), (HOLD, WITHDRAW))
    if sending.after and sending.after.state not in states.SETTLED and not begun:
        return _awaiting(sending, sending.after)
    code = "begun" if begun or part.position else "planned"
    return Standing(
        face_of(part.state), code, {"when": sending.due_at}, choices=(*_while_planned(begun), HOLD, WITHDRAW)
    )


def _awaiting(sending: Sending, article: Sending) -> Standing:
    code = "awaits_trouble" if article.state in states.NEEDS_SOMEBODY else "awaits"
    params = {"when": sending.due_at, "lead": article.channel.name}
    return Standing(states.PLANNED, code, params, choices=(MOVE, HOLD, WITHDRAW))


def _while_planned(begun: bool) -> tuple[str, ...]:
    return () if begun else (NOW, MOVE)


def _leaving(sending: Sending, part: Part) -> Standing:
    return Standing(LEAVING, "leaving", {"when": sending.due_at})


def _unknown(sending: Sending, part: Part) -> Standing:
    return Standing(states.UNKNOWN, "unknown", {"until": part.look_at}, _reason(part), (LOOK,))


def _person(sending: Sending, part: Part) -> Standing:
    if part.reason_code == BY_HAND:
        return Standing(ASKS, "by_hand", {"when": sending.due_at}, None, (HAND, THERE, LEAVE_OUT))
    return Standing(ASKS, "asks", {}, _reason(part), (THERE, AGAIN, LEAVE_OUT, LOOK))


def _late(sending: Sending, part: Part) -> Standing:
    code = "unapproved" if part.reason_code == "not_approved" else "late"
    return Standing(states.LATE, code, {"when": part.due_at}, None, (NOW, MOVE, WITHDRAW))


def _blocked(sending: Sending, part: Part) -> Standing:
    return Standing(states.BLOCKED, "blocked", {}, _reason(part), (RECONNECT, *_moves(part), WITHDRAW))


def _refused(sending: Sending, part: Part) -> Standing:
    first = (AS_IT_IS,) if part.reason_code in {"link_dead", "rights_over"} else ()
    again = (MEND, PLAN_AGAIN) if sending.change == "create" and part.position == 0 else ()
    away = () if sending.settled_at else (PUT_AWAY,)
    return Standing(states.REFUSED, "refused", {}, _reason(part), (*first, *again, *away))


def _rehearsed(sending: Sending, part: Part) -> Standing:
    again = (PLAN_AGAIN,) if sending.change == "create" else ()
    return Standing(states.REHEARSED, "rehearsed", {"when": sending.due_at}, None, (OPEN, *again))


def _dropped(sending: Sending) -> Standing:
    return Standing(TAKEN_OFF, "dropped")


def _moves(part: Part) -> tuple[str, ...]:
    return () if part.first_armed_at else (MOVE,)


def _reason(part: Part) -> Reason | None:
    return Reason(part.reason_code, part.reason_params, part.reason_raw) if part.reason_code else None


_BY_STATE = {
    **dict.fromkeys((states.CLAIMED, states.PREPARING, states.ARMED), _leaving),
    **dict.fromkeys(states.SOUGHT, _unknown),
    states.PERSON: _person,
    states.LATE: _late,
    states.BLOCKED: _blocked,
    states.REFUSED: _refused,
    states.REHEARSED: _rehearsed,
}
assert {*_BY_STATE, *states.READY, states.SENT, states.DROPPED} == set(states.STATES), "a state without its words"
