"""One malformed request: a route, a method, a path, headers, a body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from django.urls import get_resolver

from tests.flows.objects import Objects
from tests.flows.test_matrix import ARGUMENT, EVERY, Route
from tests.fuzz import values
from tests.fuzz.files import broken_parts, parts

HOUSE = Path(__file__).resolve().parents[2] / "pupitre"
_ASKED = re.compile(r"""(?:GET|POST|FILES|said|given|data)(?:\.get|\.getlist|\.pop)?[\[(]["']([\w-]+)["']""")
_FORM = re.compile(r"""^\s+(\w+) = forms\.|name=["']([\w-]+)["']""", re.M)


ALIEN = ("csrfmiddlewaretoken", "__proto__", "a[b]", "a.b", "", "\0", "é", "brand_id", "role", "status")
"""names that programs try"""


@cache
def names(screen: str) -> tuple[str, ...]:
    """Every name that a screen's pages ask for, and some that none does."""
    found = set(ALIEN)
    for path in [*(HOUSE / "web" / screen).glob("**/*.py"), *(HOUSE / "web" / screen).glob("**/*.html")]:
        if "tests" not in path.parts:
            text = path.read_text("utf-8")
            found |= set(_ASKED.findall(text)) | {one or other for one, other in _FORM.findall(text)}
    return tuple(sorted(found))


@cache
def screens() -> dict[str, str]:
    """Route → the folder of its view."""

    def walk(resolver: Any) -> Iterator[tuple[str, str]]:
        for pattern in resolver.url_patterns:
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern)
            else:
                yield pattern.name, pattern.callback.__module__.split(".")[2]

    return dict(walk(get_resolver()))


@dataclass
class Asking:
    """Made from a seed and a number: the same again at any time."""

    number: int
    route: Route
    method: str
    path: str
    body: bytes
    content_type: str
    as_owner: bool
    headers: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        who = "owner" if self.as_owner else "stranger"
        return f"#{self.number} {who} {self.method} {self.path[:200]!r} {self.content_type[:60]!r} {self.headers!r:.300} {self.body[:300]!r}"


def asking(seed: int, number: int, slug: str, objects: Objects, taken: Mapping[str, Sequence[str]]) -> Asking:
    """`taken`: route → the methods it takes, so that most requests get past its door."""
    random = Random(f"{seed}/{number}")
    route = EVERY[number % len(EVERY)]
    asked = names(screens()[route.name])
    path = _path(random, route, slug, objects)
    if random.random() < 0.5:
        path += "?" + values.query(random, asked)
    method = random.choice(taken[route.name] if random.random() < 0.8 else values.METHODS)
    content_type, body = (
        _body(random, asked) if method not in {"GET", "HEAD", "get"} or random.random() < 0.1 else ("", b"")
    )
    made = Asking(number, route, method, path, body, content_type, as_owner=random.random() < 0.75)
    for name in random.sample(list(values.HEADERS), random.choice((0, 0, 1, 1, 2, 4))):
        made.headers[name] = random.choice(values.HEADERS[name])
    if random.random() < 0.06:
        made.headers["HTTP_HOST"] = random.choice(values.HOSTS)
    return made


def honest(route: Route, slug: str, objects: Objects) -> str:
    """The route's path with what is there; for a word that opens something, one that does not."""

    def fill(match: re.Match) -> str:
        kind, name = match.groups()
        if name in {"brand", "network"}:
            return slug if name == "brand" else "paper"
        try:
            return "0123456789abcdef" if kind == "slug" else str(objects.of(name))
        except KeyError:
            return "1" if kind == "int" else "Mg"

    return "/" + ARGUMENT.sub(fill, route.pattern)


def _path(random: Random, route: Route, slug: str, objects: Objects) -> str:
    """Mostly with ids that are there, so that what follows them is reached."""
    hostile = random.random() < 0.3

    def fill(match: re.Match) -> str:
        kind, name = match.groups()
        if name == "brand":
            return slug if random.random() < 0.97 else values.in_path(random)
        if hostile and random.random() < 0.7:
            return values.in_path(random)
        if name == "network":
            return random.choice(("paper", "bluesky", "mastodon", "wordpress", "nothing"))
        try:
            return "0123456789abcdef" if kind == "slug" and name == "number" else str(objects.of(name))
        except KeyError:
            return values.in_path(random)

    path = "/" + ARGUMENT.sub(fill, route.pattern)
    if random.random() < 0.05:
        path += values.in_path(random)
    return path


def _body(random: Random, names: Sequence[str]) -> tuple[str, bytes]:
    way = random.random()
    if way < 0.45:
        return "application/x-www-form-urlencoded", values.query(random, names).encode("latin-1", "replace")
    if way < 0.65:
        return parts(random, names)
    if way < 0.75:
        return broken_parts(random, names)
    if way < 0.88:
        return "application/json", values.json_bytes(random, names)
    if way < 0.97:
        return random.choice(values.TYPES), random.choice(
            (values.json_bytes(random, names), random.randbytes(200), b"")
        )
    huge = random.choice((b"a=" + b"a" * 5_000_000, b"&".join(b"a%d=1" % n for n in range(3000)), b"=" * 100_000))
    return "application/x-www-form-urlencoded", huge
