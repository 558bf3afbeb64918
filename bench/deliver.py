"""1,000 deliveries due in one second over 10 channels, the network answering in 100 ms: how late is the last?

And a single due delivery: how long after its time does its call start? One worker process.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from bench import HERE, arguments, installation, last_line, percentile, table

ANSWERS_IN = 0.1
"""seconds"""
WORKER = """
import sys; sys.path.insert(0, %r)
import django; django.setup()
from pupitre.networks.paper import publish
import bench_network
publish.send = bench_network.send
publish.prepare = lambda *a: None
from pupitre.channels.due_clock import DueClock
import signal
clock = DueClock("bench")
signal.signal(signal.SIGTERM, lambda *_: clock.stop())
clock.run()
"""
NETWORK = """
import os
from pupitre.networks.call import call
from pupitre.networks.words import Sent
def send(outgoing, grant):
    answer = call("POST", os.environ["BENCH_PRESS"], json={"key": outgoing.key, "text": outgoing.text})
    return Sent(answer.json()["id"])
"""


class Press(ThreadingHTTPServer):
    """A network that answers in 100 ms and notes when each call came."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.came: list[tuple[float, bytes]] = []


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.came.append((time.time(), body))
        time.sleep(ANSWERS_IN)
        answer = b'{"id": "%d"}' % len(self.server.came)
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


def main() -> int:
    words = arguments(__doc__, deliveries=1000, channels=10, singles=20)
    press = Press()
    threading.Thread(target=press.serve_forever, daemon=True).start()
    with installation() as folder:
        (folder / "bench_network.py").write_text(NETWORK)
        worker = start_worker(folder, press.server_address[1])
        try:
            channels = make_channels(words.channels)
            time.sleep(2)
            singles = [single(channels[0], press) for _ in range(words.singles)]
            burst = many(channels, words.deliveries, press)
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait(20)
    result = {
        "deliveries": words.deliveries,
        "channels": words.channels,
        "last_starts_after_s": round(burst[-1], 2),
        "median_starts_after_s": round(percentile(burst, 0.5), 2),
        "goal_s": 10,
        "ratio": round(burst[-1] / 10, 2),
        "single_p50_s": round(percentile(singles, 0.5), 3),
        "single_p95_s": round(percentile(singles, 0.95), 3),
        "doubled": len(press.came) - len({body for _, body in press.came}),
    }
    table([[name, value] for name, value in result.items()], ["figure", "value"])
    last_line(words, result)
    return 0


def start_worker(folder: Path, port: int) -> subprocess.Popen:
    environment = {
        **os.environ,
        "BENCH_PRESS": f"http://127.0.0.1:{port}/",
        "PUPITRE_ALLOWED_HOSTS_PRIVATE": f"127.0.0.1:{port}",
        "PYTHONPATH": f"{HERE}:{folder}",
    }
    return subprocess.Popen([sys.executable, "-c", WORKER % str(HERE)], env=environment)


def make_channels(count: int) -> list:
    from pupitre.brands.found import found, open_brand
    from pupitre.brands.models import Member
    from pupitre.channels.connect import keep
    from pupitre.networks.words import Grant

    owner = Member.objects.create_user("bench@example.org", None, name="Bench")
    brand = found(owner, "Bench")
    open_brand(brand, owner)
    grants = [Grant("paper:bench", f"account-{n}", name=f"Account {n}", facts={"class": "A"}) for n in range(count)]
    return [keep(brand, "paper", grant, owner) for grant in grants]


def plan(channels: list, count: int, ahead: float) -> float:
    from django.db import transaction
    from django.utils import timezone

    from pupitre.channels.entrust import entrust

    due = timezone.now() + timedelta(seconds=ahead)
    with transaction.atomic():
        for number in range(count):
            text = f"Delivery {number} at {due:%H:%M:%S.%f}"
            entrust(channels[number % len(channels)], ("bench", number), [{"text": text}], due, None)
    return due.timestamp()


def single(channel, press: Press) -> float:
    before = len(press.came)
    due = plan([channel], 1, 1.3)
    while len(press.came) == before:
        time.sleep(0.01)
    time.sleep(0.3)
    return press.came[before][0] - due


def many(channels: list, count: int, press: Press) -> list[float]:
    """Seconds after the due time at which each call came, in order."""
    before = len(press.came)
    due = plan(channels, count, 12)
    end = due + 180
    while len(press.came) - before < count and time.time() < end:
        time.sleep(0.05)
    return sorted(at - due for at, _ in press.came[before:])


if __name__ == "__main__":
    raise SystemExit(main())
