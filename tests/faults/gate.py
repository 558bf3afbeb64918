"""A door before a press, at which one request is refused, lost, answered wrongly or cut in the middle of its answer."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress
from urllib.parse import urlsplit

WAYS = ("refused", "reset before", "500 before", "reset after", "500 after", "truncated")
"""before: the network never had it; after, and truncated: it did what was asked"""
BROKEN = b"HTTP/1.1 500 Broken\r\nContent-Length: 6\r\nConnection: close\r\n\r\nbroken"


class Gate:
    """`instead(url, way)` is the address at which the next request meets its fate."""

    def __init__(self, press: int) -> None:
        self._press, self._way = press, ""
        self._closed = socket.socket()  # bound, and nobody listens: refused
        self._closed.bind(("127.0.0.1", 0))
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port, self.closed_port = self._door.getsockname()[1], self._closed.getsockname()[1]
        threading.Thread(target=self._receive, daemon=True, name="gate").start()

    def instead(self, url: str, way: str) -> str:
        self._way = way
        port = self.closed_port if way == "refused" else self.port
        return urlsplit(url)._replace(netloc=f"127.0.0.1:{port}").geturl()

    def close(self) -> None:
        self._door.close()
        self._closed.close()

    def _receive(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                with near:
                    self._meet(near, _whole(near))

    def _meet(self, near: socket.socket, message: bytes) -> None:
        if self._way == "500 before":
            return near.sendall(BROKEN)
        if self._way == "reset before":
            return _reset(near)
        with socket.create_connection(("127.0.0.1", self._press)) as far:
            far.sendall(message)
            answer = _whole(far)
        if self._way == "500 after":
            near.sendall(BROKEN)
        elif self._way == "reset after":
            _reset(near)
        else:
            near.sendall(answer[:-5])


def _whole(line: socket.socket) -> bytes:
    """One message, by its Content-Length."""
    read = b""
    while b"\r\n\r\n" not in read:
        piece = line.recv(65_536)
        if not piece:
            return read
        read += piece
    head, _, body = read.partition(b"\r\n\r\n")
    told = [int(field.split(b":")[1]) for field in head.split(b"\r\n") if field.lower().startswith(b"content-length:")]
    while len(body) < (told[0] if told else 0):
        body += line.recv(65_536)
    return head + b"\r\n\r\n" + body


def _reset(line: socket.socket) -> None:
    """The line ends with RST, not with a farewell."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()
