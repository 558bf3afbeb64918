"""S4: the disk of the database runs full while posts leave, and has room again. A whole desk, by `pupitre up`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pupitre.ground.database import Embedded
from tests.flows.test_backup import drilled, killed, printed, started, told

pytestmark = pytest.mark.storm
SIZE = "260m"
POSTS = 40
FULL_FOR = 8.0
"""seconds without room"""
ENDED = {"sent", "person"}


@pytest.fixture
def small() -> Iterator[Path]:
    """A data folder whose database lies on a small file system of its own."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a small file system can only be mounted by root on Linux")
    base = Path("/var/lib/pupitre-tests")
    base.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="full-", dir=base))
    folder.chmod(0o711)
    disk = folder / "postgres"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0711", "tmpfs", disk])
    try:
        if mounted.returncode:
            pytest.skip("this machine does not let us mount a file system")
        yield folder
    finally:
        subprocess.run(["umount", "-l", disk], capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


def fill(disk: Path) -> Path:
    """Not one block is left."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return ballast


def test_a_disk_that_runs_full_while_posts_leave_loses_and_doubles_nothing(small):
    desk = started(small)
    try:
        drilled(small, "plan", str(POSTS))
        desk.until(lambda: sum(printed(small).values()) >= 8)
        ballast, end = fill(small / "postgres"), time.monotonic() + FULL_FOR
        while time.monotonic() < end:  # what is freed meanwhile is taken again
            with ballast.open("ab", buffering=0) as file:
                try:
                    file.write(bytes(1 << 16))
                except OSError:
                    time.sleep(0.1)
        before, began = printed(small), time.monotonic()
        ballast.unlink()
        desk.until(lambda: sum(printed(small).values()) > sum(before.values()))
        resumed = time.monotonic() - began
        desk.until(lambda: {one.state for one in told(small)} <= ENDED, 180)
        parts, out = told(small), printed(small)
        complaints = [line for line in desk.log.read_text().splitlines() if "database" in line and "WARNING" in line]
        complaints += [
            line for line in desk.log.read_text().splitlines() if "database ended" in line or "DiskFull" in line
        ]
    finally:
        killed(desk)
    assert complaints, "the disk was never full"  # PostgreSQL cannot write that into its own log
    print(*complaints[:4], sep="\n")
    assert sum(before.values()) < POSTS * 4, "everything had left before the disk was full"
    assert max(out.values()) == 1, "doubled"
    asked = {(one.account, one.text) for one in parts if one.state == "person"}
    assert {(one.account, one.text) for one in parts} - set(out) <= asked, "lost"
    assert {one.channel for one in parts if one.state == "person"} <= {"Shop D"}, "a person was asked without need"
    whole(small)
    print(f"S4 disk: {len(complaints)} complaints of a full disk, {len(parts)} deliveries: 0 lost, 0 doubled, ", end="")
    print(f"{len(asked)} asked on class D; leaving again {resumed:.1f} s after there was room; database whole")


def whole(folder: Path) -> None:
    """Recovered, and every page and every row can be read."""
    server = Embedded(folder)
    server.prepare(lambda line: None)
    process = server.start()
    try:
        server.wait(process)
        dump = [server.programs / "pg_dump", "-d", server.url(), "-f", "/dev/null"]
        assert subprocess.run(dump, capture_output=True).returncode == 0, "the database cannot be read whole"
    finally:
        process.terminate()
        process.wait(30)
    check = [server.programs / "pg_checksums", "--check", "-D", server.cluster]
    owner = {"user": server.owner.pw_uid, "group": server.owner.pw_gid} if server.owner else {}
    done = subprocess.run(check, capture_output=True, text=True, cwd="/", **owner)
    assert done.returncode == 0 and "Bad checksums:  0" in done.stdout, done.stdout + done.stderr
