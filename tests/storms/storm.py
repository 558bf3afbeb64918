"""A storm: deliveries are planned while workers are killed, networks fail, clocks jump and the database dies.

    python -m tests.storms.storm [--deliveries N] [--kills N] [--workers 1|2] [--factor N] [--seed N] [--control]

Time runs `factor` times faster for looks, leases, lags and late executions alike; the hour at which a
post is planned does not. The last line is one JSON object; the exit status is 0 when it is clean.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import secrets
import signal
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.storms.checker import Findings, check
from tests.storms.desk import HERE, Desk, insist
from tests.storms.people import People

STEPS = (0, 3600, -3600, 86_400, -86_400, -600, 37)
"""seconds by which the workers' clocks are wrong, in turn"""
SHAKES = ("cut", "hold", "freeze", "kill the database", "hold", "cut off", "hold", "cut", "hold")
STILL = (1.0, 6.0)
"""seconds for which a worker is frozen, or cut off from the database: up to three leases"""
SPARE = 10
"""deliveries by which the kills may run ahead of what has come to its end"""
BETWEEN, PATIENCE = 4, 15
"""deliveries that come to their end between two shakes, and seconds after which it is shaken all the same"""
HEAVY = ("called", "settling", "armed", "arm-committed")
"""labels where kills fall more often: around the call"""
ROUNDS = 6
"""times that a part may go round before a person is asked: what the end of a storm must have the patience for"""


def labels() -> list[str]:
    """Every labelled point of the spine, as its source has them."""
    text = "\n".join(path.read_text() for path in sorted((HERE / "pupitre/channels").glob("*.py")))
    return sorted(set(re.findall(r'pass_by\("([a-z-]+)"\)', text)))


