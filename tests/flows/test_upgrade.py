"""Each released version's database becomes today's, though the machine dies in the middle; a failure changes nothing.

`tests/upgrades/VERSION.backup` is the furnished demo as that version left it, without its pictures.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from pupitre.desk.backup import dump, file
from pupitre.desk.backup.lock import Lock
from pupitre.ground.database import Embedded
from tests.flows.test_backup import ROOT, base, killed, pupitre
from tests.flows.test_up import Desk, free_port

__all__ = ["base"]

FORGET = "UPDATE public.channels_channel SET sealed = '', state = 'reconnect';"
"""its key is not kept"""
RELEASED = sorted((ROOT / "tests" / "upgrades").glob("*.backup"))


@contextmanager
def running(home: Path) -> Iterator[str]:
    """The database of an installation that is not started otherwise."""
    server = Embedded(home)
    server.prepare(lambda line: None)
    process = server.start()
    server.wait(process)
    try:
        yield server.url()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def left_by(released: Path, home: Path, folder: Path) -> dict[str, int]:
    """An installation as that version left it; how many rows its tables have."""
    home.mkdir(mode=0o711)
    folder.mkdir()
    content = file.read(released, Lock(), folder)
    with running(home) as url:
        dump.restore(url, content.dump, content.head["rows"], FORGET)
        dump.forget_old(url)
    return {
        name: count for name, count in content.head["rows"].items() if not name.startswith(("procrastinate", "django"))
    }


def counted(url: str, tables: dict[str, int]) -> dict[str, int]:
    with psycopg.connect(url) as connection:
        return {name: connection.execute(f'select count(*) from "{name}"').fetchone()[0] for name in tables}


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_it_starts_and_everything_is_there(released: Path, base: Path) -> None:
    home = base / f"from-{released.stem}"
    rows = left_by(released, home, base / f"content-{released.stem}")
    desk = Desk(str(home), free_port())
    try:
        assert "a backup before the upgrade" in desk.log.read_text()
        assert desk.answers()
        now = counted(Embedded(home).url(), rows)
        assert {name for name, count in now.items() if count < rows[name]} <= {"channels_worker"}
    finally:
        killed(desk)
    made = list((home / "backups").glob("before-*.backup"))
    assert len(made) == 1 and file.read(made[0], Lock()).head["rows"]["channels_part"] == rows["channels_part"]


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_a_machine_that_dies_in_the_middle_goes_on_at_the_next_start(released: Path, base: Path) -> None:
    """kill -9 of the migrations at five instants, one after the other, then a start."""
    home = base / f"dying-{released.stem}"
    rows = left_by(released, home, base / f"dying-content-{released.stem}")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PUPITRE_")}
    with running(home) as url:
        for after in (0.9, 1.1, 1.3, 1.5, 1.8):
            migrating = subprocess.Popen(
                [sys.executable, "-m", "pupitre.desk.django", "migrate", "--no-input", "--verbosity=0"],
                cwd=ROOT,
                env=environ | {"PUPITRE_DATA": str(home)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            time.sleep(after)
            migrating.kill()
            migrating.wait()
            assert counted(url, {"channels_part": 0})["channels_part"] == rows["channels_part"]
    desk = Desk(str(home), free_port())
    try:
        assert desk.answers()
        assert counted(Embedded(home).url(), {"journal_entry": 0})["journal_entry"] >= rows["journal_entry"]
    finally:
        killed(desk)


def test_an_upgrade_that_fails_leaves_everything_as_it_was(base: Path) -> None:
    """A table that one of the migrations wants to make is there already: it fails half way, and all is put back."""
    home = base / "failing"
    rows = left_by(RELEASED[0], home, base / "failing-content")
    with running(home) as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create table desk_backup (in_the_way int)")
        before = connection.execute("select count(*) from django_migrations").fetchone()
    refused = pupitre(home, "up", "--port", str(free_port()))
    assert refused.returncode == 1, refused.stdout
    assert "The database is as it was before" in refused.stderr and "desk_backup" in refused.stderr
    with running(home) as url:
        assert counted(url, rows) == rows
        with psycopg.connect(url) as connection:
            assert connection.execute("select count(*) from django_migrations").fetchone() == before
