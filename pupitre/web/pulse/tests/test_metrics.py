"""/metrics: the whole installation in figures, for who may measure, without a name in it."""

import pytest
from django.db import OperationalError
from prometheus_client.parser import text_string_to_metric_families

from pupitre.channels.due_clock import hear
from pupitre.ground.environment import Environment, environment
from pupitre.publishing.tests import stage
from pupitre.web.pulse import asking, views

TOKEN = "9f1c0a7be2d84c35b6f70d1e"


@pytest.fixture
def allowed(monkeypatch):
    def put(**more):
        home = Environment(data=environment().data, **more)
        monkeypatch.setattr(asking, "environment", lambda: home)
        monkeypatch.setattr("pupitre.web.frame.address.environment", lambda: home)

    return put


def figures(answer):
    families = text_string_to_metric_families(answer.content.decode())
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def test_with_neither_token_nor_address_there_is_no_such_page(client, db):
    assert client.get("/metrics").status_code == 404


def test_a_token_opens_it_and_nothing_like_it_does(client, db, allowed):
    allowed(metrics_token=TOKEN)
    assert client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    for wrong in ("", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", f"Bearer {TOKEN[:-1]}é", TOKEN):
        answer = client.get("/metrics", headers={"Authorization": wrong})
        assert (answer.status_code, answer.content) == (401, b""), wrong


@pytest.mark.parametrize(
    ("comes_from", "status"), [("10.1.2.3", 200), ("10.2.0.1", 401), ("192.168.1.1", 401), ("::1", 200)]
)
def test_an_address_that_was_named_opens_it(client, db, allowed, comes_from, status):
    allowed(metrics_from=("10.1.0.0/16", "::1"))
    assert client.get("/metrics", REMOTE_ADDR=comes_from).status_code == status


def test_behind_a_proxy_that_was_not_named_nobody_comes_from_there(client, db, allowed):
    allowed(metrics_from=("127.0.0.1",))
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 401
    allowed(metrics_from=("127.0.0.1",), trusted_proxies=("10.0.0.1",))
    through = {"REMOTE_ADDR": "10.0.0.1"}
    assert client.get("/metrics", headers={"X-Forwarded-For": "8.8.8.8"}, **through).status_code == 401


def test_what_is_measured(client, brand, owner, allowed):
    allowed(metrics_token=TOKEN)
    stage.paper(brand, owner, "Atelier Canary")
    stage.planned(brand, owner, text="canary of the text")
    hear("w", "work")
    client.get("/sign-in")
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    found = figures(answer)
    assert found["pupitre_sendings", "planned"] == 1 and found["pupitre_sendings", "sent"] == 0
    assert found["pupitre_processes_alive", "work"] == 1 and found["pupitre_processes_alive", "listen"] == 0
    assert 0 <= found["pupitre_silent_seconds", "work"] < 5
    assert found["pupitre_journal_lag_seconds", "notices"] >= 0 and found["pupitre_overdue_seconds",] == 0
    assert found["pupitre_channels", "ready"] == 1
    assert found["pupitre_http_seconds_count", "GET", "2xx"] >= 1
    text = answer.content.decode().lower()
    assert "canary" not in text and "camille" not in text and "lune" not in text


def test_what_waits_although_it_could_leave_is_told_in_seconds(client, brand, owner, allowed):
    from datetime import timedelta

    from django.utils import timezone

    from pupitre.channels.models import Part

    allowed(metrics_token=TOKEN)
    stage.paper(brand, owner, "Atelier")
    stage.planned(brand, owner, text="late")
    Part.objects.update(due_at=timezone.now() - timedelta(seconds=90))
    found = figures(client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}))
    assert 89 < found["pupitre_overdue_seconds",] < 95


def test_a_database_that_is_away_is_a_status_and_no_stack(client, db, allowed, monkeypatch):
    def away():
        raise OperationalError("no")

    allowed(metrics_token=TOKEN)
    monkeypatch.setattr(views, "exposition", away)
    assert client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 503
