"""How far one PostgreSQL carries: sendings a second by number of workers, measured here; and what that means, simulated.

Measured: workers of one to three processes on this machine, one embedded PostgreSQL with fsync, a network that answers in
100 ms. For each sending: processor time of a worker and of the database, commits, bytes of its journal (WAL). And how many
small commits a second this disk takes from 16 connections at once.
Simulated from it: workers on machines of their own, so that only the database is shared; and how late posts leave when
many brands plan theirs at the full hour. Simulated figures are no promise: they say where the first wall stands.
"""

from __future__ import annotations

import heapq
import random
import signal
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import psutil
import psycopg
from deliver import NETWORK, Press, make_channels, plan, start_worker

from bench import HERE, arguments, installation, last_line, percentile, table

sys.path.insert(0, str(HERE))
from pupitre.ground.database import Embedded, database_url

DATABASE_CORES = (2, 4, 16)
"""of a machine that does nothing else"""
FULL = 0.7
"""share of a database's processors that may be busy before waiting grows"""
BRANDS = (100, 1_000, 10_000, 50_000)
POSTS_A_DAY = 8
"""of a brand, all channels together"""
AT_THE_FULL_HOUR = 0.35
"""share of posts that people plan at :00 of one of 12 hours; the rest at any minute"""


@dataclass(frozen=True)
class Run:
    workers: int
    rate: float
    """sendings a second, from the second to the last but one tenth"""
    worker_cpu: float
    """seconds a sending"""
    database_cpu: float
    commits: float
    wal: float
    """bytes a sending"""


def main() -> int:
    words = arguments(__doc__, deliveries=600, channels=12, most=3)
    with installation() as folder:
        (folder / "bench_network.py").write_text(NETWORK)
        channels = make_channels(words.channels)
        postgres = server_of(folder)
        disk = commits_a_second()
        runs = [measure(folder, postgres, channels, words.deliveries, n) for n in range(1, words.most + 1)]
    show(runs, disk)
    rates = simulate_workers(runs[0], disk)
    late = simulate_brands(rates)
    measured = {run.workers: round(run.rate, 1) for run in runs}
    last_line(words, {"measured": measured, "commits_s": disk, "simulated": rates, "late_p99_s": late})
    return 0


def server_of(folder: Path) -> psutil.Process:
    """The postmaster of this installation."""
    postmaster = Embedded(folder).cluster / "postmaster.pid"
    return psutil.Process(int(postmaster.read_text().split()[0]))


