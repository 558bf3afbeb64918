"""The contract of all networks, kept on mastodon-mock and on snac, over a way on which answers get lost."""

import secrets
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx2
import pytest

from pupitre.networks import contract, registry
from pupitre.networks.contract_trial import Cannot, Fault, Seen, Trial
from pupitre.networks.words import Grant
from tests.real.fediverse import MastodonMock, Server, Snac, allowed, mastodon_mock, snac
from tests.real.mastodon import STATUSES, joined

__all__ = ["mastodon_mock", "snac"]

pytestmark = pytest.mark.real

KEPT = {"authorization", "content-type", "idempotency-key", "accept"}
PAGE = b"<!doctype html><title>Be back soon</title>"


class Way(ThreadingHTTPServer):
    """Hands every call on to a server; what `trouble` says befalls the next post, or the next look."""

    daemon_threads = True

    def __init__(self, there: Server) -> None:
        super().__init__(("127.0.0.1", 0), Step)
        self.there = there
        self.trouble: Fault | None = None
        self.retry_after: str | None = None
        Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def befalls(self, method: str, path: str) -> Fault | None:
        wanted = "GET" if self.trouble == "blind" else "POST"
        if method != wanted or not path.partition("?")[0].endswith("/statuses"):
            return None
        trouble, self.trouble = self.trouble, None
        return trouble


class Step(BaseHTTPRequestHandler):
    server: Way

    def log_message(self, *told: object) -> None:
        pass

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        trouble = self.server.befalls(self.command, self.path)
        if trouble == "limit":
            after = {"Retry-After": self.server.retry_after} if self.server.retry_after is not None else {}
            return self._say(429, b'{"error": "Too many requests"}', "application/json", after)
        if trouble == "blind":
            return self._say(200, PAGE, "text/html")
        answer = self._handed_on(body)
        if trouble == "lost":
            self.close_connection = True
        elif trouble == "garbled":
            self._say(200, PAGE, "text/html")
        elif trouble == "broken":
            self._say(500, b'{"error": "An unexpected error occurred"}', "application/json")
        else:
            self._say(answer.status_code, answer.content, answer.headers.get("content-type", ""))

    def _handed_on(self, body: bytes) -> httpx2.Response:
        headers = {name: value for name, value in self.headers.items() if name.lower() in KEPT}
        return self.server.there.call(self.command, self.path, headers=headers, content=body)

    def _say(self, code: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(code)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True


class Far:
    """The harness: an account on a real server, spoken to over a way of its own."""

    card = registry.card("mastodon")

    def __init__(self, server: MastodonMock | Snac, name: str, cannot: dict[str, str]) -> None:
        self.server = server
        self.direct = joined(server, name)
        self.cannot = {"expired": "these tokens have no end"} | cannot
        self.way = Way(server)
        self.host = f"127.0.0.1:{self.way.server_port}"
        self.grant = Grant(
            f"http://{self.host}", self.direct.account, secrets=self.direct.secrets, facts=self.direct.facts
        )

    def seen(self) -> Sequence[Seen]:
        return [self._seen(status) for status in self._all()]

    def _all(self) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        max_id = None
        while True:
            query = {"limit": 40} | ({"max_id": max_id} if max_id else {})
            path = f"/api/v1/accounts/{self.grant.account}/statuses"
            page = self.server.told("GET", path, self.direct.secrets["token"], params=query)
            fresh = {status["id"]: status for status in page if status["id"] not in found}
            if not fresh:
                return list(found.values())
            found |= fresh
            max_id = page[-1]["id"]

    def _seen(self, status: dict[str, Any]) -> Seen:
        alts = tuple(media["description"] or "" for media in status["media_attachments"])
        return Seen(self._id(status["id"]), self._source(status), alts, self._id(status["in_reply_to_id"] or ""))

    def _id(self, remote_id: str) -> str:
        """snac's ids begin with the second of the last change, which is no part of who it is."""
        return "0" * 10 + remote_id[10:] if remote_id and isinstance(self.server, Snac) else remote_id

    def _source(self, status: dict[str, Any]) -> str:
        if "text" in status:
            return status["text"]
        return self.server.told("GET", f"{STATUSES}/{status['id']}/source")["text"]

    def counted(self, text: str) -> int:
        raise AssertionError("not asked")

    def seed(self, count: int) -> Sequence[str]:
        token = self.direct.secrets["token"]
        posts = [self.server.told("POST", STATUSES, token, data={"status": f"Ancien {n}"}) for n in range(count)]
        return [self._id(post["id"]) for post in posts]

    def upset(self, fault: Fault, retry_after: str | None = None) -> None:
        if fault == "revoked":
            form = {name: self.direct.secrets[name] for name in ("token", "client_id", "client_secret")}
            self.server.call("POST", "/oauth/revoke", data=form)
        elif fault == "down":
            self.close()
        else:
            self.way.trouble, self.way.retry_after = fault, retry_after

    def close(self) -> None:
        self.way.shutdown()
        self.way.server_close()


COUNTED = {"counted": "it counts otherwise than Mastodon"}
NOT_THERE = {
    ("mastodon-mock", contract.the_longest_text_leaves_and_one_more_is_refused): "it counts code points, not graphemes",
    ("mastodon-mock", contract.what_is_not_told_is_none): "it says it is 4.6 and leaves out quotes_count",
    ("snac", contract.the_longest_text_leaves_and_one_more_is_refused): "it takes a text of any length",
}


@pytest.fixture(params=["mastodon-mock", "snac"])
def far(request: pytest.FixtureRequest) -> Iterator[Far]:
    if request.param == "snac":
        made = Far(request.getfixturevalue("snac"), "brand", COUNTED)
    else:
        server, name = request.getfixturevalue("mastodon_mock"), f"contract{secrets.token_hex(4)}"
        server.account(name)
        made = Far(server, name, COUNTED)
    with allowed(made.host):
        yield made
    made.close()


@pytest.mark.parametrize("check", contract.CHECKS, ids=lambda check: check.__name__)
def test_the_contract_is_kept_on_a_real_server(far: Far, check) -> None:
    reason = NOT_THERE.get(("snac" if isinstance(far.server, Snac) else "mastodon-mock", check))
    if reason:
        pytest.skip(reason)
    try:
        check(Trial(far))
    except Cannot as cannot:
        pytest.skip(str(cannot))
