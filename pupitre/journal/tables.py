"""Whether the database's tables are those of this program."""

from __future__ import annotations

from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Change = tuple[str, str]
"""(app, name) of a migration"""


def migrations() -> tuple[set[Change], set[Change]]:
    """(those that the database lacks, those of our rooms that only the database knows). Raises DatabaseError."""
    known, rooms = _known()
    applied = set(MigrationRecorder(connection).applied_migrations())
    return set(known - applied), {one for one in applied - known if one[0] in rooms}


@cache
def _known() -> tuple[frozenset[Change], frozenset[str]]:
    """Of this program: they can't change while it runs."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(loader.graph.nodes), frozenset(loader.migrated_apps)