class Storm:
    def __init__(self, given: argparse.Namespace) -> None:
        self.given = given
        self.desk = Desk(given.factor, given.seed, unarmed=given.control, server=given.server)
        self.people = People(self.desk, given.seed)
        self.dice = random.Random(given.seed + 1)
        self.labels = labels()
        self.struck: Counter[str] = Counter()
        self.made = 0
        self.stills: Counter[str] = Counter()
        self.ended = threading.Event()
        self.failures: list[str] = []
        self._planted: set[str] = set()
        self.began = time.monotonic()

    def run(self) -> Findings:
        """1. open everything; 2. the storm; 3. until all is quiet, or stuck; 4. compare."""
        try:
            self.desk.open()
            insist(self.people.arrive)
            self.say(f"{len(self.people.places)} channels, {len(self.labels)} labelled points, seed {self.given.seed}")
            threads = [threading.Thread(target=self._guarded, args=(verb,)) for verb in self._verbs()]
            for thread in threads:
                thread.start()
            self._wait_for_the_end()
            self.ended.set()
            for thread in threads:
                thread.join()
            found = insist(
                lambda: check(self.desk.ledger, self.people.said, self.people.holds, self.desk.kills, self.desk.factor)
            )
            found.broken += self.failures + self.desk.crashed
            found.broken += [f"no kill at {label}" for label in self.labels if not self.struck[label]]
            if not found.is_clean and self.given.keep:
                Path(self.given.keep).write_text((self.desk.folder / "workers.log").read_text())
            return found
        finally:
            self.ended.set()
            self.desk.close()

    def say(self, words: str) -> None:
        print(f"{time.monotonic() - self.began:6.1f} s  {words}", file=sys.stderr, flush=True)

    @property
    def is_raging(self) -> bool:
        """Deliveries or kills are still to come."""
        missing = [label for label in self.labels if not self.struck[label]]
        return self.made < self.given.deliveries or len(self.desk.kills) < self.given.kills or bool(missing)

    def _verbs(self) -> list[Callable[[], None]]:
        return [self._author, self._watch_workers, self._kill, self._decide, self._shake]

    def _guarded(self, verb: Callable[[], None]) -> None:
        try:
            verb()
        except Exception:
            self.failures.append(f"the storm itself failed: {traceback.format_exc()[-800:]}")
            self.ended.set()

    def _author(self) -> None:
        """Plans as fast as the desk takes it."""
        while self.made < self.given.deliveries and not self.ended.is_set():
            if self.made % 10 == 0 and self.people.open_count() > self.given.open:
                self.ended.wait(0.1)
                continue
            self.people.plan(self.made + 1)
            self.made += 1

    def _watch_workers(self) -> None:
        """A worker that is not there any more is replaced; labels that were struck are counted."""
        names: set[str] = set()
        number = 0
        while not self.ended.is_set():
            names -= set(self.desk.ended[-20:])
            while len(names) < self.given.workers:
                number += 1
                names.add(f"w{number}")
                self.desk.start_worker(f"w{number}")
            for label in list(self._planted):
                if not (self.desk.points / label).exists():
                    self._planted.discard(label)
                    self.struck[label] += 1
            self.ended.wait(0.02)

    def _kill(self) -> None:
        """Half at labelled points (each once, then mostly around the call), half wherever a worker is in the path."""
        todo = list(self.labels)
        self.dice.shuffle(todo)
        while self.is_raging and not self.ended.is_set():
            self.ended.wait(0.05 + self.dice.random() * self.given.pace)
            if len(self.desk.kills) >= self.given.kills:
                self._provoke()
            elif self._kills_are_ahead():
                continue
            elif todo and len(self._planted) < 3:
                self._plant(todo.pop())
            elif not self._planted and self.dice.random() < 0.5:
                self._plant(self.dice.choice(HEAVY if self.dice.random() < 0.6 else self.labels))
            else:
                self._strike_in_the_path()
        for label in list(self._planted):
            (self.desk.points / label).unlink(missing_ok=True)

    def _kills_are_ahead(self) -> bool:
        """Kills go with what has come to its end, so that there is always something under way to strike."""
        over = self.made - self.people.open_count()
        return len(self.desk.kills) / self.given.kills > (over + SPARE) / self.given.deliveries

    def _strike_in_the_path(self) -> None:
        """SIGKILL for a worker that is between preparing and settling, at a random instant of that way."""
        from pupitre.channels import states
        from pupitre.channels.models import Part

        busy = Part.objects.filter(state__in=(states.PREPARING, states.ARMED, states.LOOKING))
        names = set(insist(lambda: list(busy.values_list("worker", flat=True)))) & set(self.desk.alive())
        if names:
            self.ended.wait(self.dice.random() * 0.06)
            self.desk.kill(self.dice.choice(sorted(names)))

    def _provoke(self) -> None:
        """All kills are done, and a label was not passed yet: bring about what leads past it."""
        for label in [label for label in self.labels if not self.struck[label] and label not in self._planted]:
            self._plant(label)
        self._let_tokens_expire()
        self.people.plan(self.made + 1)
        self.made += 1
        self.ended.wait(0.5)

    def _plant(self, label: str) -> None:
        (self.desk.points / label).touch()
        self._planted.add(label)
        if label.startswith(("refresh", "grant")):
            self._let_tokens_expire()

    def _let_tokens_expire(self) -> None:
        for channel in self.people.places[::3]:
            self.desk.admin("order", account=channel.account, fault="expired")

    def _decide(self) -> None:
        while not self.ended.is_set():
            self.people.decide()
            self.ended.wait(0.5)

    def _shake(self) -> None:
        """Wrong clocks, holds, cut connections, a database that dies."""
        turn = 0
        while self.is_raging and not self.ended.wait(0.5 + self.dice.random() * 2):
            self._let_some_end()
            self.desk.step.write_text(str(STEPS[turn % len(STEPS)]))
            what = SHAKES[turn % len(SHAKES)]
            turn += 1
            if what == "hold":
                self.people.hold_and_lift(0.5 + self.dice.random())
            elif what == "cut":
                insist(self.desk.cut_connections)
            elif what in ("freeze", "cut off"):
                self._still(what)
            elif what == "kill the database":
                self.desk.kill_database()
                self.say("the database was killed and is up again")
        self.desk.step.write_text("0")

    def _still(self, what: str) -> None:
        """One of several workers stands still for longer than its leases last; the others go on."""
        names, seconds = sorted(self.desk.alive()), self.dice.uniform(*STILL)
        if len(names) < 2:
            return
        self.stills[what] += what == "freeze" or self.desk.server
        if what == "freeze":
            self.desk.freeze(self.dice.choice(names), seconds)
        elif self.desk.server:
            self.desk.cut_off(self.dice.choice(names), seconds)

    def _let_some_end(self) -> None:
        """A slow machine is not shaken more often than it gets on."""
        over, patience = self.made - self.people.open_count(), time.monotonic() + PATIENCE
        while self.is_raging and time.monotonic() < patience and not self.ended.wait(0.2):
            if self.made - self.people.open_count() >= over + BETWEEN:
                return

    def _wait_for_the_end(self) -> None:
        """Until nothing is open. After the last kill: two minutes beyond what looking takes at most."""
        while self.is_raging and not self.ended.is_set():
            self.ended.wait(1)
            self.say(f"{self.made} planned, {self.people.open_count()} open, {len(self.desk.kills)} kills")
        patience = time.monotonic() + 120 + ROUNDS * 600 / self.desk.factor
        while self.people.open_count() and time.monotonic() < patience and not self.ended.is_set():
            self.ended.wait(1)
            self.say(f"the storm is over, {self.people.open_count()} open{self.people.what_is_open()}")


