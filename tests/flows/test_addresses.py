"""S16, R1–R5: hostile addresses in every place that takes one, with a honeypot on this machine that must see nobody."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from django.urls import reverse
from httpx2 import Headers

from pupitre.channels import connect
from pupitre.channels.models import Part
from pupitre.ground import http, wire
from pupitre.ground.environment import environment
from pupitre.ground.tests import hostile
from pupitre.ground.tests.loopback import Loopback, answer
from pupitre.networks import registry
from pupitre.networks.errors import NetworkError
from pupitre.networks.wordpress import site
from pupitre.publishing import cards, links

PUBLIC = "93.184.215.14"


@dataclass
class Outside:
    """The way out: only this machine can be reached, and who goes where is written down."""

    honeypots: list[Loopback]
    tried: list[tuple]
    names: dict[str, Callable[[], str]]

    @property
    def port(self) -> int:
        return self.honeypots[0].port

    @property
    def caught(self) -> int:
        return sum(pot.connections for pot in self.honeypots)

    def addresses(self) -> list[str]:
        """The corpus with the honeypot's port wherever a host stands alone, and as it is."""
        aimed = []
        for url in hostile.ALL:
            found = re.fullmatch(r"(https?://[^/?#@:\\]+|https?://\[[^\]]+\])(?::8443)?/([^@]*)", url)
            aimed.append(f"{found[1]}:{self.port}/{found[2]}" if found else url.replace(":80", f":{self.port}"))
        return [url for url in dict.fromkeys(aimed) if url.isprintable() or "\ud800" not in url]


@pytest.fixture
def outside(monkeypatch, tmp_path) -> Iterator[Outside]:
    """Two honeypots (IPv4 and IPv6) on one port, a DNS of our own, no way to any other machine."""
    fourth = Loopback()
    pots = [fourth]
    honest_connect, honest_names = socket.socket.connect, socket.getaddrinfo
    made = Outside(pots, [], {})

    def connect(self, address):
        if self.family == socket.AF_UNIX:
            return honest_connect(self, address)
        made.tried.append(address)
        if address[0] in ("127.0.0.1", "::1"):
            return honest_connect(self, address)
        raise ConnectionRefusedError(111, "nothing else can be reached")

    def getaddrinfo(host, port, *rest, **options):
        try:
            ip = socket.inet_ntoa(socket.inet_aton(str(host)))  # as the C library reads numbers
        except OSError:
            ip = made.names.get(str(host), lambda: "127.0.0.1" if "localhost" in str(host) else PUBLIC)()
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    nobody = replace(environment(), private_hosts=frozenset())
    monkeypatch.setattr("pupitre.ground.addresses.environment", lambda: nobody)
    yield made
    wire.kept.forget()
    monkeypatch.setattr(socket, "getaddrinfo", honest_names)
    for pot in pots:
        pot.close()


FILLED = {"handle": "lune.example", "login": "camille", "password": "x y z", "app_password": "x", "token": "x"}
URL_FIELDS = [
    (network, question.name)
    for network, card in registry.cards().items()
    for question in card.connects.questions()
    if question.kind == "url" or question.name in {"server", "site", "handle"}
]


def test_every_question_that_leads_somewhere_is_asked():
    assert {name for name, _ in URL_FIELDS} == set(registry.cards()) - {"paper", "memo"}  # these reach nobody
    leading = [card for card in registry.cards().values() if not card.by_hand]
    text = {q.name for card in leading for q in card.connects.questions() if q.kind == "text"}
    assert text <= {"server", "handle", "login", "name"}, "does this question lead somewhere?"


def test_the_corpus_aims_at_the_honeypot(outside):
    aimed = [url for url in outside.addresses() if f":{outside.port}" in url]
    assert len(outside.addresses()) >= 300 and len(aimed) >= 200
    socket.create_connection(("127.0.0.1", outside.port)).close()
    time.sleep(0.1)
    assert outside.caught == 1, "the honeypot would notice"


@pytest.mark.parametrize(("network", "name"), URL_FIELDS)
def test_a_connector_refuses_them_and_opens_nothing(network, name, outside):
    for url in outside.addresses():
        with pytest.raises((NetworkError, http.AddressRefused)):
            begun = connect.begin(
                network, {"server": "https://ok.invalid", **FILLED, name: url}, "https://desk.invalid/"
            )
            pytest.fail(f"{url} was taken: {begun}")
    assert outside.caught == 0
    assert {place[0] for place in outside.tried} <= {PUBLIC}


@pytest.mark.parametrize(("network", "name"), URL_FIELDS)
def test_the_form_says_so_in_words(network, name, outside, client, owner, brand):
    client.force_login(owner)
    at = reverse("channel-add", args=[brand.slug, network])
    for url in outside.addresses()[::40]:
        came = client.post(at, {"server": "https://ok.invalid", **FILLED, name: url})
        assert came.status_code in (200, 400, 422), (came.status_code, url)
        assert 'class="alarm ' in came.content.decode() or 'class="error"' in came.content.decode()
    assert outside.caught == 0 and not brand.channels.exists()


def test_a_link_card_refuses_them_and_opens_nothing(outside, client, owner, brand):
    client.force_login(owner)
    at = reverse("compose-card", args=[brand.slug])
    for url in outside.addresses():
        came = client.post(at, {"url": url}, headers={"HX-Request": "true"})
        assert came.status_code in (200, 400, 422), (came.status_code, url)
    assert outside.caught == 0 and {place[0] for place in outside.tried} <= {PUBLIC}


