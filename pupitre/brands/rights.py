"""Who may do what: one table, default deny. Pages, programs and the shell all ask it."""

from typing import Literal

Role = Literal["owner", "manager", "author", "approver", "guest"]
ROLES: tuple[Role, ...] = ("owner", "manager", "author", "approver", "guest")

_EVERYBODY = frozenset(ROLES)
_WRITERS = frozenset({"owner", "manager", "author", "approver"})
_LEADERS = frozenset({"owner", "manager"})
_OWNER = frozenset({"owner"})

RIGHTS: dict[str, frozenset[str]] = {
    "see": _EVERYBODY,
    "write": _WRITERS,
    "plan": _WRITERS,
    "approve": frozenset({"owner", "manager", "approver"}),
    "decide": _WRITERS,  # unknown outcomes, late posts
    "hold": _WRITERS,
    "lift": frozenset({"owner", "manager", "approver"}),
    "connect": _LEADERS,
    "invite": _LEADERS,
    "settings": _LEADERS,
    "audit": _LEADERS,
    "open": _OWNER,  # leave rehearsal
    "remove": _OWNER,
    "health": _OWNER,  # how the installation is
    "guard": _OWNER,  # ask everybody for a second step, set a member's back
}


def may(role: str, action: str) -> bool:
    """False for an action that the table does not name."""
    return role in RIGHTS.get(action, frozenset())
