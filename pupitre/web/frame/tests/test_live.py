"""Live pages: one listening connection, every entry of one's own brand, nothing lost, nothing left open."""

import asyncio
import contextlib
import json
import threading
import time

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction
from django.test import AsyncClient
from django.urls import reverse

from pupitre.brands.account import change_password, end_session
from pupitre.brands.found import change_role, remove_member
from pupitre.brands.models import Membership, Session
from pupitre.brands.password import set_anew
from pupitre.brands.seats import end_sessions
from pupitre.journal.models import snapshot, write
from pupitre.web.frame import live as streams
from pupitre.web.frame.hub import KEEPS, Hub, News, hub

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.anyio]


@pytest.fixture
def anyio_backend():
    return "asyncio"


@sync_to_async
def now():
    """This moment, as a page knows it."""
    try:
        return Membership.objects.annotate(moment=snapshot()).values_list("moment", flat=True)[0]
    finally:
        connection.close()


@sync_to_async
def written(brand, verb="sending.sent", **more):
    try:
        return write(brand.pk, verb, ("delivery", 7), **more).pk
    finally:
        connection.close()


async def opened(member, brand, after="", **headers):
    client = AsyncClient(headers={"Accept-Encoding": "gzip"})
    await client.aforce_login(member)
    answer = await client.get(f"{reverse('live', args=[brand.slug])}?after={after}", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/event-stream"
    assert answer.headers["Content-Encoding"] == "identity"  # each line as soon as it is known
    stream = aiter(answer.streaming_content)
    assert await anext(stream) == streams.RETRY.encode()
    return stream


async def hang_up(*opened_streams):
    """As the server does when a browser goes: whatever waits for the next piece is cancelled."""
    for stream in opened_streams:
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0.05)
        waiting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await waiting


async def next_news(stream):
    said = (await asyncio.wait_for(anext(stream), 5)).decode()
    events = [dict(line.split(": ", 1) for line in block.splitlines()) for block in said.strip().split("\n\n")]
    return [event["event"] for event in events], json.loads(events[0]["data"]), events[0].get("id")


async def test_an_entry_arrives_as_journal_and_under_its_noun(owner, brand):
    stream = await opened(owner, brand)
    waiting = asyncio.ensure_future(next_news(stream))
    await asyncio.sleep(0.2)
    number = await written(brand)
    names, told, last = await waiting
    assert names == ["journal", "sending"]
    assert told == {"id": number, "brand": brand.pk, "verb": "sending.sent", "kind": "delivery", "subject": 7}
    await hang_up(stream)
    again = await opened(owner, brand, **{"Last-Event-ID": last})
    assert (await next_news(again))[1]["id"] == number  # not yet committed at its own moment: told once more
    await hang_up(again)


async def test_another_brands_entries_do_not(owner, brand, other_brand):
    stream = await opened(owner, brand)
    waiting = asyncio.ensure_future(next_news(stream))
    await asyncio.sleep(0.2)
    await written(other_brand)
    own = await written(brand)
    assert (await waiting)[1]["id"] == own
    await hang_up(stream)


async def test_what_was_missed_comes_first_and_once(owner, brand):
    await written(brand)
    seen = await now()
    missed = [await written(brand), await written(brand)]
    stream = await opened(owner, brand, **{"Last-Event-ID": seen})
    heard = [await next_news(stream) for _ in missed]
    assert [told["id"] for _, told, _ in heard] == missed
    assert [bool(last) for _, _, last in heard] == [False, True]  # who hears only the first comes back for both
    await hang_up(stream)
    stream = await opened(owner, brand, after=heard[-1][2])
    new = await written(brand)
    assert (await next_news(stream))[1]["id"] == new
    await hang_up(stream)


async def test_what_commits_late_with_a_smaller_number_is_not_missed(owner, brand):
    began, go_on = threading.Event(), threading.Event()

    def slowly():
        try:
            with transaction.atomic():
                slow = write(brand.pk, "sending.sent", ("delivery", 1)).pk
                began.set()
                go_on.wait(10)
            return slow
        finally:
            connection.close()

    slow = asyncio.get_running_loop().run_in_executor(None, slowly)
    await asyncio.to_thread(began.wait, 10)
    quick = await written(brand)
    seen = await now()  # the page knows the quick one, and cannot know the slow one
    go_on.set()
    assert await slow < quick
    stream = await opened(owner, brand, after=seen)
    assert (await next_news(stream))[1]["id"] == await slow
    await hang_up(stream)


@pytest.mark.parametrize("after", ["7", "nonsense", "9:3:", "5:9:7,6"])
async def test_a_moment_that_is_none(owner, brand, after):
    """Nothing to go on from, or one that the database refuses: news from now on, or the page is told to load again."""
    stream = await opened(owner, brand, after=after)
    waiting = asyncio.ensure_future(next_news(stream))
    await asyncio.sleep(0.2)
    number = await written(brand)
    _, told, _ = await waiting
    assert told["verb"] == "desk.reload" if ":" in after else told["id"] == number
    await hang_up(stream)


async def test_who_missed_too_much_loads_again(owner, brand, monkeypatch):
    monkeypatch.setattr(streams, "MOST_MISSED", 2)
    seen = await now()
    for _ in range(4):
        await written(brand)
    stream = await opened(owner, brand, after=seen)
    assert (await next_news(stream))[1]["verb"] == "desk.reload"
    await hang_up(stream)


