"""Carrying every picture from a folder to a bucket or back, each compared by its sum; may be broken off and go on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.files.base import File
from django.core.files.storage import Storage

from pupitre.media.listing import names

PIECE = 1_000_000
"""bytes read at once"""


@dataclass(slots=True)
class Carried:
    """How many files; `other`: the names of those that are another file over there, left as they are."""

    copied: int = 0
    already: int = 0
    removed: int = 0
    size: int = 0
    """bytes, of what was copied"""
    other: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sum:
    size: int
    sha256: str
    md5: str


class NotTheSame(OSError):
    """What was kept reads differently; it was removed again, and nothing was taken from where it came."""


def carry(source: Storage, target: Storage, remove: bool, tell: Callable[[Carried], None]) -> Carried:
    """Copy what is not there yet. `remove`: what is surely there is taken from the source.

    A file there that is shorter was cut off by an earlier try, and is written again. Raises OSError, NotTheSame.
    """
    done = Carried()
    for name in names(source):
        try:
            _one(source, target, name, remove, done)
        except FileNotFoundError:  # the desk goes on meanwhile, and may have removed it
            continue
        tell(done)
    return done


def _one(source: Storage, target: Storage, name: str, remove: bool, done: Carried) -> None:
    wanted = _sum(source, name)
    if target.exists(name):
        if _same(target, name, wanted):
            done.already += 1
            _take_away(source, name, remove, done)
            return
        if target.size(name) >= wanted.size:
            done.other.append(name)
            return
        target.delete(name)
    with source.open(name, "rb") as file:
        kept = target.save(name, File(file))
    if kept != name or not _same(target, name, wanted):
        target.delete(kept)
        raise NotTheSame(f"{name} reads differently after it was copied; the copy was removed. Try again")
    done.copied, done.size = done.copied + 1, done.size + wanted.size
    _take_away(source, name, remove, done)


def _take_away(source: Storage, name: str, remove: bool, done: Carried) -> None:
    if remove:
        source.delete(name)
        done.removed += 1


def _same(target: Storage, name: str, wanted: Sum) -> bool:
    """By the storage's own sum where that says so, else by reading it."""
    told = getattr(target, "sum", lambda name: "")(name)
    return told == wanted.md5 or _sum(target, name) == wanted


def _sum(storage: Storage, name: str) -> Sum:
    size, sha256, md5 = 0, hashlib.sha256(), hashlib.md5(usedforsecurity=False)
    with storage.open(name, "rb") as file:
        for piece in iter(lambda: file.read(PIECE), b""):
            size += len(piece)
            sha256.update(piece)
            md5.update(piece)
    return Sum(size, sha256.hexdigest(), md5.hexdigest())
