"""The doctor: each check says what is so and the mend; it changes nothing and names no other brand."""

import json
import shutil
import socket
import ssl
import threading
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from django.db import OperationalError
from django.utils import timezone, translation

from pupitre.channels.connect import keep
from pupitre.channels.due_clock import hear
from pupitre.channels.models import Channel, Worker
from pupitre.desk.doctor import address, database, disk, keys, shell, time
from pupitre.ground import checks, http, secrets
from pupitre.ground.environment import environment
from pupitre.networks.words import Grant
from pupitre.notices.examined import MAIL

CHECKS = {check.key: check for check in checks.checks}


def found(key, brand_id=None):
    return list(CHECKS[key].look(brand_id))


def states(key, brand_id=None):
    return [finding.state for finding in found(key, brand_id)]


@pytest.fixture
def setting(monkeypatch):
    def put(**values):
        for name, value in values.items():
            monkeypatch.setenv(f"PUPITRE_{name}", value)
        environment.cache_clear()

    yield put
    monkeypatch.undo()
    environment.cache_clear()


@pytest.fixture
def channel(brand, owner):
    return keep(brand, "paper", Grant("paper:doctor", "lune", name="Lune on paper", secrets={"token": "t"}), owner)


def test_a_desk_that_is_well_has_no_fault(channel, capsys):
    hear("w", "work")
    hear("l", "listen")
    assert shell.doctor(Namespace(json=False)) == 0
    said = capsys.readouterr().out
    assert "FAULT" not in said and "PostgreSQL 1" in said and "Lune on paper" in said


def test_a_fault_is_the_exit_status_and_json_tells_the_mend(channel, capsys):
    hear("l", "listen")
    assert shell.doctor(Namespace(json=True)) == 1
    rows = {row["check"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["worker"]["state"] == "fault" and "systemctl" in rows["worker"]["mend"]
    assert rows["listener"]["state"] == "ok"


def test_every_check_speaks_french_too(channel):
    with translation.override("en"):
        english = {check.key: [f.says for f in check.look(None)] for check in checks.checks}
    with translation.override("fr"):
        french = {check.key: [f.says for f in check.look(None)] for check in checks.checks}
    assert all(set(english[key]).isdisjoint(french[key]) for key in english)


def test_a_database_that_is_away_is_a_finding_of_every_check_that_asks_it(db, monkeypatch, capsys):
    def away(*_, **__):
        raise OperationalError("no")

    with monkeypatch.context() as broken:
        broken.setattr("django.db.backends.base.base.BaseDatabaseWrapper.ensure_connection", away)
        broken.setattr("django.db.backends.base.base.BaseDatabaseWrapper._cursor", away)
        assert shell.doctor(Namespace(json=True)) == 1
    rows = json.loads(capsys.readouterr().out)
    assert {row["check"] for row in rows if row["state"] == "fault"} >= {"database", "worker", "listener", "channels"}


def test_tables_of_another_version_are_said_with_the_mend(db, monkeypatch):
    monkeypatch.setattr(database, "migrations", lambda: ({("channels", "0009")}, set()))
    assert "pupitre prepare" in found("database")[1].mend
    monkeypatch.setattr(database, "migrations", lambda: (set(), {("channels", "0009")}))
    assert "newer" in found("database")[1].says


def test_a_disk_that_fills_up_is_a_warning_then_a_fault(db, monkeypatch):
    for free, state in ((50e9, "ok"), (1.5e9, "warning"), (0.1e9, "fault")):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: (int(100e9), 0, int(free)))
        assert disk._room("data", shutil.disk_usage("/")).state == state


def test_a_key_that_others_may_read_is_a_fault(db):
    secrets.key_file().chmod(0o644)
    try:
        assert "chmod 600" in found("keys")[0].mend
    finally:
        secrets.key_file().chmod(0o600)
    assert states("keys") == ["ok"]


def test_a_key_that_does_not_open_a_channel_is_a_fault(channel):
    Channel.objects.filter(pk=channel.pk).update(sealed="gAAAAABnope")
    (finding,) = found("keys")
    assert finding.state == "fault" and "1" in finding.says


def test_a_key_file_without_a_key_is_a_fault(db, monkeypatch, tmp_path):
    (tmp_path / "secret.key").write_text("nonsense\n")
    monkeypatch.setattr(secrets, "key_file", lambda: tmp_path / "secret.key")
    assert states("keys") == ["fault"] and "nonsense" not in found("keys")[0].says
    assert keys.KEYS.key == "keys"


@pytest.mark.parametrize(("seconds", "state"), [(0, "ok"), (10, "warning"), (-3600, "fault")])
def test_a_clock_that_is_off_is_told(db, monkeypatch, seconds, state):
    monkeypatch.setattr(time, "instant", lambda: datetime.now(UTC) + timedelta(seconds=seconds))
    assert states("time")[0] == state


def test_the_worlds_clock_is_asked_of_a_channels_server_and_outside_a_transaction(channel, monkeypatch):
    Channel.objects.filter(pk=channel.pk).update(server="https://social.example")
    asked = []

    def ask(method, url, **_):
        asked.append((method, url))
        date = format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)
        return http.Answer(200, http.httpx2.Headers({"date": date}), b"", url)

    monkeypatch.setattr(http, "request", ask)
    assert states("time") == ["ok", "fault"] and asked == [("HEAD", "https://social.example")]
    monkeypatch.setattr(http, "request", lambda *_, **__: http.Answer(200, http.httpx2.Headers({}), b"", ""))
    assert states("time") == ["ok", "ok"]


