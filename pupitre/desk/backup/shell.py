"""`pupitre backup FILE` and `pupitre restore FILE`, whether the desk is running or not."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import django
import psycopg

from pupitre.desk.backup.lock import Lock, Locked
from pupitre.ground.database import DatabaseUnavailable, awake
from pupitre.ground.environment import environment, secret
from pupitre.media.away import ShelfAway


def add(verbs: argparse._SubParsersAction, common: argparse.ArgumentParser) -> None:
    """Declare the two verbs on the parser."""
    opening = argparse.ArgumentParser(add_help=False, parents=[common])
    opening.add_argument("file", type=Path)
    opening.add_argument("--passphrase-file", type=Path, help="file whose first line is the passphrase")
    backup = verbs.add_parser("backup", parents=[opening], help="everything into one file: database and pictures")
    backup.add_argument("--recipient", default="", help="age public key (age1…) that the file is encrypted to")
    backup.add_argument("--with-key", action="store_true", help="the secret key too; encrypted files only")
    backup.add_argument("--check", action="store_true", help="write nothing: read FILE to its end and check every sum")
    backup.add_argument("--identity", type=Path, help="for --check: file with the age private key")
    restore = verbs.add_parser("restore", parents=[opening], help="everything back from one file")
    restore.add_argument("--identity", type=Path, help="file with the age private key")
    restore.add_argument("--replace", action="store_true", help="in the place of the desk that is here")
    restore.add_argument(
        "--without-key", action="store_true", help="the key is lost: every channel must be connected again"
    )


def run(words: argparse.Namespace) -> int:
    """Carry out the verb; 1 and a sentence when it could not be done."""
    from pupitre.desk.backup import dump, file, restore

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pupitre.desk.settings")
    try:
        return {"backup": _backup, "restore": _restore}[words.verb](words)
    except (Locked, file.Damaged, restore.CannotRestore, DatabaseUnavailable) as refused:
        print(f"pupitre: {refused}", file=sys.stderr)
    except dump.NotRestored as refused:
        print(f"pupitre: the database refused the backup; nothing was changed. It says: {refused}", file=sys.stderr)
    except psycopg.OperationalError as error:
        print(f"pupitre: the database does not answer: {str(error).strip()}. Nothing was changed.", file=sys.stderr)
    except ShelfAway as away:
        django.setup()  # its sentence is a translated one
        print(f"pupitre: {away} The database is as it was.", file=sys.stderr)
    except OSError as error:
        print(
            f"pupitre: {error.strerror or error}: {error.filename or words.file}. Nothing was changed.", file=sys.stderr
        )
    return 1


def _backup(words: argparse.Namespace) -> int:
    from pupitre.desk.backup import file
    from pupitre.desk.backup.make import make

    lock = _lock(words)
    if words.check:
        content = file.read(words.file, lock)
        rows = sum(content.head["rows"].values())
        print(f"whole: made {content.head['made_at']}, {rows} rows, {len(content.media)} pictures")
        return 0
    with awake(_say):
        made = make(words.file.absolute(), lock, words.with_key, _say)
    print(f"{made.path}: {made.rows} rows, {made.pictures} pictures, {made.size / 1e6:.1f} MB")
    return 0


def _restore(words: argparse.Namespace) -> int:
    from pupitre.desk.backup import restore
    from pupitre.desk.prepare import prepare

    with awake(_say) as url:
        restore.restore(url, words.file, _lock(words), words.replace, words.without_key, _say)
        prepare(environment().data, _say)
        _say("looking what may have left since")
        if subprocess.run([sys.executable, "-m", "pupitre.desk.backup.finish"]).returncode:
            return 1
    print("Restored. Everybody signs in again. Start the desk: it first looks for what may have left meanwhile.")
    return 0


def _lock(words: argparse.Namespace) -> Lock:
    """From the words, else from the installation's settings."""
    passphrase = secret("PUPITRE_BACKUP_PASSPHRASE")
    if words.passphrase_file:
        passphrase = words.passphrase_file.read_text().splitlines()[0].strip()
    recipient = getattr(words, "recipient", "") or secret("PUPITRE_BACKUP_RECIPIENT")
    return Lock("" if getattr(words, "recipient", "") else passphrase, recipient, getattr(words, "identity", None))


def _say(line: str) -> None:
    print(f"  {time.strftime('%H:%M:%S')}  {line}", file=sys.stderr, flush=True)
