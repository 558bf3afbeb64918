"""The processes: pages, worker, listener. Each may run alone, on as many machines as wanted."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable

import django
from django.db import DatabaseError, connection

from pupitre.ground import logs
from pupitre.ground.environment import environment

log = logging.getLogger(__name__)


def web() -> int:
    """The pages, until told to end."""
    import uvicorn

    home = environment()
    _wake()
    stop = threading.Event()
    threading.Thread(target=_look_out, args=(stop,), name="look-out", daemon=True).start()
    uvicorn.run(
        "pupitre.desk.asgi:application",
        host=home.host,
        port=home.port,
        log_level="warning",
        log_config=None,
        access_log=False,
        lifespan="off",
        proxy_headers=bool(home.trusted_proxies),
        forwarded_allow_ips=",".join(home.trusted_proxies) or "127.0.0.1",
        timeout_graceful_shutdown=3,
        server_header=False,
    )
    stop.set()
    return 0


def work() -> int:
    """Sends what is due, follows the journal, does housekeeping; until told to end."""
    _wake()
    if not _is_ready():
        return 1
    from pupitre.channels.due_clock import DueClock
    from pupitre.journal.reading import read_all

    name = _name("work")
    clock = DueClock(name)
    sending = threading.Thread(target=clock.run, name="due-clock")
    sending.start()
    stop = threading.Event()
    following = threading.Thread(target=_every, args=(1.0, read_all, stop), name="followers")
    following.start()
    looking = threading.Thread(target=_look_out, args=(stop,), name="look-out")
    looking.start()
    _run_jobs(name, ["work", "default"])
    stop.set()
    clock.stop()
    following.join(5)
    looking.join(5)
    sending.join(12)
    return 0


def listen() -> int:
    """Reads what networks say: counts, past posts, the channels' health; until told to end."""
    _wake()
    if not _is_ready():
        return 1
    from pupitre.channels.claim import HEARTBEAT
    from pupitre.channels.due_clock import hear

    name = _name("listen")
    stop = threading.Event()
    pulse = threading.Thread(
        target=_every, args=(HEARTBEAT.total_seconds(), lambda: hear(name, "listen"), stop), name="pulse"
    )
    pulse.start()
    looking = threading.Thread(target=_look_out, args=(stop,), name="look-out")
    looking.start()
    _run_jobs(name, ["reading"])
    stop.set()
    pulse.join(5)
    looking.join(5)
    return 0


def _is_ready() -> bool:
    """Not while a restore is unfinished: what it brought back may have left already."""
    from pupitre.desk.backup.dump import is_unfinished
    from pupitre.ground.database import database_url

    if is_unfinished(database_url()):
        log.error(
            "a restore is unfinished: start “pupitre up” once, or repeat “pupitre restore”; nothing leaves before"
        )
        return False
    return True


def _wake() -> None:
    """Raises WrongKey: with a key that opens nothing, every channel would be found broken, one after the other."""
    django.setup()
    logs.begin()
    from pupitre.channels.models import Channel
    from pupitre.journal.pool import give_back

    try:
        Channel.open_one()
    except DatabaseError:
        log.warning("the database does not answer yet; its key could not be tried")
    finally:
        give_back()


def _run_jobs(name: str, queues: list[str]) -> None:
    """Procrastinate's worker; when the database goes away it is started again until TERM comes."""
    asyncio.run(_jobs_until_told(name, queues))


async def _jobs_until_told(name: str, queues: list[str]) -> None:
    from procrastinate.contrib.django import app

    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    while not told.is_set():
        try:
            worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
            async with worker_app.open_async():
                running = asyncio.create_task(
                    worker_app.run_worker_async(
                        name=name,
                        queues=queues,
                        concurrency=4,
                        wait=True,
                        install_signal_handlers=False,
                        fetch_job_polling_interval=30,
                        shutdown_graceful_timeout=5,
                        delete_jobs="always",
                    )
                )
                ended = asyncio.create_task(told.wait())
                await asyncio.wait({running, ended}, return_when=asyncio.FIRST_COMPLETED)
                if not running.done():
                    running.cancel()
                await asyncio.gather(running, return_exceptions=True)
                ended.cancel()
                if running.done() and not running.cancelled() and running.exception():
                    log.warning("the jobs stopped: %s; starting them again", type(running.exception()).__name__)
        except Exception as error:
            log.warning("the database does not answer the jobs (%s); trying again", type(error).__name__)
        if not told.is_set():
            await asyncio.sleep(1)


def _look_out(stop: threading.Event) -> None:
    """Every process watches whether worker and listener live; while the worker is silent, it tells in its place."""
    from pupitre.channels.silence import LOOK_EVERY, Watch, current
    from pupitre.journal.reading import read
    from pupitre.notices import tell

    watch = Watch()

    def turn() -> None:
        if watch.turn() or current("work"):
            read(tell.FOLLOWER)
            tell.mail_what_waits()

    _every(LOOK_EVERY.total_seconds(), turn, stop)


def _every(seconds: float, verb: Callable[[], object], stop: threading.Event) -> None:
    """Call `verb` again and again; a database that is away is waited for."""
    while not stop.is_set():
        try:
            verb()
        except DatabaseError:
            log.warning("the database does not answer; trying again")
        finally:
            connection.close()
        stop.wait(seconds)


def _name(kind: str) -> str:
    return f"{kind}-{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(3)}"
