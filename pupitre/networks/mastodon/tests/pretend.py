"""A pretend Mastodon over real HTTP, for the contract: small, strict, and with an ear for trouble.

It shares nothing with the connector: it counts with an oracle of its own, and keeps what it was sent.
"""

import json
import re
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import regex

from pupitre.networks import registry
from pupitre.networks.contract_trial import Fault, Seen
from pupitre.networks.mastodon import connect
from pupitre.networks.words import Grant

TOKEN = "a-token-that-nobody-else-has"
OURS = {"token": TOKEN, "client_id": "cid", "client_secret": "csecret"}
ACCOUNT = {"id": "1", "username": "brand", "acct": "brand", "followers_count": 0, "following_count": 0}
PAGE = b"<!doctype html><title>Be back soon</title>"


def length(text: str) -> int:
    """Links 23, mentions without server, else graphemes: by other means than the connector's."""
    text = re.sub(r"https?://[^\s]+", "x" * 23, text.strip())
    text = re.sub(r"(?<!\w)(@\w+)@[\w.]+\w", r"\1", text)
    return len(regex.compile(r"\X").findall(text))


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.statuses: dict[str, dict[str, Any]] = {}
        self.media: dict[str, dict[str, Any]] = {}
        self.keys: dict[str, str] = {}
        self.trouble: Fault | None = None
        self.retry_after: str | None = None
        self.dead = False
        self.lock = threading.Lock()
        self.number = 1000

    def next_id(self) -> str:
        self.number += 1
        return str(self.number)

    def put(self, said: dict[str, Any], at: datetime | None = None) -> dict[str, Any]:
        number = self.next_id()
        status = {
            "id": number,
            "created_at": (at or datetime.now(UTC)).isoformat(),
            "url": f"http://127.0.0.1/@brand/{number}",
            "visibility": said.get("visibility", "public"),
            "in_reply_to_id": said.get("in_reply_to_id"),
            "poll": said.get("poll"),
            "reblog": None,
            **dict.fromkeys(("favourites_count", "reblogs_count", "replies_count", "quotes_count"), 0),
        }
        self.statuses[number] = status
        return self.change(number, said)

    def change(self, number: str, said: dict[str, Any]) -> dict[str, Any]:
        text = said.get("status", "")
        paragraphs = [escape(part).replace("\n", "<br />") for part in text.strip().split("\n\n")]
        self.statuses[number] |= {
            "source": text,
            "content": "".join(f"<p>{part}</p>" for part in paragraphs),
            "spoiler_text": said.get("spoiler_text", ""),
            "language": said.get("language"),
            "media_attachments": [self.media[one] for one in said.get("media_ids", [])],
        }
        return self.statuses[number]

    def shown(self, status: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in status.items() if name != "source"}


