"""Handing a post to a person: nothing leaves, and only they can say that it is out."""

import secrets
from collections.abc import Callable

from pupitre.networks.errors import Refused
from pupitre.networks.words import Accepted, Grant, Outgoing, Sent


def new_key(hint: str, grant: Grant) -> str:
    """Nobody reads a key here."""
    return secrets.token_urlsafe(9)


def prepare(outgoing: Outgoing, grant: Grant, save: Callable[[str, str], None]) -> None:
    """There is nothing to prepare."""


def send(outgoing: Outgoing, grant: Grant) -> Sent | Accepted:
    """It is in a person's hands from now on. Raises Refused(by_hand_only) for an edit or a deletion."""
    if outgoing.change != "create":
        raise Refused("by_hand_only")
    return Accepted({})


def find(outgoing: Outgoing, grant: Grant) -> Sent | Accepted | None:
    """Nobody can look."""
    return None
