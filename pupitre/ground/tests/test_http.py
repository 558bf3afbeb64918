"""What goes out and what comes back."""

import io
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from pupitre import __version__
from pupitre.ground import http, wire
from pupitre.ground.tests.loopback import answer, say


def echo(sock, request):
    sock.sendall(answer(request.body, "200 OK", "Content-Type: text/plain", "X-Twice: a", "X-Twice: b"))


def test_an_answer_is_whole(server):
    there = server(say(answer(b'{"a": ["\xc3\xa9"]}', "201 Created", "X-Twice: a", "X-Twice: b")))
    got = http.request("GET", there.url("/a/../b?c=d#e"))
    assert (got.status, got.ok, got.json(), got.url) == (201, True, {"a": ["é"]}, there.url("/b?c=d"))
    assert got.headers["x-TWICE"] == "a, b"
    assert there.requests[0].line == "GET /b?c=d HTTP/1.1"


@pytest.mark.parametrize("body", [b"<html>", b"", b"\xff\xfe", b"[" * 100_000])
def test_what_is_not_json_is_none_and_still_a_text(server, body):
    got = http.request("GET", server(say(answer(body))).url())
    assert got.json() is None
    assert got.text == body.decode("utf-8", "replace")


@pytest.mark.parametrize("status", ["302 Found", "304 Not Modified", "404 Not Found", "500 Oh", "599 Ah"])
def test_every_status_is_an_answer_and_no_redirect_is_followed_unasked(server, status):
    there = server(say(answer(b"" if status.startswith("304") else b"no", status, "Location: /elsewhere")))
    got = http.request("POST", there.url(), json={})
    assert got.status == int(status[:3]) and not got.ok
    assert len(there.requests) == 1


def test_nothing_leaks_but_our_name_and_version(server, monkeypatch, tmp_path):
    trap, there = server(allowed=False), server()
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
    (tmp_path / ".netrc").chmod(0o600)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, trap.url())
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    http.request("GET", there.url())
    assert there.requests[0].headers == {
        "host": f"127.0.0.1:{there.port}",
        "accept": "*/*",
        "accept-encoding": "gzip",
        "connection": "keep-alive",
        "user-agent": f"Pupitre/{__version__}",
    }
    assert trap.connections == 0


def test_cookies_are_not_kept_from_one_request_to_the_next(server):
    there = server(say(answer(b"", "200 OK", "Set-Cookie: session=1; Path=/")))
    for _ in range(2):
        http.request("GET", there.url())
    assert "cookie" not in there.requests[1].headers


def test_params_are_added_to_the_query_and_a_none_is_left_out(server):
    there = server()
    http.request("GET", there.url("/?a=1"), params={"b": "é &", "c": None, "d": [1, 2], "e": True, "f": 0})
    assert there.requests[0].target == "/?a=1&b=%C3%A9+%26&d=1&d=2&e=true&f=0"


@pytest.mark.parametrize(
    ("given", "kind", "sent"),
    [
        ({"json": {"é": [1, None]}}, "application/json", '{"é":[1,null]}'.encode()),
        ({"json": []}, "application/json", b"[]"),
        ({"form": {"a": "é &", "b": [1, 2], "c": None}}, "application/x-www-form-urlencoded", b"a=%C3%A9+%26&b=1&b=2"),
        ({"body": b"\x00\xff"}, None, b"\x00\xff"),
        ({"body": b"x", "headers": {"Content-Type": "image/png"}}, "image/png", b"x"),
        ({}, None, b""),
    ],
)
def test_a_body_is_sent_as_it_is_said(server, given, kind, sent):
    there = server(echo)
    assert http.request("post", there.url(), **given).body == sent
    assert there.requests[0].headers.get("content-type") == kind
    assert there.requests[0].headers["content-length"] == str(len(sent))
    assert there.requests[0].line == "POST / HTTP/1.1"


def test_files_are_sent_in_parts_with_the_form(server):
    there = server(echo)
    files = {"file": ("é.png", io.BytesIO(b"\x89PNG"), "image/png")}
    got = http.request("POST", there.url(), form={"title": "é", "none": None}, files=files)
    boundary = there.requests[0].headers["content-type"].removeprefix("multipart/form-data; boundary=")
    first, second, end = got.body.removeprefix(f"--{boundary}\r\n".encode()).split(f"--{boundary}".encode())
    assert first == 'Content-Disposition: form-data; name="title"\r\n\r\né\r\n'.encode()
    assert b'name="file"; filename="\xc3\xa9.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n' in second
    assert end == b"--\r\n"


