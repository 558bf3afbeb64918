"""One account at the press: what it holds, by the class of network that it plays."""

from __future__ import annotations

import html
import re
import secrets
import threading
import time
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.storms.faults import Limit

LENGTH = 500
PICTURES = 4


@dataclass
class Post:
    id: str
    at: float
    """when it came to be, epoch"""
    shown_from: float
    letter: dict[str, Any]
    key: str

    @property
    def dated(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)


@dataclass
class Kept:
    key: str
    letter: dict[str, Any]
    printed: bool = False


@dataclass
class Account:
    name: str
    kind: str = "A"
    token: str = field(default_factory=lambda: secrets.token_hex(8))
    renewal: str = field(default_factory=lambda: secrets.token_hex(8))
    revoked: bool = False
    limit: Limit | None = None
    ordered: list[tuple[str, str | None]] = field(default_factory=list)
    """faults that were asked for, before the dice are thrown"""
    blind: int = 0
    posts: dict[str, Post] = field(default_factory=dict)
    keys: dict[str, tuple[float, str]] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    count: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)
    renewing: int = 0

    def permits(self, token: str) -> str:
        """'' or the name of the refusal."""
        if self.revoked:
            return "token_dead"
        return "" if token == self.token else "token_old"

    def objection(self, letter: dict[str, Any]) -> str:
        text = letter.get("text", "")
        if sum(1 for _ in text) > LENGTH:
            return "too long"
        if len(letter.get("media", [])) > PICTURES:
            return "too many pictures"
        parent = letter.get("parent")
        return "no such parent" if parent and parent not in self.posts else ""

    def known(self, key: str) -> Post | None:
        """Class A: what was made with this key, once the key is written down."""
        since, post_id = self.keys.get(key, (0.0, ""))
        return self.posts.get(post_id) if self.kind == "A" and post_id and time.time() >= since else None

    def make(self, key: str, letter: dict[str, Any], lag: float, key_known_after: float = 0.0) -> Post:
        self.count += 1
        now = time.time()
        post = Post(f"{self.name}-{self.count}", now, now + lag, letter, key)
        self.posts[post.id] = post
        self.keys.setdefault(key, (now + key_known_after, post.id))
        return post

    def shown(self, before: tuple[datetime, str] | None) -> list[Post]:
        """What lists show by now, newest first."""
        now = time.time()
        seen = [post for post in self.posts.values() if post.shown_from <= now]
        seen.sort(key=lambda post: (post.dated, post.id), reverse=True)
        return [post for post in seen if before is None or (post.dated, post.id) < before]

    def renew(self) -> dict[str, str]:
        self.token, self.renewal = secrets.token_hex(8), secrets.token_hex(8)
        return {"token": self.token, "renewal": self.renewal}

    def connect(self) -> dict[str, str]:
        self.revoked = False
        return self.renew()


def worn(letter: dict[str, Any]) -> dict[str, Any]:
    """A letter as lists show it: escaped, trimmed, letters taken apart, links shortened."""
    text = re.sub(r"https?://\S+", lambda found: f"https://pr.ss/{abs(hash(found[0])) % 10**6}", letter.get("text", ""))
    return {**letter, "text": html.escape(unicodedata.normalize("NFD", text)).strip()}
