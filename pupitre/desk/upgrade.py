"""New code meets an older database: a backup first, then the migrations; when one fails, everything is as it was."""

from __future__ import annotations

import argparse
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
from pupitre.ground.environment import BadSetting, environment

SOURCE = Path(pupitre.__file__).parents[1]
SIGN = ".upgrade.json"
"""beside the program while scripts/upgrade.py changes it"""
Say = Callable[[str], None]
KEPT = 3
"""backups from before an upgrade that are kept"""


def hand_over(said: argparse.Namespace) -> int:
    """`pupitre upgrade`: become a process that needs nothing of what will change under it. Raises BadSetting."""
    script, here = SOURCE / "scripts" / "upgrade.py", Path(sys.prefix)
    if not script.exists():
        raise BadSetting("this desk is not run from its source: take a newer image or package instead.")
    venv = here.parent.with_name(here.parent.name[:-1]) if here.parent.name.endswith("venvs") else here
    words = ["--venv", str(venv), "--wait", str(said.wait), "--to", said.to or "", *(["--check"] if said.check else [])]
    python = getattr(sys, "_base_executable", "") or sys.executable
    sys.stdout.flush()
    os.execv(python, [python, str(script), *words])  # noqa: S606


def refuse_half_upgraded() -> None:
    """Raises BadSetting while program and libraries may be of two versions."""
    if (SOURCE / SIGN).exists():
        raise BadSetting(
            "an upgrade was interrupted, so nothing is started; nothing is lost. Run “pupitre upgrade” again: it "
            f"finishes what was begun, or undoes it. (If that does not start: python3 {SOURCE}/scripts/upgrade.py)"
        )


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


def put_back(before: Path, look: bool) -> None:
    """The database as `before` has it, after a newer version was prepared and did not run.

    `look`: it may have run for a moment; the next start looks for what may have left since. Raises SystemExit.
    """
    (environment().data / "prepared").unlink(missing_ok=True)
    back = _run("pupitre.desk.backup.put_back", str(before), *(["--look"] if look else []))
    if back.returncode:
        raise SystemExit(
            f"pupitre: {before} could not be put back; the database was not changed.\n{back.stderr[-800:]}"
        )


def _holds_something() -> bool:
    with psycopg.connect(database_url()) as connection:
        return holds_a_desk(connection)


def _back_up(say: Say) -> Path:
    """Readable without a passphrase, since it may be needed at once: it lies beside the database itself."""
    say("making a backup before the upgrade")
    folder = environment().data / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"before-{pupitre.__version__}-{datetime.now(UTC):%Y%m%d-%H%M%S}.backup"
    done = _run("pupitre.desk.cli", "backup", str(path), open_file=True)
    if done.returncode:
        raise SystemExit(
            "pupitre: there is no backup, so the database was not touched and nothing was started. Mend what is wrong, "
            f"then start again.\n{done.stderr.strip()[-800:]}"
        )
    say(f"the backup before the upgrade: {path}")
    for old in sorted(folder.glob("before-*.backup"), key=lambda one: one.stat().st_mtime)[:-KEPT]:
        old.unlink()
    return path


def _run(module: str, *words: str, open_file: bool = False) -> subprocess.CompletedProcess[str]:
    """In a process of its own, so that the supervisor stays small."""
    environ = {name: value for name, value in os.environ.items() if not (open_file and "_BACKUP_" in name)}
    return subprocess.run([sys.executable, "-m", module, *words], capture_output=True, text=True, env=environ)
