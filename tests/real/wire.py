"""A wire in front of a server, on loopback, with faults on demand: what passes is passed on, or delayed, or cut off."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Wire:
    """`cut_after`: bytes of each answer that still arrive. `dead`: nothing of it does. Neither: all."""

    def __init__(self, port: int) -> None:
        self.cut_after: int | None = None
        self.dead = False
        self.passed = 0
        self._port = port
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._door.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near = self._door.accept()[0]
                far = socket.create_connection(("127.0.0.1", self._port))
                threading.Thread(target=self._there, args=(near, far), daemon=True).start()
                threading.Thread(target=self._back, args=(near, far), daemon=True).start()

    def _there(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            while piece := near.recv(65536):
                far.sendall(piece)
            far.shutdown(socket.SHUT_WR)

    def _back(self, near: socket.socket, far: socket.socket) -> None:
        left = self.cut_after
        with suppress(OSError):
            while piece := far.recv(65536):
                if self.dead:
                    continue
                if left is not None:
                    piece, left = piece[:left], left - len(piece)
                near.sendall(piece)
                self.passed += len(piece)
                if left is not None and left <= 0:
                    break
        for each in (near, far):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


@contextmanager
def before(port: int) -> Iterator[Wire]:
    """A wire to 127.0.0.1:port, gone afterwards."""
    wire = Wire(port)
    try:
        yield wire
    finally:
        wire.close()
