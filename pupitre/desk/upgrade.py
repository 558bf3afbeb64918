"""New code meets an older database: a backup first, then the migrations; when one fails, everything is as it was."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg

import pupitre
from pupitre.desk.backup.dump import holds_a_desk
from pupitre.ground.database import database_url
from pupitre.ground.environment import environment

Say = Callable[[str], None]
KEPT = 3
"""backups from before an upgrade that are kept"""


def upgrade(say: Say) -> None:
    """Apply what migrations are missing. Raises SystemExit with what happened, what is safe, what to do.

    Killed in the middle, the next start goes on: each migration is there whole or not at all.
    """
    if _run("pupitre.desk.django", "migrate", "--check").returncode == 0:
        return
    before = _back_up(say) if _holds_something() else None
    say("bringing the database up to date")
    done = _run("pupitre.desk.django", "migrate", "--no-input", "--verbosity=0")
    if done.returncode == 0:
        return
    words = done.stderr.strip()[-1500:]
    if before is None:
        raise SystemExit(f"pupitre: the database could not be prepared; nothing was started.\n{words}")
    say("it failed; putting the database back")
    back = _run("pupitre.desk.backup.put_back", str(before))
    if back.returncode:
        raise SystemExit(
            f"pupitre: the upgrade failed, and so did putting back. Nothing was started; your data are in {before}.\n"
            f"{words}\n{back.stderr.strip()[-800:]}"
        )
    raise SystemExit(
        f"pupitre: the upgrade to {pupitre.__version__} failed. The database is as it was before, and nothing was "
        f"started: start the version you had, and report these words.\n{words}"
    )


def _holds_something() -> bool:
    with psycopg.connect(database_url()) as connection:
        return holds_a_desk(connection)


def _back_up(say: Say) -> Path:
    """Readable without a passphrase, since it may be needed at once: it lies beside the database itself."""
    say("a backup before the upgrade")
    folder = environment().data / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"before-{pupitre.__version__}-{datetime.now(UTC):%Y%m%d-%H%M%S}.backup"
    done = _run("pupitre.desk.cli", "backup", str(path), open_file=True)
    if done.returncode:
        raise SystemExit(
            "pupitre: there is no backup, so the database was not touched and nothing was started. Mend what is wrong, "
            f"then start again.\n{done.stderr.strip()[-800:]}"
        )
    for old in sorted(folder.glob("before-*.backup"), key=lambda one: one.stat().st_mtime)[:-KEPT]:
        old.unlink()
    return path


def _run(module: str, *words: str, open_file: bool = False) -> subprocess.CompletedProcess[str]:
    """In a process of its own, so that the supervisor stays small."""
    environ = {name: value for name, value in os.environ.items() if not (open_file and "_BACKUP_" in name)}
    return subprocess.run([sys.executable, "-m", module, *words], capture_output=True, text=True, env=environ)
