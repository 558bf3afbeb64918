"""The database as pg_dump writes it, and back: all of it in one transaction, or nothing.

The programs are those of the embedded PostgreSQL 18, whichever server is asked (they speak to 10 and newer:
https://www.postgresql.org/docs/18/app-pgdump.html, read 2026-11-23).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from pupitre.ground.database import own_programs

HEAD = 80
"""lines at the beginning of a script among which a setting may be that an older server does not know"""
OLD_SCHEMA = "before_restore"
UNFINISHED = "unfinished_restore"
"""table that stands from the restore's commit until what it left to do is done"""


class NotRestored(Exception):
    """PostgreSQL refused; nothing was changed. The sentence ends with its words."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One instant of the database: what is counted and what is dumped are the same."""

    name: str
    at: datetime
    counts: dict[str, int]
    migrations: list[list[str]]


@contextmanager
def snapshot(url: str) -> Iterator[Snapshot]:
    """Open while the block lasts. It has no transaction number, so nobody waits for it."""
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        connection.execute("SET idle_in_transaction_session_timeout = 0")
        at, name = _one(connection, "SELECT now(), pg_export_snapshot()")
        applied = connection.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
        yield Snapshot(name, at, _counts(connection), [list(row) for row in applied])
        connection.rollback()


@contextmanager
def dumped(url: str, name: str) -> Iterator[IO[bytes]]:
    """pg_dump's custom format as a stream. Raises OSError with pg_dump's words."""
    command = [_program("pg_dump"), "--format=custom", "--compress=gzip:6", "--no-owner", "--no-privileges"]
    command += ["--schema=public", f"--snapshot={name}", "--dbname", url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_env()) as process:
        assert process.stdout and process.stderr
        yield process.stdout
        process.stdout.close()
        words = process.stderr.read().decode("utf-8", "replace")
    if process.returncode:
        raise OSError(f"pg_dump failed: {words.strip()[-600:]}")


def has(connection: psycopg.Connection[Any], table: str) -> bool:
    """The table is there."""
    return bool(_one(connection, sql.SQL("SELECT to_regclass({}) IS NOT NULL").format(f"public.{table}"))[0])


def holds_a_desk(connection: psycopg.Connection[Any]) -> bool:
    """A brand was founded here."""
    return has(connection, "brands_brand") and _one(connection, "SELECT EXISTS (SELECT FROM public.brands_brand)")[0]


def is_unfinished(url: str) -> bool:
    """A restore was committed, and the gap since the backup is not open yet."""
    with psycopg.connect(url) as connection:
        return has(connection, UNFINISHED)


def sign(made_at: str, key_is_lost: bool = False) -> str:
    """SQL that puts up UNFINISHED: nothing leaves until the gap since `made_at` (ISO 8601) is open."""
    at = datetime.fromisoformat(made_at).isoformat()
    return f"CREATE TABLE public.{UNFINISHED} AS SELECT '{at}'::timestamptz AS made_at, {key_is_lost} AS key_is_lost;"


def restore(url: str, dump: Path, counts: Mapping[str, int], afterwards: str) -> None:
    """Put the dump in the place of what is there, in one transaction: rows are counted, then `afterwards` (SQL) runs.

    What was there lies in the schema OLD_SCHEMA until somebody drops it. Raises NotRestored.
    """
    command = [_program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-", url]
    script = [_program("pg_restore"), "--no-owner", "--no-privileges", "--schema=public", "--file=-", str(dump)]
    with (
        subprocess.Popen(script, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_env()) as source,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=_env()
        ) as psql,
    ):
        assert source.stdout and source.stderr and psql.stdin and psql.stderr
        try:
            psql.stdin.write(_before().encode())
            _copy(source.stdout, psql.stdin, _version(url))
            if source.wait() == 0:
                psql.stdin.write(f"{_checks(counts)}\n{afterwards}\nCOMMIT;\n".encode())
            psql.stdin.close()
        except BrokenPipeError:  # psql stopped at the first error, and says which
            source.kill()
        words = psql.stderr.read() + source.stderr.read()
    if psql.returncode or source.returncode:
        raise NotRestored(words.decode("utf-8", "replace").strip()[-800:])


def forget_old(url: str) -> None:
    """Drop what was there before the restore."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(OLD_SCHEMA)))


def _copy(source: IO[bytes], target: IO[bytes], version: int) -> None:
    """A script for a server of that version (PostgreSQL 17 has transaction_timeout, 15 does not know it)."""
    for _ in range(HEAD):
        line = source.readline()
        if version >= 170000 or not line.startswith(b"SET transaction_timeout"):
            target.write(line)
    shutil.copyfileobj(source, target, 1 << 20)


def _before() -> str:
    return f"""BEGIN;
SET idle_in_transaction_session_timeout = 0;
DROP SCHEMA IF EXISTS {OLD_SCHEMA} CASCADE;
ALTER SCHEMA public RENAME TO {OLD_SCHEMA};
CREATE SCHEMA public;
"""


def _checks(counts: Mapping[str, int]) -> str:
    """SQL that stops when a table has not the rows that the backup counted."""
    lines = []
    for table, count in sorted(counts.items()):
        name = '"' + table.replace('"', '""') + '"'
        lines.append(f"ASSERT (SELECT count(*) FROM public.{name}) = {int(count)}, 'other rows in {name}';")  # noqa: S608
    return "DO $check$ BEGIN\n" + "\n".join(lines) + "\nEND $check$;"


def _counts(connection: psycopg.Connection[Any]) -> dict[str, int]:
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    count = sql.SQL("SELECT count(*) FROM public.{}")
    return {table: _one(connection, count.format(sql.Identifier(table)))[0] for (table,) in tables}


def _one(connection: psycopg.Connection[Any], query: Any) -> tuple[Any, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row


def _version(url: str) -> int:
    with psycopg.connect(url) as connection:
        return connection.info.server_version


def _program(name: str) -> str:
    return str(own_programs() / name)


def _env() -> dict[str, str]:
    return dict(os.environ) | {"PGTZ": "UTC"}
