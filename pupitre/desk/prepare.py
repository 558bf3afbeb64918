"""Before the processes start: translations compiled, tables migrated, static files gathered. Only when needed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import psycopg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import pupitre
from pupitre.desk.backup.dump import is_unfinished
from pupitre.desk.upgrade import put_back, upgrade
from pupitre.ground.database import DatabaseUnavailable, awake, database_url, embedded, keep_data_folder
from pupitre.ground.environment import environment
from pupitre.ground.folder import InUse, hold
from pupitre.ground.secrets import ensure_key, key_file

MIGRATING = 7_241_002
"""key of PostgreSQL's advisory lock"""
WAIT = 30
"""seconds"""
HERE = Path(pupitre.__file__).parent
Say = Callable[[str], None]


def compile_translations() -> int:
    """Write every .mo that is older than its .po; how many."""
    written = 0
    for po in HERE.glob("**/locale/*/LC_MESSAGES/django.po"):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parent.parent.name, domain="django")
        draft = mo.with_suffix(".mo.new")
        with draft.open("wb") as target:
            write_mo(target, catalogue)
        draft.replace(mo)
        written += 1
    return written


def prepare(data: Path, say: Say) -> None:
    """Bring code and database together, unless this very code already did."""
    if compile_translations():
        say("compiling the translations")
    stamp, now = data / "prepared", fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return
    with _one_at_a_time():
        upgrade(say)
    say("gathering the pages' files")
    (data / "static" / "staticfiles.json").unlink(missing_ok=True)
    _django("collectstatic", "--no-input", "--verbosity=0")
    stamp.write_text(now)


def prepare_alone(back: Path | None = None, look: bool = False) -> int:
    """`pupitre prepare`: what a start does before its processes; a database that sleeps is woken for it.

    A database of another machine that starts at the same time is given WAIT; not every composer of containers can wait
    for it. With `back` the database is put back to that file of an upgrade instead (`look`: see upgrade.put_back). Exit
    status 0, or 1 with the reason.
    """
    home = environment()
    if embedded() is not None and not key_file().exists():
        print(f"pupitre: there is no desk in {home.data}, so there is nothing to prepare. “pupitre up” begins one.")
        return 0
    try:
        keep_data_folder()
        ensure_key(key_file())
        held = hold(home.data) if embedded() is not None else None
        if embedded() is None:
            _wait_for_database()
        with held or nullcontext(), awake(_say):
            if back:
                put_back(back, look)
            else:
                prepare(home.data, _say)
                finish_restore(_say)
    except psycopg.OperationalError as error:
        print(f"pupitre: the database that DATABASE_URL names does not answer: {error}", file=sys.stderr)
        return 1
    except (InUse, DatabaseUnavailable) as error:
        print(f"pupitre: {error}", file=sys.stderr)
        return 1
    return 0


def finish_restore(say: Say) -> None:
    """A restore that was interrupted after its database was in place. Raises SystemExit."""
    with _one_at_a_time():
        if not is_unfinished(database_url()):
            return
        say("finishing the restore")
        if subprocess.run([sys.executable, "-m", "pupitre.desk.backup.finish"]).returncode:
            raise SystemExit("pupitre: the restore could not be finished; nothing was started.")


def _say(line: str) -> None:
    print(f"  {line}", flush=True)


def _wait_for_database() -> None:
    """Raises psycopg.OperationalError when it does not answer within WAIT."""
    end = time.monotonic() + WAIT
    while True:
        try:
            psycopg.connect(database_url(), connect_timeout=10).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() >= end:
                raise
        time.sleep(1)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Of machines that share a database one migrates, the others wait and find it done."""
    with psycopg.connect(database_url(), autocommit=True, connect_timeout=10) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        yield


def fingerprint() -> str:
    """Differs as soon as a migration or a static file differs."""
    digest = hashlib.sha256(pupitre.__version__.encode())
    for pattern in ("**/migrations/*.py", "**/static/**/*"):
        for path in sorted(HERE.glob(pattern)):
            stat = path.stat()
            digest.update(f"{path.relative_to(HERE)} {stat.st_size} {stat.st_mtime_ns}".encode())
    return digest.hexdigest()


def _django(*arguments: str) -> None:
    """In a process of its own, so that the supervisor stays small."""
    done = subprocess.run([sys.executable, "-m", "pupitre.desk.django", *arguments], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"pupitre: “{arguments[0]}” failed; nothing was started.\n{done.stderr.strip()[-2000:]}")
