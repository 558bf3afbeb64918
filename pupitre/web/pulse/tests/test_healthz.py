"""/healthz: for anybody, no secret in it, and 503 as soon as something does not beat."""

import pytest
from django.db import OperationalError

from pupitre.channels.due_clock import hear
from pupitre.ground.secrets import installation_mark, key_file
from pupitre.web.pulse import beating


@pytest.fixture(autouse=True)
def felt_anew(monkeypatch):
    monkeypatch.setattr(beating, "_last", (float("-inf"), beating.Pulse()))


def test_all_is_well_when_worker_and_listener_are_heard(client, db):
    hear("w", "work")
    hear("l", "listen")
    answer = client.get("/healthz")
    told = {"well": True, "database": True, "tables": True, "worker": True, "listener": True}
    assert (answer.status_code, answer.json()) == (200, told | {"mark": installation_mark()})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(("alive", "lacking"), [("work", "listener"), ("listen", "worker")])
def test_who_is_silent_is_named_and_pages_go_on(client, db, alive, lacking):
    hear("one", alive)
    answer = client.get("/healthz")
    assert answer.status_code == 503 and answer.json()[lacking] is False
    assert client.get("/healthz/pages").status_code == 200


def test_tables_of_another_version_are_told(client, db, monkeypatch):
    monkeypatch.setattr(beating, "migrations", lambda: ({("channels", "0009_next")}, set()))
    assert client.get("/healthz").json()["tables"] is False
    assert client.get("/healthz/pages").status_code == 503


def test_a_database_that_is_away_is_told_without_a_word_about_it(client, monkeypatch):
    def away():
        raise OperationalError("connection to secret-host failed for user camille")

    monkeypatch.setattr(beating, "migrations", away)
    answer = client.get("/healthz")
    assert answer.status_code == 503 and answer.json()["database"] is False
    assert "camille" not in answer.content.decode()


def test_the_mark_is_not_the_key(client, db):
    key = key_file().read_text().strip()
    mark = client.get("/healthz").json()["mark"]
    assert mark not in key and len(mark) == 24


def test_a_thousand_questions_are_one_look(client, db, monkeypatch):
    looks = []
    monkeypatch.setattr(beating, "_felt", lambda: looks.append(1) or beating.Pulse())
    for _ in range(20):
        client.get("/healthz")
    assert len(looks) == 1
