"""The drill: a backup is made while posts leave, the machine is lost, and the file is restored on another one.

What left after the backup is found on the networks and not sent again; what did not leave goes out; what nobody can
read is a person's. And an operator who errs, or is cut in the middle, loses nothing.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pupitre.networks.paper.ledger import read
from tests.flows.test_up import Desk, free_port

ROOT = Path(__file__).resolve().parents[2]
POSTS = 40
FACTOR = "60"
"""looks, leases and lags run so many times faster: the last look comes after ten seconds"""
OVER = {"sent", "person"}


@pytest.fixture(scope="module")
def base() -> Iterator[Path]:
    within = Path("/var/lib/pupitre-tests") if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="drill-", dir=within))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def pupitre(
    folder: Path, *words: str, module: str = "pupitre.desk.cli", **settings: str
) -> subprocess.CompletedProcess:
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("PUPITRE_", "DJANGO_", "DATABASE"))
    }
    own = {"PUPITRE_DATA": str(folder), "PUPITRE_TIME_FACTOR": FACTOR}
    return subprocess.run(
        [sys.executable, "-m", module, *words], cwd=ROOT, env=clean | own | settings, capture_output=True, text=True
    )


def done(folder: Path, *words: str, **settings: str) -> str:
    ended = pupitre(folder, *words, **settings)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def drilled(folder: Path, *words: str) -> str:
    ended = pupitre(folder, *words, module="tests.flows.drill")
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def started(folder: Path) -> Desk:
    folder.mkdir(mode=0o711, exist_ok=True)
    return Desk(str(folder), free_port(), PUPITRE_TIME_FACTOR=FACTOR)


def killed(desk: Desk) -> None:
    """The machine is gone: everything at once, the database too."""
    for pid in sorted(desk.family()):  # the guard first: it starts nothing again
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    desk.process.wait()


def printed(folder: Path) -> Counter[tuple[str, str]]:
    """What is really out there: (account, text), how often."""
    return Counter(
        (sheet.stem, post.text)
        for sheet in (folder / "paper").glob("*.jsonl")
        for post in read(sheet.read_bytes()).posts.values()
    )


@pytest.fixture(scope="module")
def lost(base: Path) -> Path:
    """An installation whose machine was lost while 160 sendings were leaving; its last backup is some seconds old."""
    home = base / "home"
    desk = started(home)
    drilled(home, "plan", str(POSTS))
    desk.until(lambda: len(printed(home)) >= POSTS)
    done(home, "backup", str(base / "night.backup"))
    made = len(printed(home))
    desk.until(lambda: len(printed(home)) >= made + 8)
    killed(desk)
    return home


@dataclass(frozen=True)
class Told:
    """What the desk says of one part."""

    account: str
    text: str
    state: str
    channel: str


def told(folder: Path) -> list[Told]:
    return [Told(*row) for row in json.loads(drilled(folder, "states"))]


def test_what_left_after_the_backup_is_found_and_nothing_is_doubled(base: Path, lost: Path) -> None:
    before = printed(lost)
    assert 0 < len(before) < POSTS * 4 and set(before.values()) == {1}
    new = base / "new"
    new.mkdir(mode=0o711)
    shutil.copytree(lost / "paper", new / "paper")  # the networks are where they were
    shutil.copy(lost / "secret.key", new / "secret.key")
    began = time.monotonic()
    done(new, "restore", str(base / "night.backup"))
    took = time.monotonic() - began
    desk = started(new)
    try:
        desk.until(lambda: {one.state for one in told(new)} <= {"sent", "person"})
        parts = told(new)
    finally:
        killed(desk)
    after = printed(new)
    assert max(after.values()) == 1, "doubled"
    person = {one for one in parts if one.state == "person"}
    assert {one.channel for one in person} == {"Shop D"}, "a person was asked without need, or not at all"
    unsent = {(one.account, one.text) for one in parts} - set(after)
    assert unsent <= {(one.account, one.text) for one in person}, "lost"
    assert took < 120, f"a restore of {took:.0f} s"


def test_a_restore_that_is_killed_is_finished_by_the_next_start(base: Path, lost: Path) -> None:
    """Between the commit and the opened gap nothing of what came back may leave."""
    home, points = base / "cut", base / "points"
    home.mkdir(mode=0o711)
    points.mkdir()
    shutil.copy(lost / "secret.key", home / "secret.key")
    (points / "restored").touch()
    cut = pupitre(home, "restore", str(base / "night.backup"), PUPITRE_POINTS=str(points))
    assert cut.returncode == -signal.SIGKILL
    desk = Desk(str(home), free_port())  # at the clock's own speed: the last look is ten minutes away
    try:
        assert "finishing the restore" in desk.log.read_text()
        assert any(one.state in ("unknown", "looking", "person") for one in told(home))
    finally:
        killed(desk)
    assert not printed(home)


def test_an_operator_who_errs_loses_nothing(base: Path, lost: Path) -> None:
    """Without the key, over a desk, over one that runs, from a file that was cut: a sentence, and all is as it was."""
    night, home = base / "night.backup", base / "erring"
    refused = pupitre(home, "restore", str(night))
    assert refused.returncode == 1 and "copy your secret.key" in refused.stderr
    (home / "secret.key").write_bytes((lost / "secret.key").read_bytes())
    cut = base / "cut.backup"
    cut.write_bytes(night.read_bytes()[:-20_000])
    refused = pupitre(home, "restore", str(cut))
    assert refused.returncode == 1 and "cut short" in refused.stderr
    done(home, "restore", str(night))
    refused = pupitre(home, "restore", str(night))
    assert refused.returncode == 1 and "--replace" in refused.stderr
    desk = started(home)
    try:
        refused = pupitre(home, "restore", str(night), "--replace")
        assert refused.returncode == 1 and "running" in refused.stderr
    finally:
        killed(desk)
    before = len(told_at_rest(home))
    assert before == POSTS * 4


def test_a_lost_key_costs_the_connections_only(base: Path, lost: Path) -> None:
    home = base / "keyless"
    done(home, "restore", str(base / "night.backup"), "--without-key")
    desk = started(home)
    try:
        channels = json.loads(done(home, "channel", "list", "--json"))
        assert {channel["state"] for channel in channels} == {"reconnect"}
        assert len(told(home)) == POSTS * 4
    finally:
        killed(desk)


def told_at_rest(folder: Path) -> list[Told]:
    desk = started(folder)
    try:
        return told(folder)
    finally:
        killed(desk)
