"""The file: a tar of head.json, the database's dump in pieces, media/…, and sums.json. Read back, it is checked whole.

head.json         what it is: version, when, how many rows of each table, its migrations
database.NNNNN    pg_dump's custom format, in pieces of 8 MB (tar wants sizes beforehand, and a disk may be small)
media/…           pictures, as they lie in the media storage
secret.key        only when asked, and only in an encrypted file
sums.json         SHA-256 of everything before it; a file without it was cut short
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import secrets
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, BinaryIO

from pupitre.desk.backup.lock import Lock

FORMAT = 1
PIECE = 8 * 1024 * 1024
"""bytes"""
NAMES = re.compile(r"head\.json|sums\.json|secret\.key|database\.\d{5}|media/[\w.@+-]+(/[\w.@+-]+)*")


class Damaged(Exception):
    """The file is not what it should be; the sentence says what is wrong. Nothing was changed."""


class Writer:
    """Adds members and remembers their sums."""

    def __init__(self, target: BinaryIO) -> None:
        self._tar = tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self._sums: dict[str, str] = {}

    def add(self, name: str, content: bytes) -> None:
        about = tarfile.TarInfo(name)
        about.size, about.mode = len(content), 0o600
        self._tar.addfile(about, io.BytesIO(content))
        self._sums[name] = hashlib.sha256(content).hexdigest()

    def add_file(self, name: str, source: IO[bytes], size: int) -> None:
        """`size` bytes of an open file. Raises OSError when it is shorter."""
        about = tarfile.TarInfo(name)
        about.size, about.mode = size, 0o600
        summed = _Summed(source)
        self._tar.addfile(about, summed)  # type: ignore[arg-type]
        self._sums[name] = summed.digest.hexdigest()

    def add_pieces(self, name: str, source: IO[bytes]) -> int:
        """A stream of unknown length; how many bytes there were."""
        total = 0
        for number in range(100_000):
            piece = source.read(PIECE)
            if not piece:
                return total
            self.add(f"{name}.{number:05}", piece)
            total += len(piece)
        raise ValueError("more than 800 GB")

    def close(self) -> None:
        self.add("sums.json", json.dumps(self._sums).encode())
        self._tar.close()

    def abandon(self) -> None:
        """Without its sums: nobody will take it for whole."""
        with contextlib.suppress(OSError):
            self._tar.close()


class _Summed:
    """A file whose content is summed while it is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.source.read(size)
        self.digest.update(piece)
        return piece


@contextmanager
def written(path: Path, lock: Lock) -> Iterator[Writer]:
    """A new file at `path`, readable by us only; it is there whole, or not at all."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as target:
            with lock.writing(target) as opened:
                writer = Writer(opened)
                try:
                    yield writer
                except BaseException:
                    writer.abandon()
                    raise
                writer.close()
            target.flush()
            os.fsync(target.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@dataclass
class Content:
    """A file that was read to its end and found whole, laid out in `folder`."""

    folder: Path
    head: dict[str, Any] = field(default_factory=dict)
    media: list[str] = field(default_factory=list)

    @property
    def dump(self) -> Path:
        return self.folder / "database"

    @property
    def key(self) -> Path | None:
        path = self.folder / "secret.key"
        return path if path.exists() else None


def read(path: Path, lock: Lock, folder: Path | None = None) -> Content:
    """Check every sum; lay the content out in `folder` when one is given. Raises Damaged, Locked, OSError."""
    content, sums, told = Content(folder or Path()), {}, {}
    try:
        with path.open("rb") as source, lock.reading(source) as plain, tarfile.open(fileobj=plain, mode="r|") as tar:
            for member in tar:
                if not member.isfile() or not NAMES.fullmatch(member.name) or ".." in member.name:
                    raise Damaged(f"{path.name} holds “{member.name[:80]}”, which no backup of ours does.")
                if member.name in sums:
                    raise Damaged(f"{path.name} holds “{member.name[:80]}” twice, which no backup of ours does.")
                body = tar.extractfile(member)
                assert body is not None
                if member.name in ("head.json", "sums.json"):
                    text = body.read(64_000_000)
                    told[member.name] = json.loads(text)
                    sums[member.name] = hashlib.sha256(text).hexdigest()
                else:
                    sums[member.name] = _lay_out(body, member.name, content, bool(folder))
            plain.read()
    except (tarfile.TarError, ValueError, EOFError) as error:
        raise Damaged(f"{path.name} is no backup of Pupitre, or it was cut short ({type(error).__name__}).") from error
    content.head = told.get("head.json", {})
    _judge(path, content.head, sums, told.get("sums.json"))
    return content


def _lay_out(body: IO[bytes], name: str, content: Content, keep: bool) -> str:
    """The member's sum; with `keep` its content goes into the folder, pieces of the dump one behind the other."""
    digest = hashlib.sha256()
    write: Callable[[bytes], object] = digest.update
    target = None
    if keep:
        place = content.dump if name.startswith("database.") else content.folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        target = place.open("ab")
    if name.startswith("media/"):
        content.media.append(name.removeprefix("media/"))
    while piece := body.read(1 << 20):
        write(piece)
        if target:
            target.write(piece)
    if target:
        target.close()
    return digest.hexdigest()


def _judge(path: Path, head: dict[str, Any], sums: dict[str, str], told: dict[str, str] | None) -> None:
    sums.pop("sums.json", None)
    if told is None or not head:
        raise Damaged(f"{path.name} was cut short: its end is missing. Take an older backup.")
    if sums != told:
        odd = sorted(name for name in {*sums, *told} if sums.get(name) != told.get(name))
        raise Damaged(f"{path.name} is damaged at {', '.join(odd[:3])}. Take an older backup.")
    if head.get("format") != FORMAT:
        raise Damaged(f"{path.name} was written by a newer Pupitre ({head.get('pupitre')}): upgrade this one first.")
