"""A pretend account on this machine: one append-only file of JSON lines, locked and flushed to the disk."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from pupitre.ground import clock
from pupitre.ground.environment import environment
from pupitre.networks.errors import Later, NetworkError, NotSent, Reconnect, Refused, Unsure
from pupitre.networks.paper.kinds import kind_of
from pupitre.networks.paper.ledger import Container, Known, read
from pupitre.networks.paper.place import Letter, Printed, Stack, is_before
from pupitre.networks.words import Facts, Grant

SERVER = "paper"
"""what a channel shows as its server"""
LENGTH = 500
PICTURES = 4


def folder() -> Path:
    return environment().data / "paper"


class Sheet:
    """The account's page. `facts` say which class of network it plays, and for how long it knows a key."""

    def __init__(self, account: str, facts: Facts) -> None:
        self.account = account
        self._kind = kind_of(facts)
        life = facts.get("key_life")
        self._key_life = clock.span(life) if isinstance(life, int | float) else None

    @property
    def path(self) -> Path:
        return folder() / f"{self.account}.jsonl"

    def put(self, key: str, letter: Letter, at: datetime) -> Printed:
        with self._open() as (file, known):
            self._judge(known, letter)
            before = known.under(key, self._key_life) if self._kind == "A" else None
            return before or self._print(file, known, key, letter, at)

    def keep(self, key: str, letter: Letter, at: datetime) -> str:
        with self._open() as (file, known):
            self._judge(known, letter)
            handle = secrets.token_hex(6)
            _add(file, what="keep", handle=handle, key=key, letter=dict(letter), at=at.isoformat())
            return handle

    def print_container(self, handle: str) -> Printed:
        with self._open() as (file, known):
            self._permit(known)
            kept: Container | None = known.containers.get(handle)
            if kept is None:
                raise Refused("refused_other", {"reason": "no such container"})
            return self._print(file, known, kept.key, kept.letter, kept.at, handle)

    def is_printed(self, handle: str) -> bool:
        with self._open() as (_, known):
            self._permit(known)
            return handle in known.containers and known.containers[handle].printed

    def under_key(self, key: str) -> Printed | None:
        with self._open() as (_, known):
            self._permit(known)
            post = known.under(key, None)
            return post if post and known.shows(post) else None

    def post(self, post_id: str) -> Printed | None:
        with self._open() as (_, known):
            self._permit(known)
            return known.posts.get(post_id)

    def latest(self, before: str | None, most: int) -> Stack:
        with self._open() as (_, known):
            self._permit(known)
            shown = [post for post in known.posts.values() if known.shows(post) and is_before(post, before)]
        shown.sort(key=lambda post: (post.at, post.id), reverse=True)
        return Stack(tuple(shown[:most]), len(shown) > most)

    def change(self, post_id: str, letter: Letter) -> Printed:
        with self._open() as (file, known):
            self._judge(known, letter)
            self._there(known, post_id)
            _add(file, what="change", id=post_id, letter=dict(letter))
            return read(self.path.read_bytes()).posts[post_id]

    def remove(self, post_id: str) -> None:
        with self._open() as (file, known):
            self._permit(known)
            if post_id in known.posts:
                _add(file, what="remove", id=post_id)

    def renewed(self, grant: Grant) -> Grant:
        with self._open() as (file, known):
            if known.dead:
                raise Reconnect(False)
            if known.old:
                _add(file, what="renewed")
        return grant

    def connected(self, name: str) -> None:
        """Somebody connects the account, anew perhaps: it accepts the desk again."""
        with self._open() as (file, _):
            _add(file, what="connected", name=name)

    def order(self, fault: str, **params: Any) -> None:
        """Something is to go wrong: see mischief.py."""
        with self._open() as (file, _):
            _add(file, what="order", fault=fault, **params)

    def forget(self) -> None:
        """Tear the sheet up: the account was never there."""
        self.path.unlink(missing_ok=True)

    @contextmanager
    def _open(self) -> Iterator[tuple[BinaryIO, Known]]:
        """The file, ours alone for a moment, and what it holds. A line that a dying process left unfinished goes."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path, "a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            raw = file.read()
            whole = raw[: raw.rfind(b"\n") + 1]
            if len(whole) < len(raw):
                file.truncate(len(whole))
            yield file, read(whole)

    def _print(self, file: BinaryIO, known: Known, key: str, letter: Letter, at: datetime, handle: str = "") -> Printed:
        """One more post, and whatever was ordered to go wrong with it."""
        now = clock.now()
        fault = known.next_fault()
        if fault:
            _add(file, what="used", fault=fault["fault"])
        if fault and not fault["executes"]:
            raise _error(fault, now)
        post_id = f"{known.count + 1:06d}"
        line = {"id": post_id, "key": key, "letter": dict(letter), "at": min(at, now).isoformat()}
        _add(file, what="post", handle=handle, printed_at=now.isoformat(), **line)
        if fault:
            raise _error(fault, now)
        return Printed(post_id, min(at, now), dict(letter), key=key, printed_at=now)

    def _permit(self, known: Known) -> None:
        if known.dead or known.old:
            raise Reconnect(refresh=not known.dead)

    def _judge(self, known: Known, letter: Letter) -> None:
        """What this network takes, counted by itself."""
        self._permit(known)
        length = len(str(letter.get("text", "")))
        if length > LENGTH:
            raise Refused("text_long", {"over": length - LENGTH, "count": length, "most": LENGTH})
        if len(letter.get("media", ())) > PICTURES:
            raise Refused("pictures_many", {"most": PICTURES, "count": len(letter["media"])})

    def _there(self, known: Known, post_id: str) -> None:
        if post_id not in known.posts:
            raise Refused("post_gone")


def _add(file: BinaryIO, **line: Any) -> None:
    file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
    file.flush()
    os.fsync(file.fileno())


def _error(fault: dict[str, Any], now: datetime) -> NetworkError:
    """How the ordered fault looks from the desk."""
    kind = fault["fault"]
    if kind == "limit":
        return Later(now + timedelta(seconds=fault.get("seconds", 60)))
    if kind == "unreachable":
        return NotSent("unreachable", {"host": SERVER})
    if kind == "refusal":
        return Refused("refused_other", {"reason": fault.get("reason", "it is against the rules of this place")})
    if kind == "lost_answer":
        return Unsure("interrupted", {"host": SERVER})
    return Unsure("server_error", {"host": SERVER, "status": 500}, "500")
