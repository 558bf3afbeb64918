"""A real S3-compatible server on loopback, which nobody here wrote: OpenStack Swift 2.38.3 (PyPI, Apache-2.0).

Its four servers are of one machine and one copy. It is installed once, apart from the desk's own libraries, into
PUPITRE_REAL_CACHE; where it can't be had the tests that want it are skipped.
"""

from __future__ import annotations

import atexit
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from getpass import getuser
from pathlib import Path

import httpx2
import pytest

from pupitre.desk.supervisor import die_with_parent
from tests.real.npm import kept

VERSION = "2.38.3"
START_SECONDS = 60
KEY, SECRET = "lune:camille", "seven-scarves-dry"
READER, READER_SECRET = "lune:oscar", "may-do-nothing"
SERVERS = ("account", "container", "object")


@dataclass(frozen=True)
class Swift:
    """`address` is http://127.0.0.1:port; KEY may do everything, READER nothing."""

    address: str


@cache
def swift() -> Swift:
    """One of a process, gone with it."""
    programs = _installed()
    folder = Path(tempfile.mkdtemp(prefix="pupitre-swift-"))
    atexit.register(shutil.rmtree, folder, True)
    (folder / "disks" / "one").mkdir(parents=True)
    ports = dict(zip((*SERVERS, "proxy"), _free_ports(4), strict=True))
    (folder / "swift.conf").write_text(
        "[swift-hash]\nswift_hash_path_suffix = lune\n[storage-policy:0]\nname = one\ndefault = yes\n"
    )
    for name in SERVERS:
        ring = [str(programs / "swift-ring-builder"), str(folder / f"{name}.builder")]
        for words in (["create", "4", "1", "0"], ["add", f"r1z1-127.0.0.1:{ports[name]}/one", "1"], ["rebalance"]):
            subprocess.run([*ring, *words], check=True, capture_output=True)
        _started(programs, name, folder, ports[name], f"[pipeline:main]\npipeline = {name}-server\n{_app(name)}")
    _started(programs, "proxy", folder, ports["proxy"], PROXY)
    running = Swift(f"http://127.0.0.1:{ports['proxy']}")
    _await(running)
    return running


PROXY = f"""
[pipeline:main]
pipeline = catch_errors healthcheck listing_formats s3api tempauth slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
location = fr-lune
[filter:slo]
use = egg:swift#slo
[filter:tempauth]
use = egg:swift#tempauth
user_{KEY.replace(":", "_")} = {SECRET} .admin
user_{READER.replace(":", "_")} = {READER_SECRET}
"""


def _app(name: str) -> str:
    return f"[app:{name}-server]\nuse = egg:swift#{name}\n"


def _started(programs: Path, name: str, folder: Path, port: int, pipeline: str) -> None:
    config = folder / f"{name}.conf"
    head = f"[DEFAULT]\nbind_ip = 127.0.0.1\nbind_port = {port}\nuser = {getuser()}\nworkers = 0\n"
    head += f"swift_dir = {folder}\ndevices = {folder / 'disks'}\nmount_check = false\nfallocate_reserve = 0\n"
    config.write_text(f"{head}log_address = {folder / 'no-log'}\n{pipeline}")
    with (folder / f"{name}.log").open("wb") as log:
        command = [str(programs / f"swift-{name}-server"), str(config)]
        process = subprocess.Popen(command, stdout=log, stderr=log, preexec_fn=lambda: die_with_parent(signal.SIGKILL))
    atexit.register(process.wait, 10)
    atexit.register(process.kill)


def _await(server: Swift) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            httpx2.get(f"{server.address}/healthcheck", timeout=5).raise_for_status()
            return
        except httpx2.HTTPError:
            assert time.monotonic() < until, "Swift did not start"
            time.sleep(0.1)


def _free_ports(count: int) -> list[int]:
    """All different: they are held together until all are known."""
    held = [socket.socket() for _ in range(count)]
    for each in held:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def _installed() -> Path:
    """The folder of its programs. Skips the test when they can't be had."""
    home = kept() / f"swift-{VERSION}"
    if not (home / "whole").exists():
        shutil.rmtree(home, ignore_errors=True)
        uv = str(Path(sys.executable).parent / "uv")
        into = str(home / "bin" / "python")
        for words in (["venv", "-q", str(home)], ["pip", "install", "-q", "--python", into, f"swift=={VERSION}"]):
            done = subprocess.run([uv, *words], capture_output=True, text=True)
            if done.returncode:
                pytest.skip(f"Swift can't be had: {done.stderr[-300:]}")
        (home / "whole").touch()
    return home / "bin"
