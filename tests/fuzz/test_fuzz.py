"""S15: malformed requests at every route, as an owner and as a stranger: no 5xx, no hang, no stack in an answer.

PUPITRE_FUZZ says how many (`make fuzz`: 10,000), PUPITRE_FUZZ_SEED with which seed. A failure names seed and number.
"""

from __future__ import annotations

import logging
import os
import re
import time
import traceback
from collections import Counter
from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from django.test import Client

from pupitre.ground import http
from pupitre.web.frame.threshold import plain_type
from tests.flows.objects import Objects
from tests.flows.test_matrix import EVERY
from tests.fuzz.asking import Asking, asking, honest, names

COUNT = int(os.environ.get("PUPITRE_FUZZ", "1500"))
SEED = int(os.environ.get("PUPITRE_FUZZ_SEED", "20261123"))
SHARES = 4
SLOWEST = 5.0
"""seconds"""
SAYS_503 = {"healthz", "healthz-pages"}
"""routes whose answer it is that something is not well"""
LEAKED = re.compile(
    rb'Traceback \(most recent|File "[^"]+\.py"|psycopg|django\.(?:db|core|http)\.|<module>|site-packages'
)


@pytest.fixture
def quiet(monkeypatch):
    """Nothing leaves this machine; what is logged is not printed."""

    def away(*asked, **options):
        raise http.NothingLeft("name_not_found", "fuzz")

    monkeypatch.setattr(http, "request", away)
    # Ninety days of history take seconds to make, and nothing of a request goes into them: the door stays, its rooms are bare.
    monkeypatch.setattr("pupitre.brands.demo.furnishings", [])
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def ask(one: Asking, clients: dict[bool, Client]) -> tuple[int, bytes, float, str]:
    """What came back, and the bug that did it; whatever it changed is undone."""
    began = time.monotonic()
    extra = dict(one.headers)
    with transaction.atomic():
        answer = clients[one.as_owner].generic(one.method, one.path, one.body, plain_type(one.content_type), **extra)
        body = b"" if answer.streaming else answer.content
        transaction.set_rollback(True)
    broke = getattr(answer, "exc_info", None)
    bug = "".join(traceback.format_exception(*broke)[-2:]) if broke else ""
    return answer.status_code, body, time.monotonic() - began, bug


@pytest.mark.parametrize("share", range(SHARES))
def test_no_malformed_request_breaks_the_desk(share, brand, owner, quiet):
    objects = Objects(brand)
    signed_in = Client(raise_request_exception=False)
    signed_in.force_login(owner)
    clients = {True: signed_in, False: Client(raise_request_exception=False)}
    seat = signed_in.cookies.output(header="").strip()
    taken = methods(clients, brand.slug, objects)
    wrong, statuses, reached = [], Counter(), set()
    for number in range(share, COUNT, SHARES):
        one = asking(SEED, number, brand.slug, objects, taken)
        clients[True].cookies, clients[False].cookies = SimpleCookie(seat), SimpleCookie()  # whatever was taken away
        status, body, seconds, bug = ask(one, clients)
        statuses[status] += 1
        reached.add(one.route.name)
        if seconds > SLOWEST:  # the machine may have been busy: a hang comes again
            seconds = min(seconds, ask(one, clients)[2])
        broken = status >= 500 and not (status == 503 and one.route.name in SAYS_503)
        if broken or seconds > SLOWEST or LEAKED.search(body):
            wrong.append(f"{status} in {seconds:.1f} s: seed {SEED} {one}\n{bug}")
    print(f"\nfuzz share {share}: {dict(sorted(statuses.items()))}, {len(reached)} of {len(EVERY)} routes")
    assert not wrong, f"{len(wrong)} of {sum(statuses.values())}:\n" + "\n".join(wrong[:12])


def methods(clients: dict[bool, Client], slug: str, objects: Objects) -> dict[str, tuple[str, ...]]:
    """What each route takes: it says so itself to a method that nobody takes."""
    found = {}
    for route in EVERY:
        one = Asking(0, route, "BREW", honest(route, slug, objects), b"", "", as_owner=True)
        with transaction.atomic():
            answer = clients[True].generic(one.method, one.path)
            transaction.set_rollback(True)
        found[route.name] = tuple(answer.headers.get("Allow", "GET, POST").split(", "))
    return found


def test_the_names_that_pages_ask_for_are_known():
    assert {"email", "role", "name"} <= set(names("settings")) and {"reason", "span"} <= set(names("hold"))
    assert {"q", "next", "theme"} <= set(names("frame")) and "content" in names("compose")


def test_every_route_is_asked_several_times():
    assert len(EVERY) * 8 <= COUNT


def test_a_seed_makes_the_same_requests_again(brand):
    objects = Objects(brand)
    taken = {route.name: ("GET", "POST") for route in EVERY}
    for number in range(50):
        one, again = (asking(1, number, brand.slug, objects, taken) for _ in range(2))
        assert str(one) == str(again)
