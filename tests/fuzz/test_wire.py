"""The same through the application as the server has it: what breaks a request while it is still being made."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections import Counter
from random import Random
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client

from pupitre.desk.asgi import application
from pupitre.web.frame.threshold import Threshold, plain_type
from tests.flows.objects import Objects
from tests.flows.test_matrix import EVERY
from tests.fuzz import values
from tests.fuzz.asking import Asking, asking
from tests.fuzz.test_fuzz import LEAKED, SAYS_503, SEED, SLOWEST

COUNT = int(os.environ.get("PUPITRE_FUZZ", "1000")) // 5
LENGTHS = ("-1", "x", "0", "", "99999999999999999999", "1e3", " 5", "²")


def scope_of(one: Asking, random: Random) -> dict[str, Any]:
    path, _, query = one.path.partition("?")
    headers = [(b"host", b"localhost")] if "HTTP_HOST" not in one.headers else []
    for name, value in one.headers.items():
        name = name.removeprefix("HTTP_").replace("_", "-").lower()
        headers.append((name.encode(), str(value).encode("latin-1", "replace")))
    headers.append((b"content-type", random.choice((one.content_type, *values.TYPES)).encode("latin-1", "replace")))
    if random.random() < 0.3:
        headers.append((b"content-length", random.choice(LENGTHS).encode("latin-1")))
    raw = path.encode("latin-1", "replace")
    scope = {"type": "http", "http_version": "1.1", "asgi": {"version": "3.0"}, "scheme": "http", "root_path": ""}
    scope |= {"method": one.method, "path": unquote(raw.decode("latin-1")), "raw_path": raw, "headers": headers}
    return scope | {"query_string": query.encode("latin-1", "replace"), "client": ("127.0.0.1", 1), "server": ("x", 80)}


async def spoken(scope: dict[str, Any], body: bytes, app: Any = application) -> tuple[int, bytes]:
    """The answer, or what had come of it after a second and a half (a live page never ends)."""
    to_read = [{"type": "http.request", "body": body, "more_body": False}]
    status, said = 0, b""

    async def receive() -> dict[str, Any]:
        if to_read:
            return to_read.pop()
        await asyncio.sleep(1.5 if "live" in scope["path"] else SLOWEST)
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status, said
        status = message.get("status", status)
        said += message.get("body", b"")

    await asyncio.wait_for(app(scope, receive, send), SLOWEST + 5)
    return status, said


@pytest.fixture
def quiet():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.django_db(transaction=True)
def test_no_malformed_request_falls_through_the_application(brand, owner, quiet):
    objects = Objects(brand)
    signed_in = Client()
    signed_in.force_login(owner)
    cookie = f"pupitre={signed_in.cookies['pupitre'].value}"
    taken = {route.name: ("GET", "POST") for route in EVERY}
    wrong, statuses = [], Counter()
    for number in range(COUNT):
        one = asking(SEED + 1, number, brand.slug, objects, taken)
        if one.as_owner:
            one.headers.setdefault("HTTP_COOKIE", cookie)
        began = time.monotonic()
        status, said = asyncio.run(spoken(scope_of(one, Random(number)), one.body))
        statuses[status] += 1
        broken = status >= 500 and not (status == 503 and one.route.name in SAYS_503)
        if not status or broken or LEAKED.search(said) or time.monotonic() - began > SLOWEST:
            wrong.append(f"{status}: seed {SEED + 1} {one}")
    print(f"\nfuzz of the wire: {dict(sorted(statuses.items()))}")
    connection.close()
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong[:10])


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("text/html; charset=hex", "text/html"),
        ("a/b;charset=idna; boundary=x", "a/b; boundary=x"),
        ('multipart/form-data; boundary="a;b"; CHARSET = "utf-7"', 'multipart/form-data; boundary="a;b"'),
        ("application/json", "application/json"),
        ("a/b; charset=\"'", "a/b"),
    ],
)
def test_no_stranger_chooses_the_codec(said, plain):
    assert plain_type(said) == plain


def test_a_bug_around_the_pages_is_a_number(caplog):
    async def bug(scope, receive, send):
        raise RuntimeError("canary-of-the-stack")

    scope = {"type": "http", "path": "/", "headers": []}
    with caplog.at_level(logging.ERROR, "pupitre.failure"):
        status, said = asyncio.run(spoken(scope, b"", Threshold(bug)))
    (told,) = caplog.records
    assert status == 500 and told.args[0].encode() in said and b"canary" not in said
