"""The place where a pretend account lives, and what a post is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from pupitre.networks.words import Grant

UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)

Letter = Mapping[str, Any]
"""What is to be printed, as plain JSON: see `publish.letter`."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A post as the place shows it."""

    id: str
    at: datetime
    letter: Letter
    url: str = ""
    key: str = ""
    printed_at: datetime = UNKNOWN
    """when it came to be, whatever date it bears"""

    @property
    def text(self) -> str:
        return str(self.letter.get("text", ""))


@dataclass(frozen=True, slots=True)
class Stack:
    """Posts of one account, newest first; `more`: whether older ones follow."""

    posts: tuple[Printed, ...] = field(default=())
    more: bool = False


class Place(Protocol):
    """Every method raises the five errors."""

    def put(self, key: str, letter: Letter, at: datetime) -> Printed:
        """Print a post dated `at`, never later than now. Only class A knows a key that it was given before."""

    def keep(self, key: str, letter: Letter, at: datetime) -> str:
        """A container (class B): kept, not printed; its handle."""

    def print_container(self, handle: str) -> Printed | None:
        """Print what a container keeps; a second time prints it twice. None: it is still being printed."""

    def is_printed(self, handle: str) -> bool:
        """Whether a container was printed."""

    def under_key(self, key: str) -> Printed | None:
        """The post of a key (class A)."""

    def post(self, post_id: str) -> Printed | None:
        """None: not there, or not any more."""

    def latest(self, before: str | None, most: int) -> Stack:
        """Older than the cursor `before`, as `cursor_of` makes it; newest first."""

    def change(self, post_id: str, letter: Letter) -> Printed:
        """Refused when it is gone."""

    def remove(self, post_id: str) -> None:
        """Gone already: nothing happens."""

    def renewed(self, grant: Grant) -> Grant:
        """Young secrets and fresh facts; Reconnect(refresh=False) when the place accepts them no more."""


def cursor_of(post: Printed) -> str:
    return f"{post.at.isoformat()}|{post.id}"


def is_before(post: Printed, cursor: str | None) -> bool:
    return cursor is None or (post.at, post.id) < read_cursor(cursor)


def read_cursor(cursor: str) -> tuple[datetime, str]:
    at, _, post_id = cursor.partition("|")
    return datetime.fromisoformat(at), post_id