def test_headers_may_be_of_any_language_but_of_one_line(server):
    there = server()
    http.request("GET", there.url(), headers={"X-Name": "é"})
    assert there.requests[0].headers["x-name"].encode("latin-1").decode() == "é"


def test_looks_share_a_line_and_what_changes_the_world_never_does(server):
    there = server(echo)
    for _ in range(3):
        http.request("GET", there.url())
    assert there.connections == 1
    for _ in range(3):
        http.request("POST", there.url(), json={})
    assert there.connections == 4
    assert {request.headers["connection"] for request in there.requests} == {"keep-alive", "close"}
    http.request("GET", there.url())
    assert there.connections == 4
    http.request("DELETE", there.url())
    assert there.connections == 5


def test_no_header_keeps_the_line_of_what_changes_the_world(server):
    there = server(echo)
    http.request("POST", there.url(), json={}, headers={"Connection": "keep-alive"})
    http.request("GET", there.url())
    assert there.connections == 2


def test_a_line_that_was_hung_up_or_grew_old_is_not_used_again(server, monkeypatch):
    there = server()
    assert http.request("GET", there.url()).ok
    there.hang_up()
    deadline = time.monotonic() + 5
    while wire.kept._lines[0].is_reusable() and time.monotonic() < deadline:
        time.sleep(0.005)
    assert http.request("GET", there.url()).ok
    assert there.connections == 2
    later = time.monotonic() + wire.KEPT_SECONDS + 0.1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert http.request("GET", there.url()).ok
    assert there.connections == 3


def test_a_line_whose_answer_was_not_read_to_its_end_is_closed(server):
    there = server(say(answer(b"x" * 200_000)))
    with pytest.raises(http.Interrupted):
        http.request("GET", there.url(), most=1000)
    assert wire.kept._lines == []
    assert http.request("GET", there.url()).ok
    assert there.connections == 2


def test_fifty_threads_at_once_get_each_their_own_answer(server):
    there = server(echo)

    def ask(number: int) -> bool:
        text = f"{number} " * number
        looked = http.request("GET", there.url(), headers={"X-Number": str(number)})
        return looked.ok and http.request("POST", there.url(), body=text.encode()).text == text

    with ThreadPoolExecutor(50) as pool:
        assert all(pool.map(ask, range(400)))
    assert len(there.requests) == 800


def test_a_call_costs_less_than_three_milliseconds_of_processor(server):
    there = server(echo)
    http.request("POST", there.url(), json={})
    before = time.thread_time()
    for _ in range(50):
        http.request("POST", there.url(), json={"text": "hello"}, headers={"Authorization": "Bearer x"})
    assert (time.thread_time() - before) / 50 < 0.003


def test_a_name_with_several_addresses_is_reached_where_it_answers(server, names):
    there = server(allowed="two.example")
    names["two.example"] = ["::1", "127.0.0.3", "127.0.0.1"]
    assert http.request("GET", there.url(host="two.example")).ok
    assert there.requests[0].headers["host"] == f"two.example:{there.port}"


def test_a_dead_first_address_leaves_time_for_the_others(server, names, monkeypatch):
    there = server(allowed="two.example")
    names["two.example"] = ["::1", "127.0.0.1"]
    honest, given = wire._connected, []

    def slow(place, within):
        given.append((place.ip, within))
        if place.ip == "::1":
            time.sleep(within)
            raise TimeoutError
        return honest(place, within)

    monkeypatch.setattr(wire, "_connected", slow)
    assert http.request("GET", there.url(host="two.example"), timeout=0.6).ok
    assert [ip for ip, _ in given] == ["::1", "127.0.0.1"] and given[0][1] <= 0.3


def test_where_ipv6_leads_nowhere_ipv4_comes_second(connects, names):
    names["many.example"] = [*(f"2606:4700::{number}" for number in range(1, 9)), "93.184.215.14", "93.184.215.15"]
    with pytest.raises(http.NothingLeft):
        http.request("GET", "https://many.example/")
    assert [address[0] for address in connects] == ["2606:4700::1", "93.184.215.14", "2606:4700::2", "93.184.215.15"]


def test_threads_that_look_names_up_end(server):
    there = server(allowed="localhost")
    for _ in range(20):
        http.request("POST", there.url(host="localhost"), json={})
    deadline = time.monotonic() + 5
    while any(thread.name == "look-up" for thread in threading.enumerate()) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(thread.name == "look-up" for thread in threading.enumerate())
