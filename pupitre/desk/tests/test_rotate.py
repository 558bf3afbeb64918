"""A new key while the desk runs: everything is sealed with it, everything still opens, nothing is overwritten."""

import os
import threading

import pytest
from cryptography.fernet import Fernet
from django.db import connection

from pupitre.channels.connect import begin, keep
from pupitre.channels.models import Channel
from pupitre.desk import cli, rotate
from pupitre.ground import secrets


@pytest.fixture
def key(tmp_path, monkeypatch):
    path = tmp_path / "secret.key"
    monkeypatch.setattr(secrets, "key_file", lambda: path)
    return path


@pytest.fixture
def channels(key, owner, brand):
    return [keep(brand, "paper", begin("paper", {"name": f"Shop {n}", "class": "A"}, ""), owner) for n in range(3)]


def keys(path):
    return path.read_text().split()


def test_everything_is_sealed_anew_and_still_opens(key, channels, capsys):
    before = {channel.pk: channel.grant.secrets for channel in channels}
    old = keys(key)
    assert rotated() == 0
    assert len(keys(key)) == 2 and keys(key)[1:] == old
    assert {channel.pk: channel.grant.secrets for channel in Channel.objects.all()} == before
    assert rotated("--forget-old") == 0
    assert len(keys(key)) == 1 and key.stat().st_mode & 0o777 == 0o600
    assert {channel.pk: channel.grant.secrets for channel in Channel.objects.all()} == before
    assert not any(line in capsys.readouterr().out for line in keys(key))


def test_on_several_machines_the_new_key_opens_before_it_seals(key, channels):
    assert rotated("--prepare") == 0
    [old, new] = keys(key)
    assert all(secrets.is_sealed_with_first_key(channel.sealed) for channel in Channel.objects.all())
    assert rotated("--prepared") == 0
    assert keys(key) == [new, old]
    assert all(secrets.is_sealed_with_first_key(channel.sealed) for channel in Channel.objects.all())


def test_nothing_prepared_is_said(key, channels, capsys):
    assert rotated("--prepared") == 1
    assert "none that was prepared" in capsys.readouterr().err


def test_a_process_that_runs_uses_the_new_key_at_once(key, channels):
    first = secrets.seal({"a": "b"})
    secrets.add_key()
    assert not secrets.is_sealed_with_first_key(first) and secrets.unseal(first) == {"a": "b"}
    assert secrets.is_sealed_with_first_key(secrets.seal({"a": "b"}))


@pytest.mark.django_db(transaction=True)
def test_a_token_refreshed_meanwhile_is_not_overwritten(key, channels, monkeypatch):
    own, started = secrets.sealed_anew, threading.Event()

    def refreshed_first(sealed):
        if not started.is_set():
            started.set()
            Channel.objects.filter(sealed=sealed).update(sealed=Fernet(keys(key)[1]).encrypt(b'{"new": "1"}').decode())
        return own(sealed)

    monkeypatch.setattr(secrets, "sealed_anew", refreshed_first)
    secrets.add_key()
    assert rotate.seal_anew() == 3
    assert {"new": "1"} in [channel.grant.secrets for channel in Channel.objects.all()]
    assert all(secrets.is_sealed_with_first_key(channel.sealed) for channel in Channel.objects.all())
    connection.close()


def test_every_sealed_column_is_known():
    """A text column named "sealed" that nobody registered would be lost with the old key."""
    from django.apps import apps

    known = {(column.model, column.field) for column in secrets.sealed_columns}
    kept = {(m, f.name) for m in apps.get_models() for f in m._meta.get_fields() if f.name.startswith("sealed")}
    assert {(m, name) for m, name in kept if m._meta.get_field(name).get_internal_type() == "TextField"} <= known


def rotated(*flags):
    assert os.environ["PUPITRE_DATA"]
    return cli.main(["key", "rotate", *flags])
