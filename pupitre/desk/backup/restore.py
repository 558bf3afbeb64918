"""Restoring: the file is checked whole, then takes the place of what is there; nothing leaves before it is finished.

The database changes in one transaction, which also writes UNFINISHED: a table that says that the gap since the backup
was not opened yet. No process of the desk works while it is there; whoever starts next finishes (see `finish`).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import psycopg
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction

from pupitre.desk.backup import dump, file
from pupitre.desk.backup.dump import UNFINISHED
from pupitre.desk.backup.lock import Lock
from pupitre.desk.backup.make import CANARY
from pupitre.ground import secrets
from pupitre.ground.environment import environment
from pupitre.ground.points import pass_by

Say = Callable[[str], None]
ALIVE_WITHIN = 45
"""seconds since a process was last heard of"""


class CannotRestore(Exception):
    """What the operator can mend; nothing was changed."""


def restore(url: str, path: Path, lock: Lock, replace: bool, forget_secrets: bool, say: Say) -> None:
    """1. the file, checked; 2. what is there; 3. the key; 4. pictures; 5. the database. `finish` comes after.

    `replace`: what is there may go. `forget_secrets`: the key is lost, so every channel must be connected again.
    Raises CannotRestore, file.Damaged, Locked, dump.NotRestored, OSError.
    """
    environment().data.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="restore-", dir=environment().data))
    try:
        say("checking the file")
        content = file.read(path, lock, folder)
        _look_around(url, replace)
        _settle_key(content, forget_secrets)
        say("the pictures")
        _put_pictures(content)
        say("the database")
        (environment().data / "prepared").unlink(missing_ok=True)
        dump.restore(url, content.dump, content.head["rows"], afterwards(content.head["made_at"], forget_secrets))
        pass_by("restored")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def finish(url: str) -> datetime | None:
    """After the migrations: open the gaps and take the sign away. When the backup was made; None: nothing to finish."""
    from pupitre.channels import gap

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"public.{UNFINISHED}"])
        if not cursor.fetchone()[0]:
            return None
        cursor.execute(f"SELECT made_at, key_is_lost FROM {UNFINISHED} FOR UPDATE")  # noqa: S608  (a name of ours)
        made_at, key_is_lost = cursor.fetchone()
        if key_is_lost:
            for column in secrets.sealed_columns:
                column.lost()
        gap.open_gaps(made_at)
        cursor.execute(f"DROP TABLE {UNFINISHED}")
    dump.forget_old(url)
    return made_at


def _look_around(url: str, replace: bool) -> None:
    with psycopg.connect(url) as found:
        if dump.has(found, "channels_worker"):
            alive = "SELECT 1 FROM channels_worker WHERE seen_at > now() - make_interval(secs => %s)"
            if found.execute(alive, [ALIVE_WITHIN]).fetchone():
                raise CannotRestore("Pupitre is running on this database. End it everywhere, wait a minute, try again.")
        if not replace and dump.holds_a_desk(found):
            raise CannotRestore(
                "There is a desk here already. With --replace the backup takes its place; what is there is lost, so "
                "make a backup of it first."
            )


def _settle_key(content: file.Content, forget_secrets: bool) -> None:
    """The key that opens what is restored is in its place afterwards. Raises CannotRestore."""
    place = secrets.key_file()
    if content.key and not place.exists():
        secrets.install_key(content.key.read_text("ascii"), place)
    if forget_secrets:
        secrets.ensure_key(place)
        return
    if not place.exists():
        raise CannotRestore(
            f"The backup's secrets need the key of its desk: copy your secret.key to {place}, then try again. If it is "
            "lost for good: --without-key restores everything else, and every channel must be connected again."
        )
    try:
        opened = secrets.unseal(content.head["sealed"])
    except secrets.WrongKey as error:
        raise CannotRestore(
            f"{place} is not the key of this backup. Put the right secret.key there, or, if it is lost for good, "
            "restore with --without-key."
        ) from error
    assert opened == CANARY


def _put_pictures(content: file.Content) -> None:
    """Beside what is there: a name is never given twice, so one that exists is the same picture."""
    for name in content.media:
        if default_storage.exists(name):
            continue
        with (content.folder / "media" / name).open("rb") as source:
            default_storage.save(name, File(source))


def afterwards(made_at: str, forget_secrets: bool) -> str:
    """SQL in the restore's own transaction: the sign, the journal's order in its new cluster, everybody signed out."""
    return f"""
{dump.sign(made_at, forget_secrets)}
{_JOURNAL}
DELETE FROM public.brands_session;
DELETE FROM public.channels_worker;
"""  # noqa: S608  (all of it ours)


# Numbers of transactions mean nothing in another cluster. What each reader has read and has not read stays as it was:
# an entry's new number says how many readers had stopped before it; all are smaller than any number to come.
_JOURNAL = """
ALTER TABLE public.journal_entry DISABLE TRIGGER USER;
CREATE TEMPORARY TABLE stops AS
    SELECT reader, xact::xid8 AS xact, entry_id, rank() OVER (ORDER BY xact::xid8, entry_id) - 1 AS before
    FROM public.journal_cursor;
UPDATE public.journal_entry SET xact =
    (SELECT count(DISTINCT before) FROM stops WHERE (stops.xact, stops.entry_id) <
        (journal_entry.xact, journal_entry.id))::text::xid8;
UPDATE public.journal_cursor SET entry_id = 9223372036854775807, xact =
    (SELECT count(DISTINCT earlier.before) FROM stops AS earlier JOIN stops ON stops.before > earlier.before
        WHERE stops.reader = journal_cursor.reader);
ALTER TABLE public.journal_entry ENABLE TRIGGER USER;
DROP TABLE stops;
"""