def test_a_page_that_names_them_as_its_picture_gets_a_card_without(outside, brand, owner, monkeypatch):
    honest = http.request

    def page(method, url, **options):
        if url != "https://honest.example/":
            return honest(method, url, **options)
        headers = Headers({"content-type": "text/html"})
        return http.Answer(200, headers, f'<title>x</title><meta property="og:image" content="{aimed}">'.encode(), url)

    monkeypatch.setattr(http, "request", page)
    for aimed in outside.addresses():
        found = cards.fetch("https://honest.example/", brand, owner)
        assert found.title == "x" and found.picture is None, aimed
    assert outside.caught == 0 and {place[0] for place in outside.tried} <= {PUBLIC}


def test_the_last_look_at_links_opens_nothing(outside):
    for url in outside.addresses():
        links.dead_link(Part(payload={"text": f"Look: {url} and {url}", "article": {"html": f'<a href="{url}">x</a>'}}))
    assert outside.caught == 0 and {place[0] for place in outside.tried} <= {PUBLIC}


@pytest.mark.parametrize("told", ["http://[::1", "//[", "https://a]b/"])
def test_a_blog_that_names_what_is_no_address_is_no_bug(told):
    page = http.Answer(200, Headers({"link": f'<{told}>; rel="https://api.w.org/"'}), b"", "https://blog.example/")
    assert all(root.startswith("https://blog.example") for root in site._roots("https://blog.example", page))
    assert site._home("https://blog.example", {"home": told}) == "https://blog.example"


@pytest.mark.parametrize("hops", [1, 3])
def test_a_redirect_to_them_is_judged_again(outside, hops, monkeypatch):
    """An honest server, listed as one that may be spoken to, that sends us to the honeypot."""
    targets = [url for url in outside.addresses() if url.startswith("http")]
    served = iter(())

    def talk(sock, request):
        sock.sendall(answer(b"", "302 Found", f"Location: {next(served, PUBLIC)}"))

    door = Loopback(talk)
    listed = replace(environment(), private_hosts=frozenset({("127.0.0.1", door.port)}))
    monkeypatch.setattr("pupitre.ground.addresses.environment", lambda: listed)
    for url in targets:
        safe = url.encode("ascii", "ignore").decode().replace("\r", "").replace("\n", "").replace("\x00", "")
        served = iter([door.url()] * (hops - 1) + [safe])
        with pytest.raises((http.AddressRefused, http.HttpFailure)):
            came = http.request("GET", door.url(), redirects=5, timeout=2)
            raise http.Interrupted("answered", str(came.status))  # an honest public name, which nobody reaches
    door.close()
    assert outside.caught == 0


def test_more_than_five_hops_end_the_fetch_and_calls_that_change_something_follow_none(outside, monkeypatch):
    door = Loopback(lambda sock, request: sock.sendall(answer(b"", "302 Found", f"Location: {door.url()}")))
    listed = replace(environment(), private_hosts=frozenset({("127.0.0.1", door.port)}))
    monkeypatch.setattr("pupitre.ground.addresses.environment", lambda: listed)
    with pytest.raises(http.Interrupted, match="too_many_redirects"):
        http.request("GET", door.url(), redirects=5)
    assert len(door.requests) == 6
    assert http.request("POST", door.url(), json={}).status == 302
    door.close()


def test_a_name_that_turns_to_this_machine_between_two_answers_reaches_nobody(outside, client, owner, brand):
    """A rebinding name: public when it is judged, this machine right after; and the other way round."""
    client.force_login(owner)
    for start in (0, 1):
        turns = iter(range(start, 10_000))
        outside.names["rebind.example"] = lambda turns=turns: (PUBLIC, "127.0.0.1")[next(turns) % 2]
        url = f"http://rebind.example:{outside.port}/"
        for _ in range(4):
            client.post(reverse("compose-card", args=[brand.slug]), {"url": url})
            links.dead_link(Part(payload={"text": url}))
            for network, name in URL_FIELDS:
                client.post(reverse("channel-add", args=[brand.slug, network]), {**FILLED, name: url})
    assert outside.caught == 0
    assert outside.tried and {place[0] for place in outside.tried} == {PUBLIC}


def test_only_the_ground_opens_the_network():
    """No other room imports what could open a socket of its own (ssl wraps one that is open)."""
    from tests.house.test_sizes import CODE, HOUSE

    doors = "socket|http.client|urllib.request|httpx2?|httpcore2?|requests|aiohttp|ftplib".replace(".", r"\.")
    forbidden = re.compile(rf"^\s*(?:import|from) (?:{doors})\b(?! import gethostname)", re.M)
    allowed = {"ground", "desk"}
    wrong = {
        str(path.relative_to(HOUSE))
        for path in CODE
        if path.relative_to(HOUSE).parts[0] not in allowed and forbidden.search(path.read_text("utf-8"))
    }
    assert wrong == set()


def test_json_bodies_do_not_hide_an_address(outside, client, owner, brand):
    """A draft's own link card is an address too: nothing asks for it until somebody does."""
    client.force_login(owner)
    body = json.dumps({"content": {"text": "x", "card": {"url": f"http://127.0.0.1:{outside.port}/"}}})
    client.post(reverse("compose-look", args=[brand.slug]), body, "application/json")
    assert outside.caught == 0 and outside.tried == []
