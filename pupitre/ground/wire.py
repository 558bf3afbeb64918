"""The wire: a connection to an address that was judged, one deadline for all that passes over it."""

import logging
import os
import select
import socket
import ssl
import sys
import threading
from collections.abc import Iterable
from functools import cache
from typing import Any

import httpcore2
import httpx2

from pupitre.ground import clock
from pupitre.ground.addresses import Place, name_of, places, port_of
from pupitre.ground.failures import HttpFailure, Interrupted, NothingLeft

# At DEBUG this library writes whole headers, and with them cookies and tokens, into the log.
logging.getLogger("httpcore2").setLevel(logging.INFO)

KEPT_SECONDS = 1.5
"""How long an idle connection is kept: less than any server we know, so that it is never a dead one."""
KEPT_AT_MOST = 64
TRIED_AT_MOST = 4
"""Addresses of one name that are tried one after the other."""


class Exchange:
    """One request on its way: how long it may still take, and whether any of it may have left us."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.left = False

    def remaining(self) -> float:
        """Seconds, more than 0; raises when they are used up."""
        seconds = self.deadline - clock.elapsed()
        if seconds <= 0:
            raise self.failure("timeout")
        return seconds

    def failure(self, code: str, detail: str = "") -> HttpFailure:
        """Interrupted once something may have left; before, NothingLeft with the nearest of its codes."""
        if self.left:
            return Interrupted(code, detail)
        return NothingLeft({"timeout": "connect_timeout", "reset": "unreachable"}.get(code, code), detail)


class Line(httpcore2.NetworkBackend, httpcore2.NetworkStream):
    """One connection to one judged address, for one request after the other."""

    def __init__(self, url: httpx2.URL, candidates: list[Place], exchange: Exchange) -> None:
        self.exchange = exchange
        self.key = (url.scheme, name_of(url), port_of(url))
        self.ip = ""
        self._candidates = candidates
        self._socket: socket.socket | None = None
        origin = httpcore2.Origin(url.raw_scheme, url.raw_host, port_of(url))
        self._connection = httpcore2.HTTPConnection(
            origin,
            ssl_context=tls() if url.scheme == "https" else None,
            network_backend=self,
            keepalive_expiry=KEPT_SECONDS,
        )

    def handle(self, request: httpcore2.Request) -> httpcore2.Response:
        return self._connection.handle_request(request)

    def is_reusable(self) -> bool:
        return self._connection.is_idle() and not self._connection.has_expired()

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()

    def connect_tcp(self, *_: Any, **__: Any) -> httpcore2.NetworkStream:
        """To the judged addresses only: the name that the caller gives is not looked up again."""
        tried = _interleaved(self._candidates)[:TRIED_AT_MOST]
        failure: HttpFailure | None = None
        for number, place in enumerate(tried):
            share = self.exchange.remaining() / (len(tried) - number)
            try:
                self._socket = _connected(place, share)
            except TimeoutError:
                failure = NothingLeft("connect_timeout", place.ip)
            except OSError as error:
                failure = NothingLeft("unreachable", f"{place.ip}: {error.strerror or error}")
            else:
                self.ip = place.ip
                return self
        raise failure or NothingLeft("unreachable")

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        sock = self._open()
        try:
            sock.settimeout(self.exchange.remaining())
            self._socket = ssl_context.wrap_socket(sock, server_hostname=server_hostname)
        except TimeoutError as error:
            raise NothingLeft("connect_timeout", "during the TLS handshake") from error
        except (OSError, ValueError) as error:
            raise NothingLeft("tls", str(getattr(error, "verify_message", "") or error)[:200]) from error
        return self

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        sock = self._open()
        sock.settimeout(self.exchange.remaining())
        try:
            return sock.recv(max_bytes)
        except TimeoutError as error:
            raise self.exchange.failure("timeout", "while reading") from error
        except OSError as error:
            raise self.exchange.failure("reset", str(error)) from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        sock, rest = self._open(), memoryview(buffer)
        while rest:
            sock.settimeout(self.exchange.remaining())
            self.exchange.left = True
            try:
                rest = rest[sock.send(rest) :]
            except TimeoutError as error:
                raise Interrupted("timeout", "while writing") from error
            except OSError as error:  # the server may have answered before it hung up: httpcore2 goes on to read
                raise httpcore2.WriteError(str(error)) from error

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            return _is_readable(self._open())
        if info == "ssl_object" and isinstance(self._socket, ssl.SSLSocket):
            return self._socket
        return None

    def _open(self) -> socket.socket:
        if self._socket is None:
            raise self.exchange.failure("reset", "closed")
        return self._socket


class _Kept:
    """Idle lines, for looks only: something that changes the world never goes over a line that may be dead."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Empty; in a forked child too, whose parent goes on using the lines."""
        self._lock = threading.Lock()
        self._lines: list[Line] = []

    def take(self, key: tuple[str, str, int], ips: set[str]) -> Line | None:
        """A live line to one of these addresses, which were judged just now."""
        with self._lock:
            lines, self._lines = self._lines, []
            taken = None
            for line in lines:
                if not line.is_reusable():
                    line.close()
                elif taken is None and line.key == key and line.ip in ips:
                    taken = line
                else:
                    self._lines.append(line)
        return taken

    def give_back(self, line: Line) -> bool:
        """Whether it was kept: whole, and there is room."""
        with self._lock:
            if len(self._lines) >= KEPT_AT_MOST or not line.is_reusable():
                return False
            self._lines.append(line)
            return True

    def forget(self) -> None:
        with self._lock:
            lines, self._lines = self._lines, []
        for line in lines:
            line.close()


kept = _Kept()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=kept.begin)


def tls() -> ssl.SSLContext:
    """Who is believed: the machine's certificate authorities, or those in SSL_CERT_FILE or SSL_CERT_DIR.

    On macOS a context each: truststore's holds a lock during the handshake, so that one slow server stops all
    (https://github.com/sethmlarson/truststore, 0.10.5).
    """
    return httpcore2.default_ssl_context() if sys.platform == "darwin" else _shared_tls()


@cache
def _shared_tls() -> ssl.SSLContext:
    return httpcore2.default_ssl_context()


def line_to(url: httpx2.URL, exchange: Exchange, reuse: bool) -> Line:
    """A line for one request; the address is judged now even when the line is an old one.

    Raises AddressRefused, NothingLeft.
    """
    candidates = places(url, exchange.remaining())
    if reuse:
        line = kept.take((url.scheme, name_of(url), port_of(url)), {place.ip for place in candidates})
        if line is not None:
            line.exchange = exchange
            return line
    return Line(url, candidates, exchange)


def _connected(place: Place, within: float) -> socket.socket:
    sock = socket.socket(place.family, socket.SOCK_STREAM)
    try:
        sock.settimeout(within)
        sock.connect(place.sockaddr)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        sock.close()
        raise
    return sock


def _interleaved(candidates: Iterable[Place]) -> list[Place]:
    """The system's order, one of each family in turn: where IPv6 leads nowhere, IPv4 comes second, not last."""
    seen: dict[int, int] = {}
    ranked = []
    for place in candidates:
        seen[place.family] = seen.get(place.family, -1) + 1
        ranked.append((seen[place.family], place))
    return [place for _, place in sorted(ranked, key=lambda pair: pair[0])]


def _is_readable(sock: socket.socket) -> bool:
    """On an idle line this means that the server hung up."""
    if sock.fileno() < 0:
        return True
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))
