"""Addresses that lead inside are refused before any socket is opened; honest ones are not."""

import ipaddress
import socket

import pytest

from pupitre.ground import http
from pupitre.ground.tests import hostile
from pupitre.ground.tests.conftest import PUBLIC


@pytest.fixture
def system_names(monkeypatch, names):
    """DNS as the C library does it: it reads short, octal and hexadecimal numbers as IPv4 addresses too."""
    asked: list[str] = []
    book = socket.getaddrinfo

    def getaddrinfo(host, port, *rest, **options):
        asked.append(host)
        try:
            ip = socket.inet_ntoa(socket.inet_aton(host))
        except OSError:
            ip = "127.0.0.1" if host == "localhost" else ""
        names[host] = [ip] if ip else names.get(host, [PUBLIC])
        return book(host, port, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def test_the_corpus_is_long_enough():
    assert len(hostile.ALL) >= 300


@pytest.mark.parametrize("url", hostile.ALL, ids=lambda url: ascii(url)[:60])
def test_a_hostile_address_is_refused_and_opens_no_socket(url, connects, system_names):
    for speak in (http.check, lambda url: http.request("GET", url), lambda url: http.request("POST", url, json={})):
        with pytest.raises(http.AddressRefused):
            speak(url)
    assert connects == []
    assert set(system_names) <= {"localhost"}, "only a name may be looked up"


@pytest.mark.parametrize("ip", [*hostile.INSIDE_4, *hostile.INSIDE_6])
def test_a_name_that_points_inside_is_refused(ip, connects, names):
    names["inside.example"] = [ip]
    names["both.example"] = [PUBLIC, ip]
    for name in ("inside.example", "both.example"):
        with pytest.raises(http.AddressRefused) as refusal:
            http.request("GET", f"https://{name}/")
        assert refusal.value.code == "private_address"
    assert connects == []


@pytest.mark.parametrize("url", hostile.SCHEMES)
def test_only_http_and_https_are_spoken(url, connects, names):
    with pytest.raises(http.AddressRefused) as refusal:
        http.check(url)
    assert refusal.value.code == "bad_scheme"


@pytest.mark.parametrize("url", hostile.HONEST, ids=ascii)
def test_an_honest_address_is_let_out_to_the_address_it_has(url, connects, names):
    http.check(url)
    assert connects == []
    with pytest.raises(http.NothingLeft):
        http.request("GET", url)
    assert len(connects) == 1
    assert (
        connects[0][0] == PUBLIC or connects[0][0] in url.lower() or ipaddress.ip_address(connects[0][0]).version == 6
    )


def test_a_name_that_cannot_be_found_is_said_so_by_a_check(names):
    names["nowhere.example"] = []
    with pytest.raises(http.NothingLeft) as failure:
        http.check("https://nowhere.example/")
    assert failure.value.code == "name_not_found"


def test_a_name_that_changes_its_mind_leads_to_the_address_that_was_judged(monkeypatch, connects):
    answers = [PUBLIC, "127.0.0.1", "127.0.0.1"]
    asked = []

    def rebinding(host, port, *_, **__):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers[len(asked) - 1], port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with pytest.raises(http.NothingLeft):
        http.request("POST", "http://rebinding.example/", json={})
    assert connects == [(PUBLIC, 80)]
    assert asked == ["rebinding.example"], "a second question is a second answer"
    with pytest.raises(http.AddressRefused):
        http.request("POST", "http://rebinding.example/", json={})
    assert connects == [(PUBLIC, 80)]


def test_an_idle_line_is_not_a_way_around_a_new_judgement(server, monkeypatch):
    there = server(allowed="turncoat.example")
    answers = ["127.0.0.1", "10.0.0.1"]

    def turncoat(host, port, *_, **__):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers.pop(0), port))]

    monkeypatch.setattr(socket, "getaddrinfo", turncoat)
    assert http.request("GET", there.url(host="turncoat.example")).ok
    with pytest.raises(http.NothingLeft):
        http.request("GET", there.url(host="turncoat.example"), timeout=0.3)
    assert len(there.requests) == 1


def test_only_the_listed_host_and_port_are_reachable(server, names):
    listed, other = server(), server(allowed=False)
    names["alias.example"] = ["127.0.0.1"]
    assert http.request("GET", listed.url()).text == "hello"
    assert http.request("GET", listed.url(host="alias.example")).ok, "its IP and port are listed"
    for url in (other.url(), other.url(host="alias.example"), f"http://127.0.0.2:{listed.port}/", "http://10.0.0.1/"):
        with pytest.raises(http.AddressRefused):
            http.request("GET", url)
    assert other.connections == 0


def test_a_listed_name_opens_its_port_under_no_other_name(server, names):
    listed = server(allowed="NAS.lan")
    names |= {"nas.lan": ["127.0.0.1"], "evil.example": ["127.0.0.1"]}
    assert http.request("GET", listed.url(host="nas.LAN.")).ok
    for host in ("evil.example", "127.0.0.1", "nas.lan.example.com", "sub.nas.lan"):
        names.setdefault(host, ["127.0.0.1"])
        with pytest.raises(http.AddressRefused):
            http.request("GET", listed.url(host=host))
    assert len(listed.requests) == 1


def test_a_listed_ipv6_address_is_reached(server):
    there = server(host="::1", allowed="[0:0:0:0:0:0:0:1]")
    assert http.request("GET", there.url()).ok
    assert there.requests[0].headers["host"] == f"[::1]:{there.port}"
