"""Headers that every answer carries, and errors in words."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from pupitre.web.frame.middleware import POLICY


def safe(answer):
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_the_policy_lets_in_nothing_inline_and_no_frame():
    assert "unsafe" not in POLICY
    for word in (
        "script-src 'self'",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ):
        assert word in POLICY


def test_every_answer_carries_them(client, owner, brand):
    client.force_login(owner)
    for path in ("/", "/b/maison-lune/settings/", "/nothing-here", "/b/nobody/settings/", "/static/frame/desk.js"):
        safe(client.get(path))
    safe(client.get("/", headers={"Host": "evil.test"}))
    safe(Client(enforce_csrf_checks=True).post("/sign-in", {}))


def test_an_address_for_forms_says_so_when_it_is_opened(client, owner, brand):
    client.force_login(owner)
    answer = client.get(f"/b/{brand.slug}/holds/", headers={"Accept-Language": "en"})
    assert answer.status_code == 405 and b"This address only takes what a page sends to it" in answer.content


def test_pages_travel_compressed(client, owner, brand):
    client.force_login(owner)
    answer = client.get(f"/b/{brand.slug}/today/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip" and answer.content[:2] == b"\x1f\x8b"


def test_a_foreign_name_is_answered_400_in_words(client, db):
    answer = client.get("/sign-in", headers={"Host": "evil.test", "Accept-Language": "fr"})
    assert answer.status_code == 400
    assert "Le pupitre ne comprend pas cette demande" in answer.content.decode()
    assert "evil.test" not in answer.content.decode()


def test_a_page_that_is_not_there_is_said_so(client, owner, brand):
    client.force_login(owner)
    answer = client.get("/b/maison-lune/nothing")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


def test_a_form_from_elsewhere_is_refused_in_words(owner, brand):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    answer = strict.post(reverse("holds", args=[brand.slug]), {"reason": "x", "span": "all"})
    assert answer.status_code == 403
    assert "This form did not come through" in answer.content.decode()
    assert brand.hold_now() is None


def test_a_bug_is_a_number_on_the_page_and_the_same_in_the_log(client, owner, brand, monkeypatch, caplog):
    def bug(*args, **kwargs):
        raise RuntimeError("canary-of-the-stack")

    monkeypatch.setattr("pupitre.web.settings.views.needs", bug)
    client.force_login(owner)
    client.raise_request_exception = False
    with caplog.at_level(logging.ERROR, "pupitre.failure"):
        answer = client.get(reverse("settings-installation", args=[brand.slug]) + "?token=canary-of-the-query")
    assert answer.status_code == 500
    safe(answer)
    (told,) = [record for record in caplog.records if record.name == "pupitre.failure"]
    number = told.args[0]
    text = answer.content.decode()
    assert number in text and len(number) == 8
    assert "canary" not in text and "Traceback" not in text
    assert told.exc_info and "canary-of-the-query" not in told.getMessage()


def test_the_number_is_told_without_the_database(client, owner, brand, monkeypatch):
    from django.db import OperationalError

    def gone(*args, **kwargs):
        raise OperationalError("the database is gone")

    client.force_login(owner)
    client.raise_request_exception = False
    monkeypatch.setattr("pupitre.web.frame.access.seat_in", gone)
    assert client.get(reverse("settings", args=[brand.slug])).status_code == 500


READING = [
    "hold",
    "settings",
    "settings-members",
    "settings-account",
    "settings-installation",
    "lift",
    "search",
    "notices",
]
DOING = [
    ("holds", ()),
    ("lifting", ()),
    ("opening", ()),
    ("rehearsal", ()),
    ("settings-brand", ()),
    ("invitations", ()),
    ("invitation-withdrawal", (1,)),
    ("member-role", (1,)),
    ("member-removal", (1,)),
    ("account", ()),
    ("password", ()),
    ("other-sessions-end", ()),
    ("session-end", ("abc",)),
    ("leave-demo", ()),
    ("notices-read", ()),
]


@pytest.mark.parametrize(("name", "args"), DOING)
def test_what_changes_something_is_never_a_get(client, owner, brand, name, args):
    client.force_login(owner)
    assert client.get(reverse(name, args=[brand.slug, *args])).status_code == 405


@pytest.mark.parametrize("name", ["look", "language", "sign-out", "demo"])
def test_nor_outside_of_a_brand(client, owner, brand, name):
    client.force_login(owner)
    assert client.get(reverse(name)).status_code == 405


@pytest.mark.parametrize("name", READING)
def test_reading_changes_nothing(client, owner, brand, name, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(owner)
    client.get(reverse(name, args=[brand.slug]))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse(name, args=[brand.slug])).status_code == 200
    written = [query["sql"] for query in asked if query["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert not written
