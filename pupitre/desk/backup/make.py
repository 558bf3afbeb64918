"""Making a backup: the database as it is at one instant, and the pictures. The desk goes on meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.files.storage import Storage, default_storage

import pupitre
from pupitre.desk.backup import dump, file
from pupitre.desk.backup.lock import Lock, Locked
from pupitre.ground import secrets
from pupitre.ground.database import database_url
from pupitre.media.listing import names

Say = Callable[[str], None]
CANARY = {"backup": "opened"}


@dataclass(frozen=True, slots=True)
class Made:
    """What a backup holds."""

    path: Path
    at: datetime
    rows: int
    pictures: int
    size: int
    """bytes of the file"""


def make(path: Path, lock: Lock, with_key: bool = False, say: Say = lambda line: None) -> Made:
    """Write everything into one new file. Raises Locked, OSError (the file is not there then).

    1. one instant of the database is held; 2. its dump; 3. the pictures: one that came later does no harm, one that
    went meanwhile is left out; 4. the key, only when asked; 5. the sums.
    """
    if with_key and not lock:
        raise Locked("The key goes into an encrypted file only: give a passphrase or a public key.")
    with file.written(path, lock) as target:
        with dump.snapshot(database_url()) as instant:
            target.add("head.json", json.dumps(_head(instant)).encode())
            say("the database")
            with dump.dumped(database_url(), instant.name) as source:
                target.add_pieces("database", source)
        say("the pictures")  # the instant is let go: a bucket is far, and none of its calls belongs into a transaction
        pictures = _add_pictures(target, default_storage)
        if with_key:
            target.add("secret.key", secrets.key_file().read_bytes())
    return Made(path, instant.at, sum(instant.counts.values()), pictures, path.stat().st_size)


def _head(instant: dump.Snapshot) -> dict[str, object]:
    return {
        "format": file.FORMAT,
        "pupitre": pupitre.__version__,
        "made_at": instant.at.isoformat(),
        "rows": instant.counts,
        "migrations": instant.migrations,
        "sealed": secrets.seal(CANARY),
    }


def _add_pictures(target: file.Writer, storage: Storage) -> int:
    count = 0
    for name in names(storage):
        try:
            with storage.open(name, "rb") as source:
                target.add_file(f"media/{name}", source, source.size)
        except FileNotFoundError:
            continue
        count += 1
    return count