def measure(folder: Path, postgres: psutil.Process, channels: list, count: int, workers: int) -> Run:
    press = Press()
    threading.Thread(target=press.serve_forever, daemon=True).start()
    started = [start_worker(folder, press.server_address[1]) for _ in range(workers)]
    time.sleep(4)
    processes = [psutil.Process(one.pid) for one in started]
    ahead = 8 + count / 200
    due = plan(channels, count, ahead)
    time.sleep(max(due - time.time() - 2.5, 0))
    before = spent(postgres, processes)
    until(lambda: len(press.came) >= count, due + 240)
    time.sleep(1.5)
    after = spent(postgres, processes)
    came = sorted(at for at, _ in press.came)
    for one in started:
        one.send_signal(signal.SIGTERM)
    for one in started:
        one.wait(20)
    press.shutdown()
    tenth = max(len(came) // 10, 1)
    rate = (len(came) - 2 * tenth) / (came[-tenth - 1] - came[tenth])
    each = [(b - a) / count for a, b in zip(before, after, strict=True)]
    return Run(workers, rate, *each)


def spent(postgres: psutil.Process, workers: list[psutil.Process]) -> tuple[float, float, float, float]:
    """Processor seconds of the workers and of the database, commits, bytes of WAL; so far."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(
            "SELECT xact_commit, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') FROM pg_stat_database"
            " WHERE datname = current_database()"
        )
        commits, wal = cursor.fetchone()
    family = [postgres, *postgres.children(recursive=True)]
    database = (
        sum(busy(one) for one in family) + postgres.cpu_times().children_user + postgres.cpu_times().children_system
    )
    return sum(busy(one) for one in workers), database, float(commits), float(wal)


def busy(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system


def until(true, end: float) -> None:
    while not true() and time.time() < end:
        time.sleep(0.05)


def commits_a_second(connections: int = 16, seconds: float = 4.0) -> int:
    """Small updates, each a commit that is on the disk, from many connections at once."""
    with psycopg.connect(database_url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE bench_commits AS SELECT generate_series(1, 64) AS id, 0 AS n")
    done = [0] * connections
    end = time.monotonic() + seconds

    def commit(number: int) -> None:
        with psycopg.connect(database_url(), autocommit=True) as mine:
            while time.monotonic() < end:
                mine.execute("UPDATE bench_commits SET n = n + 1 WHERE id = %s", [number + 1])
                done[number] += 1

    threads = [threading.Thread(target=commit, args=(number,)) for number in range(connections)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return round(sum(done) / seconds)


def show(runs: list[Run], disk: int) -> None:
    rows = [
        [
            run.workers,
            round(run.rate, 1),
            round(run.worker_cpu * 1000, 1),
            round(run.database_cpu * 1000, 1),
            round(run.commits, 1),
            round(run.wal / 1000, 1),
        ]
        for run in runs
    ]
    print(f"\nmeasured on {psutil.cpu_count()} cores that others use too (load {psutil.getloadavg()[0]:.1f}):")
    table(rows, ["workers", "sendings/s", "ms CPU worker", "ms CPU database", "commits", "kB WAL"])
    print(f"commits a second that the disk took from 16 connections: {disk}")


def simulate_workers(run: Run, disk: int) -> dict[str, float]:
    """Workers with a core each, on machines of their own: what they can, and what database and disk allow."""
    a_worker, by_disk = 1 / run.worker_cpu, disk / run.commits
    rates = {}
    rows = []
    for workers in (1, 2, 4, 8, 16, 32):
        row: list = [workers, round(workers * a_worker)]
        for cores in DATABASE_CORES:
            by_processor = FULL * cores / run.database_cpu
            rates[f"{workers} workers, {cores} cores"] = round(min(workers * a_worker, by_processor, by_disk), 1)
            row.append(rates[f"{workers} workers, {cores} cores"])
        rows.append(row)
    print(
        "\nsimulated, sendings/s (a core for each worker; the database's machine used to 70 %, its disk as this one):"
    )
    table(rows, ["workers", "by themselves", *(f"database {cores} cores" for cores in DATABASE_CORES)])
    return rates


def simulate_brands(rates: dict[str, float]) -> dict[str, float]:
    """The worst hour of a day: how late the posts of :00 leave, by number of brands. One server, in order of time."""
    found = {}
    rows = []
    for brands in BRANDS:
        row: list = [brands, brands * POSTS_A_DAY]
        for name in ("1 workers, 2 cores", "8 workers, 4 cores", "32 workers, 16 cores"):
            found[f"{brands}: {name}"] = row_late = late(brands, rates[name])
            row.append(row_late)
        rows.append(row)
    print(
        f"\nsimulated, p99 of lateness in seconds ({POSTS_A_DAY} posts a day and brand, {AT_THE_FULL_HOUR:.0%} at :00):"
    )
    table(rows, ["brands", "sendings a day", "1 worker / 2 cores", "8 / 4", "32 / 16"])
    return found


def late(brands: int, rate: float, seed: int = 7) -> float:
    """p99 in seconds over a day of twelve hours."""
    chance = random.Random(seed)
    due = []
    for _ in range(brands * POSTS_A_DAY):
        hour = chance.randrange(12) * 3600
        at_full = chance.random() < AT_THE_FULL_HOUR
        heapq.heappush(due, hour + (0 if at_full else 60 * chance.randrange(60)))
    free, lateness = 0.0, []
    while due:
        at = heapq.heappop(due)
        free = max(free, at) + 1 / rate
        lateness.append(free - at)
    return round(percentile(lateness, 0.99), 1)


if __name__ == "__main__":
    raise SystemExit(main())
