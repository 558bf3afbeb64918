"""A pretend wire: what a server would answer, by method and address, and what it was asked."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from json import dumps
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
import pytest

from pupitre.ground import http
from pupitre.ground.http import Answer
from pupitre.networks.words import Grant, Media, Outgoing

HOME = "https://social.test.net"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

Reply = Answer | Exception | Callable[[dict[str, Any]], Answer]


@dataclass
class Wire:
    """Replies are given in order; the last one for ever. What has none is a 404 in HTML."""

    replies: dict[tuple[str, str], list[Reply]] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)

    def on(self, method: str, path: str, *replies: Reply) -> None:
        self.replies[method, path if "://" in path else HOME + path] = list(replies)

    def request(self, method: str, url: str, **options: Any) -> Answer:
        self.asked.append({"method": method, "url": url, **options})
        waiting = self.replies.get((method, url)) or [html(404)]
        reply = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if isinstance(reply, Exception):
            raise reply
        answer = reply if isinstance(reply, Answer) else reply(self.asked[-1])
        query = {name: value for name, value in (options.get("params") or {}).items() if value is not None}
        return replace(answer, url=answer.url or url + (f"?{urlencode(query, doseq=True)}" if query else ""))

    def sent(self, method: str, path: str = "") -> list[dict[str, Any]]:
        """What was asked with `method`, at addresses that end with `path`."""
        return [one for one in self.asked if one["method"] == method and urlsplit(one["url"]).path.endswith(path)]


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    wire = Wire()
    monkeypatch.setattr(http, "request", wire.request)
    return wire


def json(body: Any, status: int = 200, url: str = "", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    told = httpx2.Headers({"content-type": "application/json", **named})
    return Answer(status, told, dumps(body).encode(), url)


def html(status: int = 200, text: str = "<!doctype html><h1>A page</h1>", url: str = "", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, httpx2.Headers({"content-type": "text/html", **named}), text.encode(), url)


def status(remote_id: str = "1001", text: str = "Bonjour", at: datetime = NOW, **fields: Any) -> dict[str, Any]:
    """A status as Mastodon writes one."""
    return {
        "id": remote_id,
        "created_at": at.isoformat().replace("+00:00", "Z"),
        "content": f"<p>{text}</p>",
        "url": f"{HOME}/@brand/{remote_id}",
        "visibility": "public",
        "spoiler_text": "",
        "media_attachments": [],
        "poll": None,
        "reblog": None,
        "in_reply_to_id": None,
        "language": None,
        "favourites_count": 3,
        "reblogs_count": 2,
        "replies_count": 1,
    } | fields


def grant(software: str = "mastodon", **facts: Any) -> Grant:
    return Grant(HOME, "42", "@brand@social.test.net", secrets={"token": "t0ken"}, facts={"software": software} | facts)


def outgoing(text: str = "Bonjour", **fields: Any) -> Outgoing:
    return Outgoing(**{"key": "k1", "created_at": NOW, "text": text} | fields)


def picture(name: str = "pot.png", alt: str = "Un pot bleu", content: bytes = b"png") -> Media:
    return Media(name, "image/png", len(content), 40, 30, read=lambda: content, alt=alt)
