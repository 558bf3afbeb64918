"""Every night one; the right ones are kept; what fails is said."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from pupitre.desk.backup import file, nightly
from pupitre.desk.backup.lock import Lock
from pupitre.desk.models import Backup
from pupitre.ground.checks import FAULT, WARNING
from pupitre.ground.environment import BadSetting, environment
from pupitre.journal.models import Entry

NIGHT = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
"""half past three in Paris"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("PUPITRE_BACKUP_FOLDER", str(tmp_path / "nights"))
    monkeypatch.setenv("PUPITRE_BACKUP_KEEP", "2,0,0")
    environment.cache_clear()
    yield tmp_path / "nights"
    environment.cache_clear()


@pytest.fixture
def faked(monkeypatch):
    """Making one is tried elsewhere; here it is when, and what becomes of it."""

    def make(path, lock):
        path.write_bytes(b"x" * 1000)
        return SimpleNamespace(size=1000, rows=7, pictures=2)

    monkeypatch.setattr(nightly, "make", make)


@pytest.mark.django_db(transaction=True)
def test_it_can_be_read_again(folder, brand, monkeypatch):
    monkeypatch.setenv("PUPITRE_BACKUP_PASSPHRASE", "seven dry scarves")
    monkeypatch.setattr(nightly, "make", _of_the_tests_own_database(monkeypatch))
    made = nightly.back_up(folder)
    assert made.is_good and made.encrypted, made.error
    assert file.read(Path(made.path), Lock("seven dry scarves")).head["rows"]["brands_brand"] == 1
    assert folder.stat().st_mode & 0o777 == 0o700


def test_one_a_night(folder, brand, faked):
    with time_machine.travel(NIGHT - timedelta(hours=1), tick=False):
        first = nightly.back_up_if_due()
        assert first and first.is_good  # none was made yet
        assert nightly.back_up_if_due() is None
    with time_machine.travel(NIGHT, tick=False):
        assert nightly.back_up_if_due()
        assert nightly.back_up_if_due() is None
    with time_machine.travel(NIGHT + timedelta(hours=20), tick=False):
        assert nightly.back_up_if_due() is None
    with time_machine.travel(NIGHT + timedelta(days=1), tick=False):
        assert nightly.back_up_if_due()
    kept = sorted(path.name for path in folder.iterdir())
    assert kept == ["pupitre-20261124-023000.backup", "pupitre-20261125-023000.backup"]
    assert Backup.objects.exclude(removed_at=None).count() == 1


def test_what_fails_is_told_and_tried_again_in_an_hour(folder, brand, monkeypatch):
    def full(path, lock):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(nightly, "make", full)
    with time_machine.travel(NIGHT, tick=False):
        made = nightly.back_up_if_due()
        assert made and "No space left" in made.error
        assert Entry.objects.get(verb="backup.failed").particulars["reason"]
        assert nightly.back_up_if_due() is None
    with time_machine.travel(NIGHT + timedelta(minutes=61), tick=False):
        assert nightly.back_up_if_due()


def test_too_little_room_is_said_before_a_disk_is_full(folder, brand, faked):
    folder.mkdir()
    Backup.objects.create(path=str(folder / "last"), size=10**15, ended_at=timezone.now())
    assert "too little room" in nightly.back_up(folder).error
    assert not list(folder.iterdir())


def test_what_a_dead_process_left_is_swept(folder, brand, faked):
    folder.mkdir()
    old, young = folder / ".pupitre-1.backup.ab", folder / ".pupitre-2.backup.cd"
    for draft in (old, young):
        draft.touch()
    os.utime(old, (0, 0))
    assert nightly.back_up_if_due()
    assert young.exists() and not old.exists()


def test_nobody_wants_any(brand, monkeypatch):
    monkeypatch.setenv("PUPITRE_BACKUP_FOLDER", "off")
    environment.cache_clear()
    assert nightly.back_up_if_due() is None and _found() == [WARNING]
    environment.cache_clear()


def test_a_demo_alone_is_not_worth_one(folder, brand, faked):
    brand.is_demo = True
    brand.save()
    assert nightly.back_up_if_due() is None


@pytest.mark.parametrize("text", ["7", "7,4", "a,b,c", "-1,2,3", "7,4,6,1"])
def test_what_is_kept_must_be_three_numbers(text, monkeypatch):
    monkeypatch.setenv("PUPITRE_BACKUP_KEEP", text)
    environment.cache_clear()
    with pytest.raises(BadSetting, match="7,4,6"):
        environment()
    monkeypatch.undo()
    environment.cache_clear()


def test_the_doctor_says_how_old_it_is(folder, brand, faked):
    assert _found() == ["ok"]
    made = nightly.back_up(folder)
    assert FAULT not in _found()
    Backup.objects.update(begun_at=timezone.now() - timedelta(days=3))
    assert FAULT in _found()
    Path(made.path).unlink()
    assert WARNING in _found() and FAULT not in _found()


@given(
    st.lists(st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)), unique=True, max_size=60),
    st.integers(0, 9),
    st.integers(0, 6),
    st.integers(0, 8),
)
def test_the_newest_is_always_kept_and_never_more_than_asked(made, days, weeks, months):
    wanted = nightly.worth_keeping(made, days, weeks, months)
    assert wanted <= set(made)
    assert not made or max(made) in wanted
    assert len(wanted) <= max(days + weeks + months, 1)
    if days and made:
        newest = sorted({at.date() for at in made})[-days:]
        assert {at.date() for at in wanted} >= set(newest)


def _found():
    from pupitre.desk.doctor.backups import look

    return [finding.state for finding in look(None)]


def _of_the_tests_own_database(monkeypatch):
    from pupitre.desk.backup import make as making
    from pupitre.desk.backup.tests.test_restore import url

    monkeypatch.setattr(making, "database_url", url)
    return making.make
