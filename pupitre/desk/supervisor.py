"""`pupitre up`: one supervisor for database, pages, worker and listener. What dies is started again.

A small guard stands over the supervisor: killed, it is started again too. Ctrl-C leaves nothing behind.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from pupitre.desk.prepare import finish_restore, prepare
from pupitre.ground import logs
from pupitre.ground.database import DatabaseUnavailable, Embedded, embedded, keep_data_folder
from pupitre.ground.environment import BadSetting, Environment, environment
from pupitre.ground.folder import InUse, hold
from pupitre.ground.secrets import ensure_key, key_file

GRACE = 15.0
"""seconds a process has to end by itself"""
STEADY = 10.0
"""a process that lived this long is started again at once"""
PR_SET_PDEATHSIG = 1


def up() -> int:
    """The guard: runs the supervisor as a child and starts it again if it is killed."""
    say = Progress()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    while True:
        child = os.fork()
        if child == 0:
            die_with_parent(signal.SIGTERM)
            os._exit(_supervise(say))
        try:
            _, status = os.waitpid(child, 0)
        except KeyboardInterrupt:
            return _end(child)
        if os.WIFEXITED(status):
            return os.WEXITSTATUS(status)
        say("the supervisor was killed; starting it again")
        time.sleep(1)


def _end(child: int) -> int:
    """Ctrl-C reaches the whole group; TERM reaches only us: pass it on, then wait."""
    with contextlib.suppress(ProcessLookupError, ChildProcessError):
        os.kill(child, signal.SIGTERM)
        with contextlib.suppress(KeyboardInterrupt):
            os.waitpid(child, 0)
            return 0
        os.waitpid(child, 0)
    return 0


class Progress:
    """A line for every long step, with the seconds since the start."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    def __call__(self, line: str) -> None:
        if environment().log == "json":
            return _as_json(line)
        print(f"  {time.monotonic() - self.began:5.1f} s  {line}", flush=True)


def _as_json(line: str) -> None:
    record = logging.LogRecord("pupitre.supervisor", logging.INFO, "", 0, line, None, None)
    print(logs.Json().format(record), file=sys.stderr, flush=True)


@dataclass
class Process:
    name: str
    command: list[str]
    child: subprocess.Popen | None = None
    started: float = 0.0
    quick_deaths: int = 0

    def start(self) -> None:
        self.child = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, preexec_fn=_as_child)
        self.started = time.monotonic()

    def revive(self, say: Progress) -> None:
        """Start it again if it died; ever later if it keeps dying."""
        if self.child is None or self.child.poll() is None:
            return
        lived = time.monotonic() - self.started
        self.quick_deaths = 0 if lived > STEADY else self.quick_deaths + 1
        if lived < min(self.quick_deaths, 8):
            return
        say(f"{self.name} ended ({self.child.returncode}); starting it again")
        self.start()


