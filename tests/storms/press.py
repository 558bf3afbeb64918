"""The pretend networks of a storm: a process of their own, real HTTP over TCP, and a ledger that never lies.

    python -m tests.storms.press --ledger FILE [--seed N] [--factor N] [--calm] [--latency SECONDS] [--port N]

Prints `press PORT` and answers until it is killed. Nothing of Pupitre is imported here.
"""

from __future__ import annotations

import argparse
import json
import socket
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.storms.accounts import Account, Kept, Post, worn
from tests.storms.faults import Weather
from tests.storms.ledger import Ledger

PAGE = "<html><body><h1>We will be back soon</h1></body></html>"
Answer = tuple[int, Any, dict[str, str]]


class Cut(Exception):
    """The line is cut: no answer."""


class Press:
    """All accounts of one storm."""

    def __init__(self, ledger: Ledger, weather: Weather) -> None:
        self.ledger = ledger
        self.weather = weather
        self.accounts: dict[str, Account] = {}
        self._lock = threading.Lock()

    def account(self, name: str, kind: str = "A") -> Account:
        with self._lock:
            return self.accounts.setdefault(name, Account(name, kind))

    def create(self, account: Account, token: str, said: dict[str, Any]) -> Answer:
        """POST /accounts/A/posts"""
        said = {"key": said.get("key", ""), "letter": said.get("letter", {}), "handle": ""}
        return self._create(account, token, said, lambda: self._put(account, said))

    def print_container(self, account: Account, token: str, handle: str) -> Answer:
        """POST /accounts/A/containers/H/post"""
        kept = account.kept.get(handle)
        if kept is None:
            return 422, {"error": "refused", "reason": "no such container"}, {}
        said = {"key": kept.key, "letter": kept.letter, "handle": handle}
        if self.weather.accepted() and not account.permits(token):
            self.ledger.write("received", False, account=account.name, key=kept.key)
            self._later(lambda: self._print(account, kept, said))
            return 202, {"handle": handle}, {}
        return self._create(account, token, said, lambda: self._print(account, kept, said))

    def keep(self, account: Account, token: str, said: dict[str, Any]) -> Answer:
        """POST /accounts/A/containers"""
        refusal = self._refusal(account, token, said.get("letter", {}))
        if refusal:
            return refusal
        with account.lock:
            handle = f"c{len(account.kept) + 1}"
            account.kept[handle] = Kept(said["key"], said["letter"])
        return 201, {"handle": handle}, {}

    def change(self, account: Account, token: str, post_id: str, said: dict[str, Any] | None) -> Answer:
        """PATCH (said) or DELETE (None) /accounts/A/posts/P"""
        refusal = self._refusal(account, token, said["letter"] if said else {})
        if refusal:
            return refusal
        with account.lock:
            post = account.posts.get(post_id)
            if post is None:
                return (404, {"error": "gone"}, {}) if said else (200, {}, {})
            if said is None:
                del account.posts[post_id]
                self.ledger.write("removed", account=account.name, id=post_id)
                return 200, {}, {}
            post.letter = said["letter"]
            self.ledger.write("changed", account=account.name, id=post_id, letter=post.letter)
            return 200, shown(post, post.letter), {}

    def look(self, account: Account, token: str, path: list[str], asked: dict[str, str]) -> Answer:
        """GET: one post, one key, one container, or the list."""
        name = account.permits(token)
        if name:
            return 401, {"error": name}, {}
        if account.blind or self.weather.bad_look():
            account.blind = max(account.blind - 1, 0)
            return (200, PAGE, {}) if self.weather.chance() < 0.5 else (503, PAGE, {})
        if account.kind == "D":
            return 403, {"error": "unreadable"}, {}
        gone: Answer = (404, {"error": "gone"}, {})
        with account.lock:
            if path[0] == "containers":
                kept = account.kept.get(path[1])
                return (200, {"printed": kept.printed}, {}) if kept else gone
            if path[0] == "keys":
                seen = [post for post in account.shown(None) if post.key == path[1] and account.kind == "A"]
                return (200, shown(seen[-1], seen[-1].letter), {}) if seen else gone
            if len(path) > 1:
                post = account.posts.get(path[1])
                return (200, shown(post, worn(post.letter)), {}) if post else gone
            return 200, self._list(account, asked), {}

    def renew(self, said: dict[str, Any]) -> Answer:
        """POST /token: each renewal is taken once."""
        account = self.accounts.get(said.get("account", ""))
        if account is None:
            return 401, {"error": "token_dead"}, {}
        with account.lock:
            account.renewing += 1
            self.ledger.write("renewing", False, account=account.name, at_once=account.renewing)
        time.sleep(0.05)
        with account.lock:
            account.renewing -= 1
            if account.revoked or said.get("renewal") != account.renewal:
                return 401, {"error": "token_dead"}, {}
            if not self.weather.calm and self.weather.chance() < 0.1:
                return 503, PAGE, {}
            pair = account.renew()
            self.ledger.write("renewed", False, account=account.name)
        if not self.weather.calm and self.weather.chance() < 0.05:
            raise Cut
        return 200, pair, {}

    def _create(self, account: Account, token: str, said: dict[str, Any], make: Callable[[], Post]) -> Answer:
        self.ledger.write("received", False, account=account.name, key=said["key"])
        fault, detail = account.ordered.pop(0) if account.ordered else (self.weather.fault(), None)
        with account.lock:
            if fault == "expired":
                account.token = "-"
            elif fault == "revoked":
                account.revoked = True
                self.ledger.write("revoked", False, account=account.name)
        refusal = self._refusal(account, token, said["letter"])
        if refusal:
            return refusal
        if fault == "limit":
            return self._limited(account, detail)
        if fault == "refusal":
            self.ledger.write("refused", account=account.name, key=said["key"])
            return 422, {"error": "refused", "reason": "against the rules of the house"}, {}
        if fault in {"fails", "drowned", "late"}:
            if fault == "late":
                self._later(make)
            if fault == "fails":
                return 502, PAGE, {}
            raise Cut
        return self._answered(fault, make())

    def _answered(self, fault: str, post: Post) -> Answer:
        """It is executed; what the caller gets to know of it is another matter."""
        if fault == "lost":
            raise Cut
        if fault == "broken":
            return 500, PAGE, {}
        if fault == "garbled":
            return 200, PAGE, {}
        if fault == "duplicate":
            return 403, {"error": "duplicate"}, {}
        return 201, shown(post, post.letter), {}

    def _refusal(self, account: Account, token: str, letter: dict[str, Any]) -> Answer | None:
        name = account.permits(token)
        if name:
            return 401, {"error": name}, {}
        if account.limit and time.time() < account.limit.until:
            return self._told(account)
        objection = account.objection(letter)
        return (422, {"error": "refused", "reason": objection}, {}) if objection else None

    def _limited(self, account: Account, header: str | None) -> Answer:
        account.limit = self.weather.limit()
        if header is not None:
            account.limit = type(account.limit)("ordered", None if header == "none" else header, 0.0)
        self.ledger.write("limited", False, account=account.name, kind=account.limit.kind, until=account.limit.until)
        return self._told(account)

    def _told(self, account: Account) -> Answer:
        assert account.limit is not None
        header = account.limit.header
        return 429, {"error": "too many"}, {} if header is None else {"Retry-After": header}

    def _put(self, account: Account, said: dict[str, Any]) -> Post:
        with account.lock:
            return account.known(said["key"]) or self._execute(account, said)

    def _print(self, account: Account, kept: Kept, said: dict[str, Any]) -> Post:
        with account.lock:
            kept.printed = True
            return self._execute(account, said)

    def _execute(self, account: Account, said: dict[str, Any]) -> Post:
        post = account.make(said["key"], said["letter"], self.weather.lag(), self.weather.key_known_after())
        line = {"id": post.id, "key": post.key, "handle": said["handle"], "letter": post.letter}
        self.ledger.write("executed", account=account.name, lag=post.shown_from - post.at, **line)
        return post

    def _later(self, make: Callable[[], Post]) -> None:
        timer = threading.Timer(self.weather.late(), make)
        timer.daemon = True
        timer.start()

    def _list(self, account: Account, asked: dict[str, str]) -> dict[str, Any]:
        at, _, post_id = asked.get("before", "").partition("|")
        before = (datetime.fromisoformat(at), post_id) if post_id else None
        most = min(int(asked.get("most", "20")), 40)
        seen = account.shown(before)
        return {"posts": [shown(post, worn(post.letter)) for post in seen[:most]], "more": len(seen) > most}


