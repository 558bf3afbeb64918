"""What a network can supply. Small protocols, at most four methods each, all synchronous."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from pupitre.networks.words import (
    Accepted,
    Detour,
    Facts,
    Grant,
    Measure,
    Objection,
    Outgoing,
    Page,
    Question,
    Sent,
)


class Connects(Protocol):
    def questions(self) -> Sequence[Question]:
        """The fields that a person fills in to connect an account."""

    def begin(self, answers: Mapping[str, str], callback: str) -> Grant | Detour:
        """Connect at once, or say where the person must agree. `callback` is our own address.

        Raises Refused (a sentence with the mend: wrong password, not such a server), NotSent, Later.
        """

    def finish(self, memory: Mapping[str, str], answer: Mapping[str, str]) -> Grant:
        """The person came back from a Detour with the query `answer`. Raises Refused."""

    def check(self, grant: Grant) -> Grant:
        """The grant as it stands now: fresh facts, name, and a refreshed token where it was old.

        Raises Reconnect(refresh=False) when only a person can mend it; NotSent and Later pass.
        """


class Revokes(Protocol):
    def revoke(self, grant: Grant) -> None:
        """Give back what lets the desk in: afterwards it opens nothing. May be asked twice, and of a dead grant.

        Raises Refused when only a person can do it there (the card's `revoke_by_hand` says where); NotSent, Later.
        """


class Publishes(Protocol):
    def new_key(self, hint: str, grant: Grant) -> str:
        """A key for one part, in the form this network dedupes or finds by; never used twice.

        `hint` is the title or the beginning of the text, for networks whose key people read.
        """

    def prepare(self, outgoing: Outgoing, grant: Grant, save: Callable[[str, str], None]) -> None:
        """What can be repeated without harm (uploads, containers). `save(name, handle)` keeps each

        handle as soon as it is known; what `outgoing.handles` already has is not done again.
        """

    def send(self, outgoing: Outgoing, grant: Grant) -> Sent | Accepted:
        """The one call: create, edit or delete. No redirect, no retry. Raises the five errors."""

    def find(self, outgoing: Outgoing, grant: Grant) -> Sent | Accepted | None:
        """Look, never send: is this part out there? None: not seen (yet). Raises the five errors."""


class Measures(Protocol):
    def posts(self, remote_ids: Sequence[str], grant: Grant) -> Mapping[str, Measure | None]:
        """Counts now, per remote id; None where the post is gone."""

    def account(self, grant: Grant) -> Measure:
        """Followers and posts now."""

    def past(self, grant: Grant, cursor: str | None) -> Page:
        """The account's own posts, newest first, a page at a time."""


class Objects(Protocol):
    def objections(self, outgoing: Outgoing, facts: Facts) -> Sequence[Objection]:
        """What this network would refuse beyond what its Rules say."""