def report(found: Findings, storm: Storm) -> dict[str, Any]:
    """The object of the last line; before it, what was found."""
    for name in ("lost", "doubled", "stuck", "broken", "needless"):
        for line in getattr(found, name)[:20]:
            print(f"{name}: {line}")
    print(f"posts in the ledger: {found.executed}; holds: {len(storm.people.holds)}; factor: {storm.desk.factor:g}")
    print(f"workers that stood still: {dict(+storm.stills)}")
    print(f"kills at labelled points: {dict(sorted(storm.struck.items()))}")
    print(f"slowest from call to being shown: {found.slowest:.0f} s of the storm's time (the last look is at 600 s)")
    return {
        "deliveries": storm.made,
        "kills": len(storm.desk.kills),
        "kills_between_send_and_commit": found.kills_between,
        "lost": len(found.lost),
        "doubled": len(found.doubled),
        "stuck": len(found.stuck),
        "to_human": found.to_human,
        "class_d_unknown": found.class_d_unknown,
    }


def main(arguments: list[str] | None = None) -> int:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--deliveries", type=int, default=1000)
    ask.add_argument("--kills", type=int, default=100)
    ask.add_argument("--workers", type=int, default=2, choices=(1, 2, 3, 4))
    ask.add_argument("--factor", type=float, default=30, help="a call slower than 45 s of its time breaks a refresh")
    ask.add_argument("--seed", type=int, default=None)
    ask.add_argument("--open", type=int, default=150, help="deliveries that are not over yet, at most")
    ask.add_argument("--pace", type=float, default=0.5, help="seconds between two kills at most")
    ask.add_argument("--control", action="store_true", help="without the armed row: must fail")
    ask.add_argument("--server", action="store_true", help="on Debian's PostgreSQL; workers can be cut off from it")
    ask.add_argument("--keep", default="", help="where to keep the workers' log when something is found")
    given = ask.parse_args(arguments)
    given.seed = secrets.randbelow(10**6) if given.seed is None else given.seed
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    storm = Storm(given)
    found = storm.run()
    print(json.dumps(report(found, storm)))
    return 0 if found.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
