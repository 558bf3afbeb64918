"""The truth of a storm: one append-only file, flushed to the disk before anything is answered."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Ledger:
    """`write` returns once the line is on the disk. Nothing is ever changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = open(path, "ab")  # noqa: SIM115  (held for the life of the process)
        self._lock = threading.Lock()

    def write(self, what: str, sure: bool = True, **line: Any) -> None:
        """`sure=False`: written in order, without waiting for the disk."""
        with self._lock:
            text = json.dumps({"t": time.time(), "what": what, **line}, ensure_ascii=False)
            self._file.write(text.encode() + b"\n")
            self._file.flush()
            if sure:
                os.fsync(self._file.fileno())


def lines(path: Path) -> Iterator[dict[str, Any]]:
    with open(path, "rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                yield json.loads(line)
