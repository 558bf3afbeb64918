"""One connection per process listens to the journal and tells every open page of the process.

When it breaks, every stream ends: browsers come back by themselves and say which entry they saw last.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import connections
from psycopg import sql

from pupitre.journal.models import CHANNEL

logger = logging.getLogger(__name__)
HEARTBEAT = 20.0
"""seconds without news until a stream says that it is alive"""
KEEPS = 500
"""entries a slow page may be behind before its stream ends and it catches up from the journal"""


@dataclass(frozen=True, slots=True)
class News:
    """What the journal's trigger tells: plain ids, no words."""

    id: int
    brand: int
    verb: str
    kind: str
    subject: int | None
    moment: str = ""
    """which transactions had ended when it was written: what a page says that comes back"""

    @property
    def noun(self) -> str:
        return self.verb.partition(".")[0]


class Hub:
    """Fans the journal out to the streams of one event loop."""

    def __init__(self) -> None:
        self._queues: defaultdict[int, set[asyncio.Queue[News | None]]] = defaultdict(set)
        self._listening: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()

    @contextlib.asynccontextmanager
    async def subscribed(self, brand_id: int) -> AsyncIterator[asyncio.Queue[News | None]]:
        """A queue of the brand's news from now on; None in it means: end the stream."""
        queue: asyncio.Queue[News | None] = asyncio.Queue(KEEPS)
        self._queues[brand_id].add(queue)
        try:
            await self._listens()
            yield queue
        finally:
            self._queues[brand_id].discard(queue)
            if not self._queues[brand_id]:
                del self._queues[brand_id]
            if not self._queues and self._listening:
                self._listening.cancel()
                self._listening = None

    def __len__(self) -> int:
        return sum(len(queues) for queues in self._queues.values())

    async def _listens(self) -> None:
        """Until the connection listens, so that nothing is missed between asking and hearing."""
        if self._listening is None or self._listening.done():
            self._ready.clear()
            self._listening = asyncio.create_task(self._listen(), name="journal")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ready.wait(), 5)

    async def _listen(self) -> None:
        try:
            async with await psycopg.AsyncConnection.connect(**_where(), autocommit=True) as connection:
                await connection.execute(sql.SQL("listen {}").format(sql.Identifier(CHANNEL)))
                self._ready.set()
                async for notice in connection.notifies():
                    self._tell(News(**json.loads(notice.payload)))
        except psycopg.OperationalError as error:
            logger.warning("live pages lost the database (%s); they come back by themselves", type(error).__name__)
        finally:
            if self._listening is asyncio.current_task():  # one that was put away has no say in its successor's streams
                self._end_all()

    def _tell(self, news: News) -> None:
        for queue in tuple(self._queues.get(news.brand, ())):
            try:
                queue.put_nowait(news)
            except asyncio.QueueFull:
                self._end(queue)

    def _end_all(self) -> None:
        self._ready.set()
        for queues in self._queues.values():
            for queue in queues:
                self._end(queue)

    @staticmethod
    def _end(queue: asyncio.Queue[News | None]) -> None:
        while queue.full():
            queue.get_nowait()
        queue.put_nowait(None)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())


def _where() -> dict[str, Any]:
    """The database that Django uses, without what only Django's own connections know."""
    given = connections["default"].get_connection_params()
    django_only = {"pool", "cursor_factory", "context", "prepare_threshold", "client_encoding"}
    return {name: value for name, value in given.items() if name not in django_only}
