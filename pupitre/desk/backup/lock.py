"""Encryption of a backup: age (age-encryption.org/v1), to a public key or by a passphrase, as a stream.

With a passphrase the file begins with one line, `PUPITRE-BACKUP passphrase N`, and N bytes: a fresh age identity that
the passphrase opens. The rest is an age file to that identity. Whoever has lost Pupitre opens both with the age tool.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import pyrage

PASSPHRASE = b"PUPITRE-BACKUP passphrase "
AGE = b"age-encryption.org/"
SHORTEST = 12
"""characters of a passphrase"""


class Locked(Exception):
    """The file is encrypted and what was given does not open it; or what was given can't lock one."""


@dataclass(frozen=True, slots=True)
class Lock:
    """Who can open the file; nobody needs anything when all is empty."""

    passphrase: str = field(default="", repr=False)
    recipient: str = ""
    """age public key: age1…"""
    identity: Path | None = None
    """file with the age private key, for reading only"""

    def __bool__(self) -> bool:
        return bool(self.passphrase or self.recipient)

    @contextlib.contextmanager
    def writing(self, target: BinaryIO) -> Iterator[BinaryIO]:
        """What is written to it arrives in `target`, encrypted. Raises Locked for a key that is none."""
        if not self:
            yield target
            return
        recipient = self._recipient(target)
        with _through(lambda source, sink: pyrage.encrypt_io(source, sink, [recipient]), target) as opened:
            yield opened

    @contextlib.contextmanager
    def reading(self, source: BinaryIO) -> Iterator[BinaryIO]:
        """The plain content of `source`. Raises Locked when it is not for us, or is cut short."""
        identity = self._identity(source)
        if identity is None:
            yield source
            return
        read, write = os.pipe()
        with ThreadPoolExecutor(1) as pool, os.fdopen(read, "rb") as plain:
            done = pool.submit(_decrypt, source, os.fdopen(write, "wb"), identity)
            try:
                yield plain
            finally:
                plain.close()
            try:
                done.result()
            except pyrage.DecryptError as error:
                raise Locked(f"The file can't be opened: {error}. The key or the passphrase is another one.") from error

    def _recipient(self, target: BinaryIO) -> pyrage.x25519.Recipient:
        if self.passphrase and len(self.passphrase) < SHORTEST:
            raise Locked(f"The passphrase is too short: {SHORTEST} characters at least.")
        try:
            if self.recipient:
                return pyrage.x25519.Recipient.from_str(self.recipient)
        except pyrage.RecipientError as error:
            raise Locked(f"“{self.recipient}” is no age public key (age1…): {error}.") from error
        identity = pyrage.x25519.Identity.generate()
        wrapped = pyrage.passphrase.encrypt(str(identity).encode(), self.passphrase)
        target.write(PASSPHRASE + f"{len(wrapped)}\n".encode() + wrapped)
        return identity.to_public()

    def _identity(self, source: BinaryIO) -> pyrage.x25519.Identity | None:
        """Reads the head of the file, and leaves it where the age stream, or the plain content, begins."""
        head = source.read(len(PASSPHRASE))
        if head == PASSPHRASE:
            return self._unwrapped(source.read(int(source.readline(12))))
        source.seek(0)
        if not head.startswith(AGE):
            return None
        if self.identity is None:
            raise Locked("The file is encrypted to a public key: say with --identity where its private key is.")
        try:
            lines = self.identity.read_text().splitlines()
            return pyrage.x25519.Identity.from_str(next(line for line in lines if line.startswith("AGE-SECRET-KEY-")))
        except (OSError, StopIteration, pyrage.IdentityError) as error:
            raise Locked(f"{self.identity} holds no age private key (AGE-SECRET-KEY-…).") from error

    def _unwrapped(self, wrapped: bytes) -> pyrage.x25519.Identity:
        if not self.passphrase:
            raise Locked("The file is encrypted with a passphrase: give it in a file, with --passphrase-file.")
        try:
            return pyrage.x25519.Identity.from_str(pyrage.passphrase.decrypt(wrapped, self.passphrase).decode())
        except pyrage.DecryptError as error:
            raise Locked("The passphrase does not open the file.") from error


@contextlib.contextmanager
def _through(step: Callable[[BinaryIO, BinaryIO], object], target: BinaryIO) -> Iterator[BinaryIO]:
    """A pipe whose other end a thread reads with `step`, which writes to `target`."""
    read, write = os.pipe()

    def carry() -> None:
        with os.fdopen(read, "rb") as source:
            step(source, target)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(carry)
        with os.fdopen(write, "wb") as sink:
            yield sink
        done.result()


def _decrypt(source: BinaryIO, sink: BinaryIO, identity: pyrage.x25519.Identity) -> None:
    with contextlib.suppress(BrokenPipeError), sink:
        pyrage.decrypt_io(source, sink, [identity])
