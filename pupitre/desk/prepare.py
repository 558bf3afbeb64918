"""Before the processes start: translations compiled, tables migrated, static files gathered. Only when needed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import pupitre
from pupitre.desk.upgrade import upgrade
from pupitre.ground.database import database_url, embedded, keep_data_folder
from pupitre.ground.environment import environment
from pupitre.ground.secrets import ensure_key, key_file

MIGRATING = 7_241_002
"""key of PostgreSQL's advisory lock"""
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


def prepare_alone() -> int:
    """For a desk of several machines, before its processes start; where the database is inside, “pupitre up” does it.

    Exit status 0, or 1 when the database does not answer.
    """
    if embedded() is not None:
        print("pupitre: the database is inside this desk: “pupitre up” prepares it when it starts. Nothing was done.")
        return 0
    keep_data_folder()
    ensure_key(key_file())
    try:
        prepare(environment().data, lambda line: print(f"  {line}", flush=True))
    except psycopg.OperationalError as error:
        print(f"pupitre: the database that DATABASE_URL names does not answer: {error}", file=sys.stderr)
        return 1
    return 0


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
