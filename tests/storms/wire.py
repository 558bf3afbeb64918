"""The way from a worker to the database, as TCP that can be cut in the middle: neither end hears anything for a while.

Connections are told apart by their application_name, which each worker sets to its own name before its first one.
"""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress

PIECE = 65_536


class Wire:
    """Listens on localhost and carries to a Unix socket. `stall(name)` holds one worker's bytes back until `heal`."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._stalled: dict[str, threading.Event] = {}
        self._lock = threading.Lock()
        self._door = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._receive, daemon=True, name="wire").start()

    def stall(self, name: str) -> None:
        with self._lock:
            self._stalled[name] = threading.Event()

    def heal(self, name: str) -> None:
        with self._lock:
            event = self._stalled.pop(name, None)
        if event:
            event.set()

    def close(self) -> None:
        for name in list(self._stalled):
            self.heal(name)
        self._door.close()

    def _receive(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        """The startup message says who it is; then two directions, each in a thread."""
        far = socket.socket(socket.AF_UNIX)
        try:
            head = near.recv(4, socket.MSG_WAITALL)
            body = near.recv(struct.unpack("!I", head)[0] - 4, socket.MSG_WAITALL)
            far.connect(self._target)
            far.sendall(head + body)
        except (OSError, struct.error):
            near.close()
            far.close()
            return
        words = body[4:].split(b"\0")
        name = next((words[i + 1] for i, word in enumerate(words) if word == b"application_name"), b"").decode()
        back = threading.Thread(target=self._pump, args=(far, near, name), daemon=True)
        back.start()
        self._pump(near, far, name)
        back.join()
        near.close()
        far.close()

    def _pump(self, source: socket.socket, target: socket.socket, name: str) -> None:
        with suppress(OSError):
            while piece := source.recv(PIECE):
                waits = self._stalled.get(name)
                if waits:
                    waits.wait(60)
                target.sendall(piece)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
