"""Who may do what: every route × every role × another brand. A route that is missing here fails the build."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import get_resolver

from pupitre.brands.models import Member, Membership
from pupitre.brands.rights import RIGHTS, ROLES, may
from tests.flows.objects import Objects

ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>")
OWN = {"number": "session"}
STREAMS = {"live"}
OF_NO_BRAND = {"network", "check"}
"""arguments that name something of the whole desk"""


@dataclass(frozen=True)
class Route:
    pattern: str
    name: str
    action: str | None

    @property
    def arguments(self) -> list[str]:
        return [name for _, name in ARGUMENT.findall(self.pattern) if name != "brand"]

    def path(self, slug: str, objects: Objects) -> str:
        def fill(match: re.Match) -> str:
            kind, name = match.groups()
            if name == "brand":
                return slug
            if name == "network":
                return "paper"
            if name == "number" and kind == "slug":
                return "0123456789abcdef"
            return str(objects.of(name))

        return "/" + ARGUMENT.sub(fill, self.pattern)


def routes() -> list[Route]:
    def walk(resolver, prefix: str = "") -> Iterator[Route]:
        for pattern in resolver.url_patterns:
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern, prefix + str(pattern.pattern))
            else:
                yield Route(prefix + str(pattern.pattern), pattern.name, getattr(pattern.callback, "action", None))

    return list(walk(get_resolver()))


EVERY = routes()
OF_BRAND = [route for route in EVERY if route.pattern.startswith("b/")]
IDS = [route.name for route in OF_BRAND]


def test_every_route_says_who_may_enter():
    assert [route.pattern for route in EVERY if route.action is None] == []
    assert {route.action for route in OF_BRAND} <= set(RIGHTS)
    assert {route.action for route in EVERY} - set(RIGHTS) == {"public", "member"}


def test_every_route_has_a_name_of_its_own():
    names = [route.name for route in EVERY]
    assert None not in names
    assert len(set(names)) == len(names)


@pytest.fixture
def objects(brand) -> Objects:
    return Objects(brand)


@pytest.fixture
def others(other_brand) -> Objects:
    return Objects(other_brand)


def ask(client: Client, method: str, path: str) -> int:
    return getattr(client, method)(path).status_code


@pytest.mark.parametrize("route", OF_BRAND, ids=IDS)
def test_a_stranger_signs_in_first(route, brand, objects):
    answers = [getattr(Client(), method)(route.path(brand.slug, objects)) for method in ("get", "post")]
    assert {answer.status_code for answer in answers} in ({302}, {302, 405})
    assert all("sign-in" in answer["Location"] for answer in answers if answer.status_code == 302)


@pytest.mark.parametrize("route", OF_BRAND, ids=IDS)
def test_a_member_of_another_brand_finds_nothing(route, brand, objects, outsider, other_brand):
    client = Client()
    client.force_login(outsider)
    assert {ask(client, method, route.path(brand.slug, objects)) for method in ("get", "post")} in ({404}, {404, 405})


@pytest.mark.parametrize("route", [r for r in OF_BRAND if set(r.arguments) - OF_NO_BRAND], ids=lambda r: r.name)
def test_an_object_of_another_brand_is_not_there(route, brand, owner, others):
    """The owner, in their own brand, with the id of another brand's object."""
    client = Client()
    client.force_login(owner)
    answers = {ask(client, method, route.path(brand.slug, others)) for method in ("get", "post")}
    assert answers <= {404, 405}, answers
    assert 404 in answers


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "route", [r for r in OF_BRAND if r.name not in STREAMS], ids=[i for i in IDS if i not in STREAMS]
)
def test_a_role_may_what_the_table_says(route, role, brand, objects):
    member = Member.objects.create_user(f"{role}@lune.example", "seven-scarves-dry", name=role.title())
    Membership.objects.create(brand=brand, member=member, role=role)
    client = Client()
    client.force_login(member)
    for method in ("get", "post"):
        status = ask(client, method, route.path(brand.slug, objects))
        assert status < 500
        if not may(role, route.action):
            assert status in (403, 405), method
        elif status == 403:
            assert method == "post", "a page that the table opens is closed"
