"""The database: does it answer, which one is it, are its tables those of this program."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pupitre.desk.backup.dump import is_unfinished
from pupitre.ground.checks import FAULT, OK, WARNING, Check, Finding
from pupitre.ground.database import database_url
from pupitre.journal.reading import lags
from pupitre.journal.tables import migrations

OLDEST = 15
"""PostgreSQL's version"""
SLOW = 0.5
"""seconds for the smallest question"""
BEHIND = 60.0
"""seconds a reader of the journal may be behind"""


def _database(brand_id: int | None) -> Iterator[Finding]:
    try:
        connection.ensure_connection()
        yield _answers()
    except DatabaseError:
        yield Finding(
            FAULT,
            _("The database does not answer: pages show an error and nothing leaves. What was saved is safe."),
            _("Start it: “pupitre up”, or the PostgreSQL that DATABASE_URL names. Its own words are in its log."),
        )
        return
    tables = _tables()
    yield tables
    if is_unfinished(database_url()):
        yield Finding(
            FAULT,
            _("A restore is unfinished: nothing leaves, because what it brought back may have left already."),
            _("Start “pupitre up” once, or repeat “pupitre restore”."),
        )
    if tables.state == OK:
        yield from _readers()


def _answers() -> Finding:
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), pg_database_size(current_database())")
        version, size = cursor.fetchone() or ("", 0)
    seconds = time.monotonic() - began
    said = {"version": version.split()[0], "ms": max(round(seconds * 1000), 1), "size": round(size / 1e6)}
    if int(version.split(".")[0].split()[0]) < OLDEST:
        return Finding(
            FAULT,
            _("PostgreSQL %(version)s is older than this desk can use.") % said,
            _("Move the database to PostgreSQL 15 or newer (pg_upgrade), then start Pupitre again."),
        )
    words = _("PostgreSQL %(version)s answers in %(ms)d ms and holds %(size)d MB.") % said
    if seconds > SLOW:
        return Finding(WARNING, words, _("That is slow: see what else runs on its machine, and how far away it is."))
    return Finding(OK, words)


def _tables() -> Finding:
    lacking, unknown = migrations()
    if lacking:
        return Finding(
            FAULT,
            _("The tables are older than this program: %(count)d changes are missing.") % {"count": len(lacking)},
            _("Run “pupitre prepare”, or start “pupitre up” once: both bring them up to date."),
        )
    if unknown:
        return Finding(
            FAULT,
            _("The tables are newer than this program: a later version was here."),
            _("Start that version again, or restore the backup that was made before it."),
        )
    return Finding(OK, _("Its tables are those of this program."))


def _readers() -> Iterator[Finding]:
    for name, seconds in lags().items():
        if seconds > BEHIND:
            yield Finding(
                WARNING,
                _("What happened %(seconds)d s ago has not been read by “%(name)s” yet: pages and notices lag behind.")
                % {"seconds": seconds, "name": name},
                _("The worker reads it: see its check. If it lives, its log says what stops it."),
            )


DATABASE = Check("database", gettext_lazy("Database"), _database)
