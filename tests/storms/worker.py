"""The workers of a storm: one process that has everything loaded, and forks a worker each time one is wanted.

    python -m tests.storms.worker [--unarmed]

Reads lines "start NAME" and writes "NAME began PID" and, when one ended, "NAME ended STATUS". `--unarmed` is the
control: the same spine without its armed row, which a checker worth its name must condemn.
"""

from __future__ import annotations

import os
import select
import signal
import sys

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pupitre.desk.settings")
    django.setup()
    import pupitre.channels.due_clock  # loaded once, before any fork
    from pupitre.networks import registry

    assert pupitre.channels.due_clock and registry.cards()
    if "--unarmed" in sys.argv:
        disarm()
    children: dict[int, str] = {}
    while True:
        ready, _, _ = select.select([sys.stdin], [], [], 0.02)
        if ready:
            line = sys.stdin.readline()
            if not line:
                break
            name = line.split()[1]
            pid = os.fork()
            if pid == 0:
                work(name)
            children[pid] = name
            print(name, "began", pid, flush=True)
        for pid in list(children):
            gone, status = os.waitpid(pid, os.WNOHANG)
            if gone:
                print(children.pop(pid), "ended", os.waitstatus_to_exitcode(status), flush=True)
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def work(name: str) -> None:
    """A worker as `pupitre work` runs it, until it is killed or told to end."""
    from pupitre.channels.due_clock import DueClock

    os.environ["PGAPPNAME"] = f"storm-worker {name}"
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    clock = DueClock(name)
    signal.signal(signal.SIGTERM, lambda *_: clock.stop())
    clock.run()
    os._exit(0)


def disarm() -> None:
    """No armed row: no attempt is written down, and what a dead worker was calling is planned again."""
    from types import SimpleNamespace

    from pupitre.channels import arm, reap, settle, states

    def planned_again(part):
        before = part.state
        reap._raise_token(part)
        settle.move(part, (before,), states.UNKNOWN if before == states.LOOKING else states.PLANNED)

    reap._free = planned_again
    arm.Attempt = SimpleNamespace(objects=SimpleNamespace(create=lambda **row: None))


if __name__ == "__main__":
    main()
