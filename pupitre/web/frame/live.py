"""Live pages: the journal of a brand as server-sent events.

Each entry is sent as "journal" and under its noun ("sending", "hold", "channel"); the data is the
entry's ids as JSON. Pages ask the desk for what changed; nothing is drawn from the event itself.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import asdict

from asgiref.sync import sync_to_async
from django.db import DataError
from django.http import StreamingHttpResponse

from pupitre.brands.seats import still_seated
from pupitre.journal.models import Entry, snapshot
from pupitre.journal.pool import give_back
from pupitre.web.frame.access import desk
from pupitre.web.frame.hub import HEARTBEAT, News, hub
from pupitre.web.frame.requests import DeskRequest

MOST_MISSED = 200
"""entries sent again to a page that was away; one that missed more is told to load again"""
MOMENT = re.compile(r"\d+:\d+:[\d,]*")
"""PostgreSQL's pg_snapshot as text, its shape"""
RETRY = "retry: 3000\n\n"


@desk("see")
async def live(request: DeskRequest) -> StreamingHttpResponse:
    after = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    stream = _stream(request.user.pk, request.brand.pk, request.session.session_key or "", after)
    response = StreamingHttpResponse(stream, content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    response["Content-Encoding"] = "identity"  # compressed, a line would wait for the next ones
    return response


async def _stream(member_id: int, brand_id: int, session_key: str, after: str) -> AsyncIterator[str]:
    async with hub().subscribed(brand_id) as queue:
        yield RETRY
        sent: set[int] = set()
        for missed in await _missed(brand_id, after):
            sent.add(missed.id)
            yield message(missed)
        while True:
            news: News | None
            try:
                async with asyncio.timeout(HEARTBEAT):  # wait_for may lose a page's leaving (python/cpython#81839)
                    news = await queue.get()
            except TimeoutError:
                news = None
                yield ": here\n\n"
                if await _seated(member_id, brand_id, session_key):
                    continue
            if news is None or (news.noun == "member" and not await _seated(member_id, brand_id, session_key)):
                return
            if news.id not in sent:
                yield message(news)


def message(news: News) -> str:
    """The entry as two events that carry the same id: its moment."""
    told = asdict(news)
    moment = f"id: {told.pop('moment')}\n" if news.moment else ""
    ids = json.dumps(told, separators=(",", ":"))
    return "".join(f"{moment}event: {name}\ndata: {ids}\n\n" for name in ("journal", news.noun))


async def _missed(brand_id: int, after: str) -> list[News]:
    return await sync_to_async(_read_missed)(brand_id, after) if MOMENT.fullmatch(after) else []


def _read_missed(brand_id: int, after: str) -> list[News]:
    """What was committed since that moment; when that is too much, one word that makes the page load again."""
    try:
        entries = list(Entry.objects.of_brand(brand_id).unseen_in(after).annotate(moment=snapshot())[: MOST_MISSED + 1])
    except DataError:  # no moment of this database
        return [News(0, brand_id, "desk.reload", "", None)]
    finally:
        give_back()
    if len(entries) > MOST_MISSED:
        return [News(entries[-1].pk, brand_id, "desk.reload", "", None)]
    moments = [""] * (len(entries) - 1) + [entry.moment for entry in entries[-1:]]
    return [
        News(entry.pk, brand_id, entry.verb, entry.subject_kind, entry.subject_id, moment)
        for entry, moment in zip(entries, moments, strict=True)
    ]


@sync_to_async
def _seated(member_id: int, brand_id: int, session_key: str) -> bool:
    try:
        return still_seated(member_id, brand_id, session_key)
    finally:
        give_back()
