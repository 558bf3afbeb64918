"""A look changes nothing: every page is opened, and what it writes is read out of its SQL."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pupitre.brands import demo
from pupitre.brands.devices import word_for
from pupitre.brands.invite import invite
from pupitre.brands.models import Brand, Session
from pupitre.brands.password import link_for
from pupitre.publishing.approval import link as links
from pupitre.publishing.models import Post
from tests.flows.objects import Objects
from tests.flows.test_matrix import ARGUMENT, EVERY, STREAMS

WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"(?: SET "(\w+)")?', re.IGNORECASE)
HARMLESS = {
    ("brands_session", "seen_at"),  # when the session was seen last
    ("brands_member", "last_brand_id"),  # which desk one sat at last
    ("notices_pushkey", ""),  # the desk's own key, made when it is first shown
    ("publishing_guestlink", "opened_at"),  # when a guest opened their link last
    ("media_far", ""),  # whose picture is wanted, so that a job fetches our own small copy
}
CALLBACKS = {"connect-back", "sign-in-provider-back"}
"""what a network or a provider sends a browser back to: does nothing without the state its own session set out with"""


def written(queries: CaptureQueriesContext) -> set[tuple[str, str]]:
    found = (WRITES.match(query["sql"]) for query in queries.captured_queries)
    return {(match[1], match[2] or "") for match in found if match} - HARMLESS


@pytest.fixture
def words(owner, brand) -> dict[str, str]:
    """True words, so that a page which used one up by a look would show it."""
    client = Client()
    client.force_login(owner)
    session = Session.objects.get(pk=client.session.session_key)
    who, token = link_for(owner).split("/")[-2:]
    post = Post.objects.create(brand=brand, by=owner, content={"text": "Indigo"})
    guest = links.make(post, owner, "Madame Garance")[1]
    return {
        "who": who,
        "guest": guest,
        "reset": token,
        "invitation": invite(brand, "n@x.example", "guest", owner)[1],
    } | {"ending": word_for(session)}


def filled(route, brand: Brand, objects: Objects, words: dict[str, str], door: str) -> str:
    of_route = {
        "anew": words["reset"],
        "invitation": words["invitation"],
        "seat": words["invitation"],
        "demo-door": door,
        "session-word": words["ending"],
    }
    if route.pattern.startswith("b/"):
        return route.path(brand.slug, objects)

    def fill(match: re.Match) -> str:
        named = {"who": words["who"], "token": words["guest"], "asset": "1"}
        return named.get(match[2]) or of_route.get(route.name, "paper")

    return "/" + ARGUMENT.sub(fill, route.pattern)


def test_no_page_writes_because_it_is_looked_at(owner, brand, words):
    objects = Objects(brand)
    door = demo.door(demo.open_demo("en")[1])
    signed_in, stranger = Client(), Client()
    signed_in.force_login(owner)
    signed_in.get(f"/b/{brand.slug}/settings/")
    wrong = {}
    for route in (one for one in EVERY if one.name not in STREAMS | CALLBACKS):
        for client in (signed_in, stranger):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                status = client.get(filled(route, brand, objects, words, door)).status_code
            assert status < 500 or route.name == "healthz", route.name  # it says 503 where no worker is
            if written(queries):
                wrong[route.name] = written(queries)
    assert wrong == {}


def test_a_callback_without_its_own_state_does_nothing(owner, brand):
    client = Client()
    client.force_login(owner)
    for name in CALLBACKS:
        route = next(one for one in EVERY if one.name == name)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/{route.pattern}?code=x&state=y").status_code == 400
        assert written(queries) <= {("brands_session", "session_data")}, "more than its own visitor's session"


def test_the_crawl_can_fail(owner, brand):
    with CaptureQueriesContext(connection) as queries:
        Brand.objects.filter(pk=brand.pk).update(name="Other")
        Session.objects.all().delete()
    assert ("brands_brand", "name") in written(queries)
