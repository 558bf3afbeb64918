"""R22, R23: no secret of the desk is in an answer, letter, export, error or log, nor in a backup without its key."""

from __future__ import annotations

import logging
from argparse import Namespace

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pupitre.brands import password
from pupitre.brands.models import Authenticator
from pupitre.channels.models import Channel
from pupitre.desk.backup import file, nightly
from pupitre.desk.backup.lock import Lock
from pupitre.desk.backup.tests.test_nightly import _of_the_tests_own_database
from pupitre.desk.doctor import shell
from pupitre.ground import secrets
from pupitre.ground.environment import environment
from tests.flows.objects import Objects
from tests.flows.test_matrix import EVERY
from tests.fuzz.asking import honest

CANARIES = {
    "token": "canary-Tok-9f3b1c77aa",
    "refresh": "canary-Ref-51de0b92cc",
    "totp": "CANARYTOTPJBSWY3DPEHPK3PXP",
    "mail": "canary-mail-7d1f",
    "metrics": "canary-metrics-0a9c8b7d6e5f4a3b",
    "provider": "canary-provider-3c2b1a",
    "backup": "canary seven dry scarves",
}
SETTINGS = {
    "PUPITRE_MAIL_URL": f"smtps://lune:{CANARIES['mail']}@mail.lune.example:465",
    "PUPITRE_METRICS_TOKEN": CANARIES["metrics"],
    "PUPITRE_OIDC_ISSUER": "https://login.lune.example",
    "PUPITRE_OIDC_CLIENT_ID": "desk",
    "PUPITRE_OIDC_CLIENT_SECRET": CANARIES["provider"],
}
NOT_ASKED = {"live", "sign-out"}


@pytest.fixture
def planted(monkeypatch, brand, owner):
    """Every kind of secret that an installation holds, each with a value that is known again."""
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    environment.cache_clear()
    objects = Objects(brand)
    tokens = {"access_token": CANARIES["token"], "refresh_token": CANARIES["refresh"]}
    Channel.objects.update(sealed=secrets.seal(tokens))
    sealed = secrets.seal({"totp": CANARIES["totp"]})
    Authenticator.objects.create(member=owner, sealed=sealed, confirmed_at=timezone.now())
    yield objects
    monkeypatch.undo()
    environment.cache_clear()


def forbidden() -> dict[str, str]:
    return CANARIES | {"key": secrets.key_file().read_text("ascii").strip()}


def assert_clean(text: str, where: str) -> None:
    for name, secret in forbidden().items():
        assert secret.lower() not in text.lower(), (name, where)


def seen(answer) -> str:
    head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    body = b"".join(answer) if answer.streaming else answer.content
    return f"{head}\n{body.decode('utf-8', 'replace')}"


def test_what_was_planted_would_be_found(planted):
    with pytest.raises(AssertionError, match="refresh"):
        assert_clean(f"…{CANARIES['refresh'].upper()}…", "here")
    assert secrets.unseal(Channel.objects.get().sealed)["access_token"] == CANARIES["token"]


@pytest.mark.parametrize("who", ["owner", "colleague", "stranger"])
def test_no_answer_of_any_route_holds_one(planted, who, request, brand):
    client = Client(raise_request_exception=False)
    asked = 0
    for route in EVERY:
        if route.name in NOT_ASKED:
            continue
        if who != "stranger":
            client.force_login(request.getfixturevalue(who))
        path = honest(route, brand.slug, planted)
        for answer in (client.get(path), client.post(path)):
            assert_clean(seen(answer), f"{route.name} {answer.status_code}")
            asked += 1
    assert asked > 2 * 70


def test_no_error_and_no_log_line_holds_one(planted, brand, owner, monkeypatch, caplog):
    def broken(*_words, **_names):
        raise RuntimeError(f"while it held {' and '.join(CANARIES.values())}")

    monkeypatch.setattr("pupitre.web.today.views.render", broken)
    client = Client(raise_request_exception=False)
    client.force_login(owner)
    with caplog.at_level(logging.DEBUG):
        answer = client.get(reverse("today", args=[brand.slug]))
    assert answer.status_code == 500
    assert_clean(seen(answer), "the page of an error")
    from pupitre.ground.logs import Json, Line

    for record in caplog.records:
        assert_clean(Json().format(record) + Line().format(record), record.name)


def test_no_letter_and_no_word_of_the_doctor_holds_one(planted, owner, settings, capsys):
    settings.EMAIL_HOST_SET = True
    assert password.mail_link(owner.email)
    assert mail.outbox
    for letter in mail.outbox:
        assert_clean(f"{letter.subject}\n{letter.body}\n{letter.extra_headers}", "a letter")
    for as_json in (False, True):
        shell.doctor(Namespace(json=as_json))
    said = capsys.readouterr()
    assert_clean(said.out + said.err, "the doctor")
    assert_clean(repr(environment()), "the settings, shown")


@pytest.mark.django_db(transaction=True)
def test_no_backup_without_its_key_holds_one(planted, brand, tmp_path, monkeypatch):
    monkeypatch.setattr(nightly, "make", _of_the_tests_own_database(monkeypatch))
    made = nightly.back_up(tmp_path / "nights")
    assert made.is_good, made.error
    folder = tmp_path / "content"
    folder.mkdir()
    content = file.read(next((tmp_path / "nights").glob("*.backup")), Lock(), folder)
    dump = content.dump.read_bytes().decode("utf-8", "replace")
    assert "channels_channel" in dump
    assert_clean(dump, "the backup's database")
    assert_clean(str(content.head), "the backup's head")