def shown(post: Post, letter: dict[str, Any]) -> dict[str, Any]:
    return {"id": post.id, "at": post.dated.isoformat(), "letter": letter, "url": f"https://press.example/{post.id}"}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    press: Press

    def handle_one(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:  # whoever was speaking was killed in the middle of a word
            self.close_connection = True
            return
        said = json.loads(body) if body else {}
        url = urlsplit(self.path)
        path = [unquote(part) for part in url.path.strip("/").split("/")]
        time.sleep(self.press.weather.pause())
        try:
            self._answer(*self._told(path, said, dict(parse_qsl(url.query))))
        except Cut:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    do_GET = do_POST = do_PATCH = do_DELETE = handle_one

    def _told(self, path: list[str], said: dict[str, Any], asked: dict[str, str]) -> Answer:
        press = self.press
        if path[0] == "token":
            return press.renew(said)
        if path[0] == "admin":
            return admin(press, path[1], said)
        account = press.accounts.get(path[1])
        if account is None:
            return 404, {"error": "no account"}, {}
        token, rest = self.headers.get("Authorization", "").removeprefix("Bearer "), path[2:]
        if self.command == "GET":
            return press.look(account, token, rest, asked)
        if self.command == "PATCH":
            return press.change(account, token, rest[1], said)
        if self.command == "DELETE":
            return press.change(account, token, rest[1], None)
        if rest == ["posts"]:
            return press.create(account, token, said)
        if rest == ["containers"]:
            return press.keep(account, token, said)
        return press.print_container(account, token, rest[1])

    def _answer(self, status: int, said: Any, headers: dict[str, str]) -> None:
        body = said.encode() if isinstance(said, str) else json.dumps(said, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if isinstance(said, str) else "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """A storm has its ledger."""


def admin(press: Press, verb: str, said: dict[str, Any]) -> Answer:
    """The storm's own door: open an account, connect it anew, order a fault."""
    account = press.account(said["account"], said.get("kind", "A"))
    if verb == "order":
        account.ordered.append((said["fault"], None))
        return 200, {}, {}
    with account.lock:
        pair = account.connect()
    return 200, pair, {}


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever was killed while being answered is no concern of the press; its own errors are."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def serve(press: Press, port: int = 0) -> Server:
    """A server ready to `serve_forever`, on loopback only."""
    handler = type("Bound", (Handler,), {"press": press})
    return Server(("127.0.0.1", port), handler)


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--ledger", type=Path, required=True)
    ask.add_argument("--seed", type=int, default=0)
    ask.add_argument("--factor", type=float, default=1.0)
    ask.add_argument("--latency", type=float, default=0.0)
    ask.add_argument("--calm", action="store_true")
    ask.add_argument("--port", type=int, default=0)
    given = ask.parse_args()
    weather = Weather(given.seed, given.factor, given.calm, given.latency)
    server = serve(Press(Ledger(given.ledger), weather), given.port)
    print("press", server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
