"""Failures told apart by one question: may anything have been executed over there?"""

import logging
import socket
import struct
import threading
import time
import traceback

import pytest

from pupitre.ground import http, wire
from pupitre.ground.tests.loopback import answer, say

SECRET = "canary-5d1f"


def reset(sock, request):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def hang_up(sock, request):
    sock.close()


def silence(sock, request):
    sock.recv(1)


def part_of_it(sock, request):
    sock.sendall(answer(b"x" * 100)[:-50])
    sock.close()


def half_a_chunk(sock, request):
    sock.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")
    sock.close()


AFTER = [
    (reset, "reset"),
    (hang_up, "protocol"),
    (silence, "timeout"),
    (part_of_it, "protocol"),
    (half_a_chunk, "protocol"),
    (say(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), "protocol"),
    (say(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"), "protocol"),
    (say(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"), "protocol"),
    (say(b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n"), "protocol"),
    (say(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999999\r\n\r\n"), "too_large"),
    (say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), "protocol"),
    (say(b"HTTP/1.1 101 Switching Protocols\r\n\r\n"), "protocol"),
    (say(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000 + b"\r\n\r\n"), "protocol"),
    (say(answer(b"not gzip", "200 OK", "Content-Encoding: gzip")), "encoding"),
    (say(answer(b"brotli", "200 OK", "Content-Encoding: br")), "encoding"),
]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(("talk", "code"), AFTER, ids=range(len(AFTER)))
def test_what_breaks_after_the_request_left_is_interrupted_and_not_tried_again(server, talk, code, method):
    there = server(talk)
    with pytest.raises(http.Interrupted) as failure:
        http.request(method, there.url(), timeout=0.5 if code == "timeout" else 10)
    assert failure.value.code == code
    assert len(there.requests) == 1 and there.connections == 1


def test_a_request_nobody_reads_to_its_end_is_interrupted_in_time(server):
    there = server(lambda sock, request: time.sleep(3))
    start = time.monotonic()
    with pytest.raises(http.Interrupted) as failure:
        http.request("POST", there.url(), body=bytes(50_000_000), headers={"X-Unread": "1"}, timeout=0.5)
    assert failure.value.code == "timeout"
    assert 0.4 < time.monotonic() - start < 2


def test_an_answer_given_before_the_request_was_whole_is_read(server):
    def too_much(sock, request):
        sock.sendall(answer(b"too much", "413 Too Large"))
        sock.shutdown(socket.SHUT_WR)
        while sock.recv(1_000_000):
            pass

    got = http.request("POST", server(too_much).url(), body=bytes(20_000_000), headers={"X-Unread": "1"})
    assert (got.status, got.text) == (413, "too much")


@pytest.fixture
def hung_up(server, monkeypatch):
    """Every line is one that the other side has left already; hung_up(said) is what it said before."""
    there = server()

    def leave(said: bytes) -> str:
        def connected(*_):
            ours, theirs = socket.socketpair()
            theirs.sendall(said)
            theirs.close()
            return ours

        monkeypatch.setattr(wire, "_connected", connected)
        return there.url()

    return leave


def test_an_answer_is_read_although_the_request_could_not_be_written(hung_up):
    url = hung_up(answer(b"too much", "413 Too Large"))
    assert http.request("POST", url, body=bytes(1_000_000)).status == 413


def test_a_request_that_could_not_be_written_and_was_not_answered_is_interrupted(hung_up):
    with pytest.raises(http.Interrupted) as failure:
        http.request("POST", hung_up(b""), body=bytes(1_000_000))
    assert failure.value.code == "protocol"


def test_a_refused_connection_left_nothing(deaf):
    with pytest.raises(http.NothingLeft) as failure:
        http.request("POST", deaf, json={})
    assert failure.value.code == "unreachable"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (TimeoutError(), "connect_timeout"),
        (OSError(101, "Network is unreachable"), "unreachable"),
        (OSError(113, "No route to host"), "unreachable"),
        (ConnectionResetError(104, "reset"), "unreachable"),
    ],
)
def test_a_connection_that_is_never_made_left_nothing(server, monkeypatch, error, code):
    there = server()

    def fail(self, address):
        raise error

    monkeypatch.setattr(socket.socket, "connect", fail)
    with pytest.raises(http.NothingLeft) as failure:
        http.request("POST", there.url(), json={})
    assert failure.value.code == code
    assert there.connections == 0


def test_a_server_that_does_not_take_the_connection_left_nothing_in_time(allow):
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        allow(*full.getsockname())
        waiting = [socket.socket() for _ in range(8)]
        for sock in waiting:  # these fill the queue of the listener, so that the next one is left standing
            sock.setblocking(False)
            sock.connect_ex(full.getsockname())
        time.sleep(0.1)
        start = time.monotonic()
        with pytest.raises(http.HttpFailure) as failure:
            http.request("POST", f"http://127.0.0.1:{full.getsockname()[1]}/", json={}, timeout=0.4)
        assert time.monotonic() - start < 2
        for sock in waiting:
            sock.close()
    assert isinstance(failure.value, http.NothingLeft) and failure.value.code == "connect_timeout"


def test_a_name_that_is_not_found_left_nothing(names, connects):
    names["nowhere.example"] = []
    with pytest.raises(http.NothingLeft) as failure:
        http.request("POST", "https://nowhere.example/", json={})
    assert failure.value.code == "name_not_found"
    assert connects == []


@pytest.mark.parametrize("timeout", [0, -1])
def test_no_time_at_all_left_nothing(server, timeout):
    there = server()
    with pytest.raises(http.NothingLeft):
        http.request("POST", there.url(), json={}, timeout=timeout)
    assert there.requests == []


class Unreadable:
    """A file whose disk fails half way, or that is longer than it said."""

    def __init__(self, length=10_000_000):
        self.reads, self.length = 0, length

    def fileno(self):
        raise OSError

    def seek(self, *_):
        return self.length

    def tell(self):
        return 0

    def read(self, size):
        self.reads += 1
        if self.reads > 1:
            raise OSError(5, "Input/output error")
        return b"x" * size


@pytest.mark.parametrize("length", [10_000_000, 100_000, 0])
def test_a_file_that_fails_half_way_is_interrupted(server, length):
    there = server(lambda sock, request: sock.recv(1))
    with pytest.raises(http.Interrupted) as failure:
        http.request(
            "POST", there.url(), files={"file": ("a.bin", Unreadable(length))}, headers={"X-Unread": "1"}, timeout=5
        )
    assert failure.value.code == "body_unreadable"


@pytest.mark.parametrize(
    "given",
    [
        {"headers": {"Authorization": f"Bearer {SECRET}\nX-Other: y"}},
        {"headers": {"Bad Name": SECRET}},
        {"headers": {"X-Half": f"{SECRET}\ud800"}},
        {"json": {"x": float("nan")}},
        {"json": {SECRET: object()}},
        {"form": {"x": {"y": SECRET}}, "files": {"f": ("a", b"x")}},
    ],
)
def test_a_request_that_cannot_be_written_left_nothing_and_keeps_its_secrets(server, given):
    there = server()
    with pytest.raises(http.NothingLeft) as failure:
        http.request("POST", there.url(), **given)
    assert failure.value.code == "malformed_request"
    assert there.requests == []
    assert SECRET not in repr(failure.value) and SECRET not in chain(failure.value)


def chain(error: BaseException) -> str:
    """What a log would write of an exception and of those it came from."""
    return "".join(traceback.format_exception(error))


@pytest.mark.parametrize(
    "talk", [silence, reset, say(b"garbage\r\n\r\n"), say(answer(b"x", "302 F", "Location: ftp://"))]
)
def test_no_failure_and_no_log_holds_a_path_a_token_or_a_body(server, caplog, talk):
    there = server(talk)
    caplog.set_level(logging.DEBUG)
    with pytest.raises(http.HttpFailure) as failure:
        http.request(
            "POST",
            there.url(f"/{SECRET}?token={SECRET}"),
            headers={"Authorization": f"Bearer {SECRET}", "Cookie": SECRET},
            json={"text": SECRET},
            timeout=0.3,
            redirects=2,
        )
    assert SECRET not in repr(failure.value) and SECRET not in chain(failure.value) and SECRET not in caplog.text


def test_tokens_in_an_answer_are_not_logged(server, caplog):
    caplog.set_level(logging.DEBUG)
    got = http.request("GET", server(say(answer(SECRET.encode(), "200 OK", f"Set-Cookie: {SECRET}"))).url())
    assert SECRET in got.text and SECRET not in caplog.text


def test_no_line_and_no_thread_stays_behind_a_failure(server):
    before = threading.active_count()
    there = server(hang_up)
    for _ in range(20):
        with pytest.raises(http.Interrupted):
            http.request("GET", there.url())
    assert wire.kept._lines == []
    deadline = time.monotonic() + 5
    while threading.active_count() > before + 1 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before + 1
