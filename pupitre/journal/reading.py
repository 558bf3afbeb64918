"""Reading the journal with a cursor of one's own: nothing skipped, nothing read twice."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from pupitre.ground.register import Register
from pupitre.journal.models import Cursor, Entry

log = logging.getLogger(__name__)

Handle = Callable[[Sequence[Entry]], None]


@dataclass(frozen=True, slots=True)
class Follower:
    """Who reads: its name, the verbs it cares for (empty: all), and what it does with them."""

    name: str
    verbs: tuple[str, ...]
    handle: Handle


followers: Register[Follower] = Register("journal_followers")

# An entry's id is given before its transaction ends, so ids may become visible out of order. The
# transaction's own number tells what can still appear: all below the snapshot's xmin have ended.
_NEXT = """
SELECT id, xact::text FROM journal_entry
WHERE (xact, id) > (%s::xid8, %s) AND xact < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY xact, id LIMIT %s
"""


def read(follower: Follower, most: int = 500) -> int:
    """Hand the next entries to the follower, in the order in which their transactions began.

    What `handle` writes and the cursor's move are one transaction. How many entries were passed;
    0 when another process is reading for the same follower.
    """
    with transaction.atomic():
        Cursor.objects.get_or_create(reader=follower.name)
        cursor = Cursor.objects.select_for_update(skip_locked=True).filter(reader=follower.name).first()
        if cursor is None:
            return 0
        with connection.cursor() as rows:
            rows.execute(_NEXT, [cursor.xact, cursor.entry_id, most])
            found = rows.fetchall()
        if not found:
            return 0
        entries = Entry.objects.in_bulk([row[0] for row in found])
        wanted = [entries[row[0]] for row in found if not follower.verbs or entries[row[0]].verb in follower.verbs]
        if wanted:
            follower.handle(wanted)
        Cursor.objects.filter(pk=cursor.pk).update(entry_id=found[-1][0], xact=found[-1][1])
    return len(found)


def read_all() -> int:
    """One round for every follower; one that fails does not stop the others."""
    total = 0
    for follower in followers:
        try:
            total += read(follower)
        except Exception:
            log.exception("the journal's reader %s failed; it reads the same entries again", follower.name)
    return total


_OLDEST = """
SELECT extract(epoch FROM clock_timestamp() - at) FROM journal_entry
WHERE (xact, id) > (%s::xid8, %s) ORDER BY xact, id LIMIT 1
"""


def lags() -> dict[str, float]:
    """For each follower how many seconds the oldest entry that it has not read has been waiting; 0 when none."""
    cursors = {cursor.reader: cursor for cursor in Cursor.objects.all()}
    found = {}
    for follower in followers:
        cursor = cursors.get(follower.name, Cursor())
        with connection.cursor() as rows:
            rows.execute(_OLDEST, [cursor.xact, cursor.entry_id])
            row = rows.fetchone()
        found[follower.name] = max(float(row[0]), 0.0) if row else 0.0
    return found
