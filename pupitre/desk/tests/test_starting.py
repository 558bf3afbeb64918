"""What a process says before it starts: a wrong key, a database that is elsewhere, a folder of somebody else."""

import os

import psycopg
import pytest
from cryptography.fernet import Fernet
from django.db import OperationalError

from pupitre.channels.connect import keep
from pupitre.channels.models import Channel
from pupitre.desk import prepare, work
from pupitre.desk.tests.test_cli import pupitre
from pupitre.ground import secrets
from pupitre.ground.environment import environment
from pupitre.networks.words import Grant


@pytest.fixture(autouse=True)
def hooks_stay(monkeypatch):
    monkeypatch.setattr(work.logs, "begin", lambda: None)


def test_a_key_that_opens_nothing_is_refused_before_anything_starts(brand, owner, monkeypatch):
    keep(brand, "paper", Grant("paper:key", "lune", name="Lune", secrets={"token": "t"}), owner)
    work._wake()
    Channel.objects.update(sealed=Fernet(Fernet.generate_key()).encrypt(b"{}").decode())
    with pytest.raises(secrets.WrongKey, match=r"put the copy from your backup"):
        work._wake()


def test_a_database_that_is_away_is_waited_for(db, monkeypatch):
    def away():
        raise OperationalError

    monkeypatch.setattr(Channel, "open_one", away)
    work._wake()


def test_prepare_where_there_is_no_desk_leaves_the_folder_alone(tmp_path):
    done = pupitre("prepare", "--data", str(tmp_path / "desk"))
    assert done.returncode == 0 and "nothing to prepare" in done.stdout and "pupitre up" in done.stdout
    assert not (tmp_path / "desk").exists()


@pytest.fixture
def database_away(tmp_path, monkeypatch):
    """Its own machine does not answer; nobody waits for it here. The data folder."""
    monkeypatch.setenv("PUPITRE_DATA", str(tmp_path / "desk"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:canary@127.0.0.1:1/pupitre")
    monkeypatch.setattr(prepare, "WAIT", 0.3)
    environment.cache_clear()
    yield tmp_path / "desk"
    monkeypatch.undo()
    environment.cache_clear()


def test_prepare_says_when_the_database_is_away(database_away, capsys):
    assert prepare.prepare_alone() == 1
    said = capsys.readouterr().err
    assert "does not answer" in said and "canary" not in said
    assert database_away.stat().st_mode & 0o777 == 0o700


def test_prepare_waits_for_a_database_that_starts_at_the_same_time(database_away, monkeypatch):
    monkeypatch.setattr(prepare, "WAIT", 20)
    tries, connect = [], psycopg.connect

    def starting(*words, **options):
        tries.append(words)
        if len(tries) < 3:
            return connect(*words, **options)
        raise KeyboardInterrupt  # it was asked for the third time

    monkeypatch.setattr(prepare.psycopg, "connect", starting)
    with pytest.raises(KeyboardInterrupt):
        prepare.prepare_alone()
    assert len(tries) == 3


def test_two_machines_migrate_one_after_the_other(db):
    with prepare._one_at_a_time(), psycopg.connect(prepare.database_url(), autocommit=True) as other:
        (free,) = other.execute("SELECT pg_try_advisory_lock(%s)", [prepare.MIGRATING]).fetchone()
        assert not free


def test_an_open_folder_of_other_things_stops_the_start(tmp_path):
    (tmp_path / "holiday.jpg").touch()
    tmp_path.chmod(0o755)
    where = {"DATABASE_URL": "postgresql://127.0.0.1:1/x"}
    for verb in ("up", "web", "work", "listen", "prepare"):
        done = pupitre(verb, "--data", str(tmp_path), **where)
        assert done.returncode == 1 and done.stderr.startswith("pupitre: ") and "can be read by others" in done.stderr


def test_an_unsafe_setting_stops_the_start_and_not_the_verbs_of_the_shell(tmp_path):
    for verb in ("up", "web", "work", "listen", "prepare"):
        done = pupitre(verb, "--data", str(tmp_path / "desk"), PUPITRE_HOST="0.0.0.0")
        assert done.returncode == 1 and "PUPITRE_ADDRESS=https" in done.stderr
    assert not (tmp_path / "desk").exists()
    assert os.listdir(tmp_path) == []