@dataclass
class Supervisor:
    home: Environment
    say: Progress
    database: Embedded | None
    server: subprocess.Popen | None = None
    held: IO[str] | None = None
    processes: list[Process] = field(default_factory=list)

    def start(self) -> None:
        self._claim_port()
        keep_data_folder()
        self.held = hold(self.home.data)
        ensure_key(key_file())
        if self.home.private_hosts:
            places = sorted(f"{host}:{port}" for host, port in self.home.private_hosts)
            self.say(f"allowed on the inside network: {', '.join(places)}")
        self._start_database()
        prepare(self.home.data, self.say)
        finish_restore(self.say)
        for name in ("web", "work", "listen"):
            self.processes.append(Process(name, [sys.executable, "-m", "pupitre.desk.cli", name]))
            self.processes[-1].start()
        self._wait_for_pages()

    def watch(self) -> None:
        """Until we are told to end."""
        while True:
            time.sleep(0.3)
            self._revive_database()
            for process in self.processes:
                process.revive(self.say)

    def stop(self) -> None:
        """Everything ends, the database last."""
        children = [p.child for p in self.processes if p.child and p.child.poll() is None]
        for child in children:
            child.terminate()
        _wait_all(children)
        if self.server and self.server.poll() is None:
            self.server.send_signal(signal.SIGINT)
            _wait_all([self.server])

    def _claim_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.home.host, self.home.port))
            except OSError as error:
                raise SystemExit(
                    f"pupitre: port {self.home.port} is taken ({error.strerror}). Nothing was started: choose another "
                    f"with --port, or end what listens there."
                ) from error

    def _start_database(self) -> None:
        if self.database is None:
            return
        self.database.prepare(self.say)
        self.say("starting the database")
        self.server = self.database.start(preexec_fn=_as_database)
        self.database.wait(self.server)

    def _revive_database(self) -> None:
        if self.database is None or self.server is None or self.server.poll() is None:
            return
        self.say(f"the database ended ({self.server.returncode}); starting it again")
        self.database.prepare(self.say)
        self.server = self.database.start(preexec_fn=_as_database)
        with contextlib.suppress(DatabaseUnavailable):  # the next round tries again
            self.database.wait(self.server)

    def _wait_for_pages(self) -> None:
        self.say("opening the pages")
        while True:
            with contextlib.suppress(OSError), socket.create_connection((self.home.host, self.home.port), timeout=1):
                break
            child = self.processes[0].child
            if child and child.poll() is not None:
                raise SystemExit("pupitre: the pages could not be opened; the lines above say why.")
            time.sleep(0.05)
        door = self._furnish_demo()
        self.say("ready")
        if self.home.log == "json":
            return self.say(f"Pupitre is at http://localhost:{self.home.port}")
        demo = f"  The demo is at  {door}\n" if door else ""
        print(f"\n  Pupitre is at  http://localhost:{self.home.port}\n{demo}  Ctrl-C ends it.\n", flush=True)

    def _furnish_demo(self) -> str:
        """With PUPITRE_DEMO (fr, en, or anything for the shell's own language): where the demo's door is."""
        wanted = os.environ.get("PUPITRE_DEMO", "")
        if not wanted:
            return ""
        self.say("furnishing the demo")
        language = wanted if wanted in ("fr", "en") else "fr" if os.environ.get("LANG", "").startswith("fr") else "en"
        command = [sys.executable, "-m", "pupitre.desk.cli", "demo", "furnish", "--language", language]
        return subprocess.run(command, stdout=subprocess.PIPE, text=True).stdout.strip()


class ToldToEnd(BaseException):
    """Ctrl-C or TERM, once: what comes after is not heard, so that the ending is not cut short."""


def _hear_once(_number: int, _frame: object) -> None:
    _hear_no_more()
    raise ToldToEnd


def _hear_no_more() -> None:
    """A handler that does nothing: SIG_IGN would be inherited, and races with a signal on its way."""
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: None)


def _supervise(say: Progress) -> int:
    signal.signal(signal.SIGTERM, _hear_once)
    signal.signal(signal.SIGINT, _hear_once)
    supervisor = Supervisor(environment(), say, embedded())
    try:
        supervisor.start()
        supervisor.watch()
    except ToldToEnd:
        print(flush=True)
        say("ending")
    except (BadSetting, InUse) as error:
        print(f"pupitre: {error}", file=sys.stderr, flush=True)
        return 1
    except (SystemExit, DatabaseUnavailable) as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    finally:
        _hear_no_more()
        supervisor.stop()
    return 0


def _wait_all(children: list[subprocess.Popen]) -> None:
    end = time.monotonic() + GRACE
    for child in children:
        try:
            child.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def die_with_parent(number: int) -> None:
    """On Linux the kernel sends `number` to this process when its parent dies, however it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)


def _as_child() -> None:
    os.setsid()  # Ctrl-C reaches the supervisor alone, which ends its children in order
    die_with_parent(signal.SIGTERM)


def _as_database() -> None:
    os.setsid()
    die_with_parent(signal.SIGINT)


def data_folder(text: str) -> Path:
    return Path(text).expanduser().absolute()
