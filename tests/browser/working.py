"""The desk's work beside its pages, in threads of the test: due-clock, readers of the journal, background jobs.

`working` starts them as `pupitre work` and `pupitre listen` do; a module that wants it imports it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator

import pytest

ROUND = 0.2
"""seconds between two rounds"""


@pytest.fixture
def working(transactional_db: None) -> Iterator[None]:
    from pupitre.channels.due_clock import DueClock
    from pupitre.journal.reading import read_all

    clock, ended = DueClock("work-test"), threading.Event()
    threads = [
        threading.Thread(target=clock.run, name="due-clock"),
        threading.Thread(target=_again_and_again, args=(read_all, ended), name="followers"),
        threading.Thread(target=_again_and_again, args=(do_jobs, ended), name="jobs"),
    ]
    for thread in threads:
        thread.start()
    yield
    ended.set()
    clock.stop()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive(), f"{thread.name} does not end"


def do_jobs() -> None:
    """Everything that waits in the queues now."""
    asyncio.run(_do_jobs())


async def _do_jobs() -> None:
    from procrastinate.contrib.django import app

    worker = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with worker.open_async():
        await worker.run_worker_async(
            queues=["work", "default", "reading"], wait=False, install_signal_handlers=False, delete_jobs="always"
        )


def _again_and_again(verb: Callable[[], object], ended: threading.Event) -> None:
    from django.db import connection

    while not ended.is_set():
        try:
            verb()
        finally:
            connection.close()
        ended.wait(ROUND)
