"""All processes at rest, database included: proportional memory (PSS), goal under 350 MB. Linux only."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).resolve().parent))
from bench import HERE, arguments, last_line, table

GOAL = 350


def main() -> int:
    words = arguments(__doc__, seconds=25)
    base = Path("/var/lib/pupitre-bench") if os.geteuid() == 0 else Path(tempfile.gettempdir())
    base.mkdir(parents=True, exist_ok=True)
    folder = tempfile.mkdtemp(prefix="rest-", dir=base)
    os.chmod(folder, 0o711)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "pupitre.desk.cli", "up", "--data", folder, "--port", str(port)]
    cold, desk = start(command, port)
    end(desk)
    warm, desk = start(command, port)
    for _ in range(5):
        urlopen(f"http://localhost:{port}/", timeout=10).read()
    time.sleep(words.seconds)
    rows = sorted(weigh(desk.pid), key=lambda row: -row[1])
    end(desk)
    left = weigh(desk.pid)
    shutil.rmtree(folder, ignore_errors=True)
    total = sum(size for _, size in rows)
    table([*([name, round(size, 1)] for name, size in rows), ["together", round(total, 1)]], ["process", "PSS MB"])
    print(
        f"cold start {cold:.1f} s, warm start {warm:.1f} s; left after the end: {len(left)}; ratio: {total / GOAL:.2f}"
    )
    last_line(
        words,
        {
            "pss_mb": round(total, 1),
            "goal_mb": GOAL,
            "ratio": round(total / GOAL, 2),
            "cold_s": round(cold, 1),
            "warm_s": round(warm, 1),
            "left": len(left),
        },
    )
    return 0


def start(command: list[str], port: int) -> tuple[float, subprocess.Popen]:
    began = time.monotonic()
    desk = subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True, start_new_session=True)
    for line in desk.stdout:
        if f"localhost:{port}" in line:
            return time.monotonic() - began, desk
    raise SystemExit("the desk did not start")


def end(desk: subprocess.Popen) -> None:
    desk.send_signal(signal.SIGTERM)
    desk.wait(30)


def weigh(root: int) -> list[tuple[str, float]]:
    """(command, MB) of a process and all below it."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents[int(path.parent.name)] = int(fields[1])
    family = {root}
    while grown := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= grown
    found = []
    for pid in family & parents.keys():
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            name = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()[:60]
        except OSError:
            continue
        found.append((name, int(re.search(r"Pss:\s+(\d+)", rollup).group(1)) / 1024))
    return found


if __name__ == "__main__":
    raise SystemExit(main())
