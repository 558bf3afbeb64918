"""A way to a real server on which answers get lost: what `trouble` says befalls the next create, or the next look."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx2

from pupitre.networks.contract_trial import Fault

HandOn = Callable[[str, str, dict[str, str], bytes], httpx2.Response]
"""method, path with its query, headers, body"""

OWN = {"host", "content-length", "connection", "accept-encoding", "transfer-encoding"}
PAGE = b"<!doctype html><title>Be back soon</title>"


class Way(ThreadingHTTPServer):
    """Hands every call on. `create` is how the path of a create (POST) ends, `look` that of a look (GET)."""

    daemon_threads = True

    def __init__(self, hand_on: HandOn, create: str, look: str) -> None:
        super().__init__(("127.0.0.1", 0), Step)
        self.hand_on, self.create, self.look = hand_on, create, look
        self.trouble: Fault | None = None
        self.retry_after: str | None = None
        Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    def befalls(self, method: str, path: str) -> Fault | None:
        wanted = ("GET", self.look) if self.trouble == "blind" else ("POST", self.create)
        if method != wanted[0] or not path.partition("?")[0].endswith(wanted[1]):
            return None
        trouble, self.trouble = self.trouble, None
        return trouble

    def close(self) -> None:
        self.shutdown()
        self.server_close()


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
        headers = {name: value for name, value in self.headers.items() if name.lower() not in OWN}
        answer = self.server.hand_on(self.command, self.path, headers, body)
        if trouble == "lost":
            self.close_connection = True
        elif trouble == "garbled":
            self._say(200, PAGE, "text/html")
        elif trouble == "broken":
            self._say(500, b'{"error": "An unexpected error occurred"}', "application/json")
        else:
            self._say(answer.status_code, answer.content, answer.headers.get("content-type", ""))

    def _say(self, code: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(code)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True
