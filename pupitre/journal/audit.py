"""The journal as an audit reads it: newest first, by member, by verbs, between two moments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pupitre.journal.models import INSTALLATION, Entry, EntryQuerySet, Seal

STEP = 500
"""entries read at once when all are wanted"""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked for. `verbs` empty: all but `without`."""

    actor_id: int | None = None
    by_itself: bool = False
    """what the desk did without a member (or somebody at its shell)"""
    verbs: Sequence[str] = ()
    without: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None


def newest(brand_id: int, members: Sequence[int], choice: Choice, before: int | None, most: int) -> list[Entry]:
    """At most `most` entries older than entry `before`: the brand's, and how its members signed in."""
    own = Entry.objects.of_brand(brand_id)
    signing_in = Entry.objects.of_brand(INSTALLATION).filter(subject_kind="member", subject_id__in=members)
    found = [*_chosen(own, choice, before)[:most], *_chosen(signing_in, choice, before)[:most]]
    return sorted(found, key=lambda entry: -entry.pk)[:most]


def every(brand_id: int, members: Sequence[int], choice: Choice) -> Iterator[list[Entry]]:
    """All of them, newest first, some hundreds at a time."""
    before = None
    while found := newest(brand_id, members, choice, before, STEP):
        yield found
        before = found[-1].pk


def seals_of(entries: Sequence[Entry]) -> dict[int, str]:
    """Entry → its seal; what is so new that it has none is absent."""
    known = Seal.objects.filter(entry_id__in=[entry.pk for entry in entries])
    return dict(known.values_list("entry_id", "hash"))


def _chosen(entries: EntryQuerySet, choice: Choice, before: int | None) -> EntryQuerySet:
    if before is not None:
        entries = entries.filter(pk__lt=before)
    if choice.actor_id is not None:
        entries = entries.filter(actor_id=choice.actor_id)
    if choice.by_itself:
        entries = entries.filter(actor_id=None)
    if choice.verbs:
        entries = entries.filter(verb__in=choice.verbs)
    if choice.without:
        entries = entries.exclude(verb__in=choice.without)
    if choice.since:
        entries = entries.filter(at__gte=choice.since)
    if choice.until:
        entries = entries.filter(at__lt=choice.until)
    return entries.order_by("-pk")