async def test_all_streams_share_one_connection_and_leave_none(owner, brand):
    first, second = await opened(owner, brand), await opened(owner, brand)
    waiting = [asyncio.ensure_future(next_news(stream)) for stream in (first, second)]
    await asyncio.sleep(0.2)
    assert len(hub()) == 2
    assert await listeners() == 1
    await written(brand)
    await asyncio.gather(*waiting)
    await hang_up(first, second)
    assert len(hub()) == 0
    for _ in range(50):
        if await listeners() == 0:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("a listening connection stayed open")


@sync_to_async
def listeners():
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity where query ilike 'listen%%' and datname = current_database()"
        )
        return cursor.fetchone()[0]


async def test_a_lost_connection_ends_streams_so_that_they_come_back(owner, brand):
    stream = await opened(owner, brand)
    waiting = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0.2)
    await cut()
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(waiting, 5)
    again = await opened(owner, brand)
    waiting = asyncio.ensure_future(next_news(again))
    await asyncio.sleep(0.2)
    number = await written(brand)
    assert (await waiting)[1]["id"] == number
    await hang_up(again)


@sync_to_async
def cut():
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where query ilike 'listen%%' and pid <> pg_backend_pid()"
        )


async def test_who_loses_the_seat_loses_the_stream(owner, colleague, brand):
    stream = await opened(colleague, brand)
    waiting = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0.2)
    await removed(colleague)
    await written(brand, "member.removed")
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(waiting, 5)


@sync_to_async
def removed(member):
    Membership.objects.filter(member=member).delete()
    connection.close()


@sync_to_async
def acted(verb, *args):
    try:
        return verb(*args)
    finally:
        connection.close()


@pytest.mark.parametrize("deed", ["a new password", "a forgotten one", "a lower role", "ended elsewhere", "all ended"])
async def test_what_ends_a_session_ends_its_stream_within_a_second(owner, colleague, brand, deed):
    stream = await opened(colleague, brand)
    waiting = asyncio.ensure_future(ended(stream))
    await asyncio.sleep(0.2)
    began = time.monotonic()
    if deed == "a new password":
        await acted(change_password, colleague, "eight-scarves-wet")
    elif deed == "a forgotten one":
        await acted(set_anew, colleague, "eight-scarves-wet")
    elif deed == "a lower role":
        await acted(lambda: change_role(colleague.memberships.get(), "guest", owner))
    elif deed == "ended elsewhere":
        await acted(lambda: end_session(colleague, Session.objects.get(member=colleague).pk))
    else:
        await acted(end_sessions, colleague)
    await asyncio.wait_for(waiting, 5)
    assert time.monotonic() - began < 1


async def test_a_removal_from_one_brand_ends_the_streams_of_all(owner, colleague, brand, outsider, other_brand):
    await acted(lambda: Membership.objects.create(brand=other_brand, member=colleague, role="guest"))
    stream = await opened(colleague, other_brand)
    waiting = asyncio.ensure_future(ended(stream))
    await asyncio.sleep(0.2)
    began = time.monotonic()
    await acted(lambda: remove_member(Membership.objects.get(brand=brand, member=colleague), owner))
    await asyncio.wait_for(waiting, 5)
    assert time.monotonic() - began < 1


async def ended(stream):
    async for _ in stream:
        pass


async def test_a_quiet_stream_says_that_it_is_alive_and_asks_again_who_listens(colleague, brand, monkeypatch):
    monkeypatch.setattr(streams, "HEARTBEAT", 0.1)
    stream = await opened(colleague, brand)
    assert await asyncio.wait_for(anext(stream), 5) == b": here\n\n"
    await removed(colleague)
    with pytest.raises(StopAsyncIteration):
        for _ in range(3):
            await asyncio.wait_for(anext(stream), 5)


async def test_a_stream_holds_no_connection_of_the_pool(owner, brand):
    pool = connection.pool
    before = pool.get_stats()["pool_size"] - pool.get_stats()["pool_available"] if pool else 0
    held = [await opened(owner, brand) for _ in range(5)]
    after = pool.get_stats()["pool_size"] - pool.get_stats()["pool_available"] if pool else 0
    assert after <= before + 1
    for stream in held:
        await hang_up(stream)


async def test_a_stranger_gets_no_stream(client, brand, outsider):
    anonymous = AsyncClient()
    assert (await anonymous.get(reverse("live", args=[brand.slug]))).status_code == 302
    await anonymous.aforce_login(outsider)
    assert (await anonymous.get(reverse("live", args=[brand.slug]))).status_code == 404


async def test_a_page_that_reads_too_slowly_is_sent_away_to_catch_up():
    full = Hub()
    queue = asyncio.Queue(KEEPS)
    full._queues[1].add(queue)
    for number in range(KEEPS + 1):
        full._tell(News(number, 1, "sending.sent", "", None))
    assert [queue.get_nowait() for _ in range(queue.qsize())][-1] is None


@pytest.mark.parametrize("ticks", range(5))
async def test_a_page_that_leaves_just_as_news_comes_is_let_go(owner, brand, ticks):
    stream = await opened(owner, brand)
    waiting = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0.05)
    for queue in hub()._queues[brand.pk]:
        queue.put_nowait(News(1, brand.pk, "sending.sent", "delivery", 7, ""))
    for _ in range(ticks):
        await asyncio.sleep(0)
    cancelled = waiting.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await waiting
    assert waiting.cancelled() == cancelled, "the news made it forget that nobody is there"
    if not cancelled:
        await hang_up(stream)
