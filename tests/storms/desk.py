"""The desk under the storm: a database of its own with fsync on, a press, and workers that can be killed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from tests.storms.wire import Wire

HERE = Path(__file__).resolve().parents[2]
Result = TypeVar("Result")


@dataclass(frozen=True)
class Kill:
    worker: str
    at: float
    """epoch"""
    label: str
    """the labelled point, or "" for a random instant"""


@dataclass
class Desk:
    """Everything that runs. `close()` leaves nothing behind."""

    factor: float
    seed: int
    unarmed: bool = False
    calm: bool = False
    server: bool = False
    """Debian's PostgreSQL as a team's own server, reached by each worker over a wire that can be cut"""
    folder: Path = field(init=False)
    kills: list[Kill] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    """workers that are no more, in order"""
    crashed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        base = Path("/var/lib/pupitre-tests") if os.geteuid() == 0 else Path(tempfile.gettempdir())
        base.mkdir(parents=True, exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(prefix="storm-", dir=base))
        self.folder.chmod(0o711)
        self.ledger = self.folder / "ledger.jsonl"
        self.points = self.folder / "points"
        self.points.mkdir()
        self.step = self.folder / "clock-step"
        self.step.write_text("0")
        self._alive: dict[str, int] = {}
        self._lock = threading.Lock()

    def open(self) -> None:
        """1. the press; 2. the environment; 3. the database, migrated; 4. the process that forks workers."""
        command = [sys.executable, "-m", "tests.storms.press", "--ledger", str(self.ledger)]
        command += ["--seed", str(self.seed), "--factor", str(self.factor), *(["--calm"] if self.calm else [])]
        self.press = subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True)
        assert self.press.stdout
        self.port = int(self.press.stdout.readline().split()[1])
        self._set_environment()
        self._open_database()
        self._open_workers()

    def _set_environment(self) -> None:
        os.environ.pop("DATABASE_URL", None)
        os.environ["PUPITRE_DATA"] = str(self.folder)
        os.environ["PUPITRE_ALLOWED_HOSTS_PRIVATE"] = f"127.0.0.1:{self.port}"
        os.environ["PUPITRE_TIME_FACTOR"] = str(self.factor)
        os.environ["DJANGO_SETTINGS_MODULE"] = "pupitre.desk.settings"

    def _open_database(self) -> None:
        from pupitre.ground.database import Embedded

        self.embedded = debian(self.folder) if self.server else Embedded(self.folder)
        self.embedded.prepare(lambda line: None)
        self.postgres = self.embedded.start()
        self.embedded.wait(self.postgres)
        if self.server:
            os.environ["DATABASE_URL"] = self.embedded.url()
            self.wire = Wire(str(self.embedded.socket / ".s.PGSQL.5432"))
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)

    def _open_workers(self) -> None:
        own = {}
        if self.server:
            own["DATABASE_URL"] = f"postgresql://{self.embedded.role}@127.0.0.1:{self.wire.port}/pupitre"
        own |= {"PUPITRE_POINTS": str(self.points), "PUPITRE_CLOCK_STEP": str(self.step)}
        command = [sys.executable, "-m", "tests.storms.worker", *(["--unarmed"] if self.unarmed else [])]
        log = open(self.folder / "workers.log", "ab")  # noqa: SIM115  (the child's)
        self.forks = subprocess.Popen(
            command,
            cwd=HERE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=os.environ | own,
        )
        threading.Thread(target=self._hear, daemon=True).start()

    def _hear(self) -> None:
        """What the forking process tells: who began, who ended."""
        assert self.forks.stdout
        for line in self.forks.stdout:
            name, word, number = line.split()
            with self._lock:
                if word == "began":
                    self._alive[name] = int(number)
                    continue
                self._alive.pop(name, None)
                self.ended.append(name)
                if int(number) != -signal.SIGKILL:
                    self.crashed.append(f"{name} ended by itself, status {number}")
                elif all(kill.worker != name for kill in self.kills):
                    self.kills.append(Kill(name, time.time(), "label"))

    def start_worker(self, name: str) -> None:
        assert self.forks.stdin
        self.forks.stdin.write(f"start {name}\n")
        self.forks.stdin.flush()

    def alive(self) -> dict[str, int]:
        with self._lock:
            return dict(self._alive)

    def kill(self, name: str) -> bool:
        """SIGKILL, now."""
        pid = self.alive().get(name)
        if pid is None:
            return False
        self.kills.append(Kill(name, time.time(), ""))
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        return True

    def cut_connections(self) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'storm-worker%'"
            )

    def freeze(self, name: str, seconds: float) -> None:
        """One worker stands still, as a machine that is suspended; then it goes on as if nothing had been."""
        pid = self.alive().get(name)
        with contextlib.suppress(ProcessLookupError):
            if pid:
                os.kill(pid, signal.SIGSTOP)
                time.sleep(seconds)
                os.kill(pid, signal.SIGCONT)

    def cut_off(self, name: str, seconds: float) -> None:
        """One worker's connections carry nothing for a while, and neither end hears of it."""
        self.wire.stall(f"storm-worker {name}")
        time.sleep(seconds)
        self.wire.heal(f"storm-worker {name}")

    def kill_database(self) -> None:
        """kill -9 of PostgreSQL, and up again."""
        self.postgres.kill()
        self.postgres.wait()
        from pupitre.ground.database import DatabaseUnavailable

        for _ in range(50):  # its orphans hold the shared memory for a moment
            try:
                self.postgres = self.embedded.start()
                return self.embedded.wait(self.postgres)
            except DatabaseUnavailable:
                self.postgres.wait(10)
                time.sleep(0.2)
        raise RuntimeError("the database does not come back")

    def admin(self, verb: str, **said: Any) -> dict[str, Any]:
        """The storm's own door of the press."""
        body = json.dumps(said).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/admin/{verb}", body, method="POST")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())

    def close(self) -> None:
        for process in (getattr(self, "forks", None), getattr(self, "press", None)):
            if process is not None:
                if process.stdin:
                    process.stdin.close()  # the forking process kills its workers and ends
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        process.wait(5)
                process.kill()
                process.wait()
        for pid in self.alive().values():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if hasattr(self, "postgres"):
            self.postgres.send_signal(signal.SIGINT)
            try:
                self.postgres.wait(15)
            except subprocess.TimeoutExpired:
                self.postgres.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def debian(folder: Path) -> Any:
    """The newest PostgreSQL that Debian has put on this machine, run as the embedded one is."""
    from pupitre.ground.database import Embedded

    class Debian(Embedded):
        programs = next(iter(debians()))  # type: ignore[assignment]

    return Debian(folder)


def debians() -> list[Path]:
    """Folders of programs of Debian's PostgreSQL, newest first."""
    found = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    return sorted((path.parent for path in found), key=lambda folder: -int(folder.parent.name))


def insist(step: Callable[[], Result], within: float = 90.0) -> Result:
    """Do it although the database may be away for a while."""
    from django.db import DatabaseError, connection

    end = time.monotonic() + within
    while True:
        try:
            return step()
        except DatabaseError:
            connection.close()
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        finally:
            connection.close()
