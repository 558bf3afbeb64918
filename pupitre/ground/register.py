"""A register: how an upper room hands its knowledge to a lower one without being imported by it."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class Register(Generic[Entry]):
    """Entries in order of `order`, then of arrival. Filled once, by desk/wiring.py."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: list[tuple[int, Entry]] = []

    def add(self, entry: Entry, order: int = 50) -> Entry:
        if all(known is not entry for _, known in self._entries):
            self._entries.append((order, entry))
            self._entries.sort(key=lambda pair: pair[0])
        return entry

    def entry(self, order: int = 50) -> Callable[[Entry], Entry]:
        """The same as a decorator."""
        return lambda given: self.add(given, order)

    def __iter__(self) -> Iterator[Entry]:
        return (entry for _, entry in self._entries)

    def __len__(self) -> int:
        return len(self._entries)