class Door(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *told: object) -> None:
        pass

    def do_GET(self) -> None:
        self._open("GET")

    def do_POST(self) -> None:
        self._open("POST")

    def do_PUT(self) -> None:
        self._open("PUT")

    def do_DELETE(self) -> None:
        self._open("DELETE")

    def _open(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        with self.server.lock:
            path, _, query = self.path.partition("?")
            trouble = self._trouble(method, path)
            if trouble == "limit":
                after = self.server.retry_after
                return self._say(429, {"error": "Too many requests"}, {"Retry-After": after} if after else {})
            if trouble == "blind":
                return self._page()
            if path == "/oauth/revoke":
                return self._say(*self._revoke(parse_qs(body.decode())))
            code, told = self._answer(method, path, parse_qs(query), body)
        if trouble == "lost":
            self.close_connection = True
            return None
        if trouble == "garbled":
            return self._page()
        return (
            self._say(500, {"error": "An unexpected error occurred"}) if trouble == "broken" else self._say(code, told)
        )

    def _trouble(self, method: str, path: str) -> Fault | None:
        """What befalls this call: creates and looks at statuses, each once."""
        mine, wanted = self.server.trouble, "GET" if self.server.trouble == "blind" else "POST"
        if mine is None or method != wanted or not path.endswith("/statuses"):
            return None
        self.server.trouble = None
        return mine

    def _answer(self, method: str, path: str, query: dict[str, list[str]], body: bytes) -> tuple[int, Any]:
        if path == "/.well-known/nodeinfo":
            return 200, {"links": [{"href": f"http://127.0.0.1:{self.server.server_port}/nodeinfo/2.0"}]}
        if path == "/nodeinfo/2.0":
            return 200, {"software": {"name": "mastodon", "version": "4.6.0"}}
        if path == "/api/v2/instance":
            return 200, {"domain": "social.test", "version": "4.6.0", "api_versions": {"mastodon": 10}}
        if self.server.dead or self.headers.get("authorization") != f"Bearer {TOKEN}":
            return 401, {"error": "The access token is invalid"}
        if path == "/api/v1/accounts/verify_credentials":
            return 200, ACCOUNT | {"statuses_count": len(self.server.statuses)}
        if path == "/api/v1/accounts/1/statuses":
            return 200, self._own(query)
        if path == "/api/v2/media" and method == "POST":
            return 200, self._media(body)
        if path.startswith("/api/v1/media/"):
            media = self.server.media.get(path.rsplit("/", 1)[1])
            return (200, media) if media else (404, {"error": "Record not found"})
        if path.startswith("/api/v1/statuses"):
            return self._status(method, path.removeprefix("/api/v1/statuses").strip("/"), body)
        return 404, {"error": "Record not found"}

    def _revoke(self, form: dict[str, list[str]]) -> tuple[int, Any]:
        if (form.get("client_id"), form.get("client_secret")) != (["cid"], ["csecret"]):
            return 403, {"error": "unauthorized_client"}
        self.server.dead = self.server.dead or form.get("token") == [TOKEN]
        return 200, {}

    def _own(self, query: dict[str, list[str]]) -> list[dict[str, Any]]:
        newest = sorted(self.server.statuses.values(), key=lambda status: -int(status["id"]))
        before = int(query["max_id"][0]) if "max_id" in query else 10**9
        limit = min(int(query.get("limit", ["20"])[0]), 40)
        return [self.server.shown(status) for status in newest if int(status["id"]) < before][:limit]

    def _media(self, body: bytes) -> dict[str, Any]:
        head = f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode()
        parts = {_name(part): part for part in BytesParser(policy=HTTP).parsebytes(head + body).iter_parts()}
        said = parts["description"].get_payload(decode=True).decode() if "description" in parts else None
        number = self.server.next_id()
        self.server.media[number] = {"id": number, "type": "image", "url": "u", "description": said}
        return self.server.media[number]

    def _status(self, method: str, number: str, body: bytes) -> tuple[int, Any]:
        server, said = self.server, json.loads(body) if body else {}
        if number and number not in server.statuses:
            return 404, {"error": "Record not found"}
        if method == "GET":
            return 200, server.shown(server.statuses[number])
        if method == "DELETE":
            return 200, server.shown(server.statuses.pop(number))
        if length(said.get("status", "")) > 500:
            return 422, {"error": "Validation failed: Text character limit of 500 exceeded"}
        if not said.get("status") and not said.get("media_ids"):
            return 422, {"error": "Validation failed: Text can't be blank"}
        if method == "PUT":
            return 200, server.shown(server.change(number, said))
        key = self.headers.get("idempotency-key", "")
        if key not in server.keys:
            server.keys[key] = server.put(said)["id"]
        return 200, server.shown(server.statuses[server.keys[key]])

    def _say(self, code: int, told: Any, headers: dict[str, str] | None = None) -> None:
        self._send(code, "application/json", json.dumps(told).encode(), headers or {})

    def _page(self) -> None:
        self._send(200, "text/html", PAGE, {})

    def _send(self, code: int, kind: str, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(code)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _name(part: Message) -> str:
    return str(part.get_param("name", header="content-disposition"))


class Pretended:
    """The harness of the contract: the far side, and what is really there."""

    card = registry.card("mastodon")
    cannot = {"expired": "a token of Mastodon has no end"}

    def __init__(self) -> None:
        self.server = Server()
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.grant = Grant(f"http://{self.host}", "1", secrets=OURS, facts={"software": "mastodon", "api": 10})

    def connected(self) -> Grant:
        given = connect.begin({"server": self.grant.server, "token": TOKEN}, "")
        assert isinstance(given, Grant)
        return given

    def seen(self) -> Sequence[Seen]:
        return [
            Seen(
                status["id"],
                status["source"],
                tuple(media["description"] or "" for media in status["media_attachments"]),
                status["in_reply_to_id"] or "",
            )
            for status in self.server.statuses.values()
        ]

    def counted(self, text: str) -> int:
        return length(text)

    def seed(self, count: int) -> Sequence[str]:
        start = datetime.now(UTC) - timedelta(days=count)
        return [
            self.server.put({"status": f"Old post {number}"}, start + timedelta(hours=number))["id"]
            for number in range(count)
        ]

    def upset(self, fault: Fault, retry_after: str | None = None) -> None:
        if fault == "revoked":
            self.server.dead = True
        elif fault == "down":
            self.close()
        else:
            self.server.trouble, self.server.retry_after = fault, retry_after

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
