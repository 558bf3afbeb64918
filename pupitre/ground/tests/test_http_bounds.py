"""Endless, slow and huge answers end in time, and memory stays where it was."""

import gzip
import threading
import time
import zlib
from contextlib import contextmanager

import psutil
import pytest

from pupitre.ground import http
from pupitre.ground.tests.loopback import answer, say

MB = 1_000_000


@contextmanager
def growth():
    """The most memory this process took beyond what it had at the start, in bytes."""
    process, seen, done = psutil.Process(), [0], threading.Event()
    start = process.memory_info().rss

    def watch():
        while not done.wait(0.002):
            seen[0] = max(seen[0], process.memory_info().rss - start)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()


def endless(piece: bytes, head: bytes = b"HTTP/1.1 200 OK\r\n\r\n", pause: float = 0):
    def talk(sock, request):
        sock.sendall(head)
        while True:
            sock.sendall(piece)
            time.sleep(pause)

    return talk


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
PACKED = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
BOMB = gzip.compress(bytes(100 * MB))
EMPTY = gzip.compress(b"")


@pytest.mark.parametrize(
    "talk",
    [
        endless(b"x" * 65536),
        endless(b"10000\r\n" + b"x" * 65536 + b"\r\n", CHUNKED),
        endless(b"x" * 65536, b"HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n"),
        say(answer(BOMB, "200 OK", "Content-Encoding: gzip")),
        say(answer(zlib.compress(bytes(100 * MB)), "200 OK", "Content-Encoding: deflate")),
        endless(BOMB, PACKED),
        say(PACKED + gzip.compress(bytes(9 * MB)) * 2),
    ],
    ids=["endless", "chunks", "announced", "gzip", "deflate", "endless gzip", "two members"],
)
def test_a_huge_answer_ends_at_the_limit_and_memory_stays(server, talk):
    there = server(talk)
    with growth() as grown, pytest.raises(http.Interrupted) as failure:
        http.request("GET", there.url(), timeout=20)
    assert failure.value.code == "too_large"
    assert grown[0] < 50 * MB


@pytest.mark.parametrize(
    "talk",
    [
        endless(b"x" * 42, pause=0.05),
        endless(b"1\r\nx\r\n", CHUNKED, 0.05),
        endless(b"X", b"HTTP/1.1 200 OK\r\n", 0.05),
        endless(b"HTTP/1.1 100 Continue\r\n\r\n", b"", 0.05),
        endless(b"H", b"", 0.05),
        endless(EMPTY, PACKED, 0.05),
        endless(b"", pause=0.05),
    ],
    ids=["drip", "chunk drip", "header drip", "continue", "status drip", "empty members", "silence"],
)
def test_a_drip_ends_at_the_deadline(server, talk):
    there = server(talk)
    start = time.monotonic()
    with growth() as grown, pytest.raises(http.Interrupted) as failure:
        http.request("GET", there.url(), timeout=0.5)
    assert 0.4 < time.monotonic() - start < 2
    assert failure.value.code in {"timeout", "protocol"}
    assert grown[0] < 50 * MB


def test_endless_empty_pieces_end_too(server):
    start = time.monotonic()
    with growth() as grown, pytest.raises(http.Interrupted):
        http.request("GET", server(endless(EMPTY * 1000, PACKED)).url(), timeout=1)
    assert time.monotonic() - start < 3
    assert grown[0] < 50 * MB


@pytest.mark.parametrize("size", [0, 1, 999, 1000])
def test_an_answer_up_to_the_limit_is_whole(server, size):
    body = b"x" * size
    there = server(say(answer(gzip.compress(body), "200 OK", "Content-Encoding: gzip")))
    assert http.request("GET", there.url(), most=1000).body == body
    assert http.request("GET", server(say(answer(body))).url(), most=1000).body == body


def test_one_byte_over_the_limit_is_refused(server):
    for talk in (say(answer(b"x" * 1001)), say(answer(gzip.compress(b"x" * 1001), "200 OK", "Content-Encoding: gzip"))):
        with pytest.raises(http.Interrupted):
            http.request("GET", server(talk).url(), most=1000)


def test_an_answer_without_a_body_may_announce_what_it_would_have(server):
    headers = b"Content-Length: 100000000000\r\nContent-Encoding: gzip\r\n\r\n"
    assert http.request("HEAD", server(say(b"HTTP/1.1 200 OK\r\n" + headers)).url()).body == b""
    assert http.request("GET", server(say(b"HTTP/1.1 304 Not Modified\r\n" + headers)).url()).status == 304


def test_the_deadline_is_over_everything_and_no_clock_that_is_set_moves_it(server, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 0.0)
    there = server(endless(b"x", pause=0.01))
    start = time.monotonic()
    with pytest.raises(http.Interrupted):
        http.request("GET", there.url(), timeout=0.3)
    assert time.monotonic() - start < 1.5