@pytest.mark.parametrize(
    ("failure", "state", "word"),
    [
        (http.NothingLeft("name_not_found"), "fault", "DNS"),
        (http.NothingLeft("tls"), "fault", "certificate"),
        (http.NothingLeft("connect_timeout"), "warning", "phone"),
        (http.AddressRefused("private_address"), "warning", "phone"),
    ],
)
def test_an_address_that_is_not_reached_says_why(setting, monkeypatch, failure, state, word):
    def refuse(*_, **__):
        raise failure

    setting(ADDRESS="https://desk.example.org")
    monkeypatch.setattr(http, "request", refuse)
    (finding,) = found("address")
    assert finding.state == state and word in finding.says + finding.mend


def test_an_address_where_we_answer_is_known_by_our_mark(setting, monkeypatch):
    setting(ADDRESS="https://desk.example.org/")
    bodies = [json.dumps({"mark": secrets.installation_mark()}).encode(), b'{"mark": "another"}', b"<html>", b"[]"]
    seen = []
    for body in bodies:
        monkeypatch.setattr(
            http,
            "request",
            lambda method, url, body=body, **_: (
                seen.append(url) or http.Answer(503, http.httpx2.Headers({}), body, url)
            ),
        )
        seen_state = states("address")
        assert seen_state == (["ok"] if body is bodies[0] else ["fault"]), body
    assert set(seen) == {"https://desk.example.org/healthz"}
    assert address.ADDRESS.key == "address"


def test_without_an_address_nothing_is_asked(setting, monkeypatch):
    monkeypatch.setattr(http, "request", lambda *_, **__: pytest.fail("asked"))
    setting(ADDRESS="")
    assert states("address") == ["warning"]


def test_who_was_silent_and_since_when(db):
    Worker.objects.create(name="old", kind="work", seen_at=timezone.now() - timedelta(minutes=5))
    (finding,) = found("worker")
    assert finding.state == "fault" and ("300 s" in finding.says or "301 s" in finding.says)


def test_channels_are_told_of_one_brand_only(channel, other_brand, outsider):
    keep(other_brand, "paper", Grant("paper:bear", "bear", name="Bears"), outsider)
    assert [f.subject for f in found("channels", channel.brand_id)] == ["Lune on paper"]
    assert [f.subject for f in found("channels")] == ["Bear & Sons: Bears", "Maison Lune: Lune on paper"]


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"state": Channel.RECONNECT}, "fault"),
        ({"ends_at": timezone.now() + timedelta(days=9)}, "warning"),
        ({"expires_at": timezone.now() + timedelta(hours=1)}, "ok"),
        ({"not_before": timezone.now() + timedelta(hours=1)}, "warning"),
    ],
)
def test_how_a_channel_is(channel, change, state):
    Channel.objects.filter(pk=channel.pk).update(**change)
    assert states("channels", channel.brand_id) == [state]


class Mailroom:
    """A mail server on the loopback that says the given answers, one a line it hears."""

    def __init__(self, **answers):
        self.answers = {"EHLO": "250-hello\r\n250 AUTH PLAIN LOGIN", "QUIT": "221 bye", **answers}
        self.heard: list[str] = []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        line, _ = self.door.accept()
        with line, line.makefile("rb") as words:
            line.sendall(b"220 here\r\n")
            for word in words:
                self.heard.append(word.decode().split()[0].upper())
                line.sendall((self.answers.get(self.heard[-1], "250 ok") + "\r\n").encode())


@pytest.fixture
def mailed(settings):
    def put(server, **more):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST_SET = True
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", getattr(server, "port", server)
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.DEFAULT_FROM_EMAIL = "desk@lune.example"
        for name, value in more.items():
            setattr(settings, name, value)
        return list(MAIL.look(None))

    return put


def test_mail_that_would_leave_and_nothing_is_sent(mailed):
    server = Mailroom()
    (finding,) = mailed(server)
    assert finding.state == "ok"
    assert not {"MAIL", "RCPT", "DATA"} & set(server.heard)
    (finding,) = mailed(Mailroom(), DEFAULT_FROM_EMAIL="pupitre@localhost")
    assert finding.state == "warning" and "PUPITRE_MAIL_FROM" in finding.mend


def test_a_password_that_is_refused_is_said_and_not_shown(mailed):
    server = Mailroom(AUTH="535 no")
    (finding,) = mailed(server, EMAIL_HOST_USER="camille", EMAIL_HOST_PASSWORD="canary-of-the-mail")
    assert finding.state == "fault" and "password" in finding.says and "canary" not in finding.says + finding.mend


def test_a_server_without_encryption_is_said(mailed):
    (finding,) = mailed(Mailroom(), EMAIL_USE_TLS=True)
    assert finding.state == "fault" and "encryption" in finding.says


def test_a_server_that_is_away_is_said(mailed):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    (finding,) = mailed(port)
    assert finding.state == "fault" and "does not answer" in finding.says


def test_a_certificate_of_another_name_is_said(mailed, monkeypatch):
    def refuse(*_, **__):
        raise ssl.SSLCertVerificationError("wrong name")

    monkeypatch.setattr("smtplib.SMTP_SSL.__init__", refuse)
    (finding,) = mailed(465, EMAIL_USE_SSL=True)
    assert finding.state == "fault" and "certificate" in finding.says
