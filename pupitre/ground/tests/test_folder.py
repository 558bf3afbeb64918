"""The data folder is its owner's alone; as root the database's own user passes through it and reads nothing."""

import os
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

import pytest

from pupitre.ground.database import STORE, Embedded
from pupitre.ground.environment import BadSetting
from pupitre.ground.folder import keep_private, refuse_anothers

ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root has another user's cluster within its own folder")
NOBODY = 65534


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def as_user(user: int, *command: str) -> int:
    return subprocess.run(command, user=user, group=user, extra_groups=[], capture_output=True).returncode


def test_a_new_folder_is_for_its_owner_alone(tmp_path):
    keep_private(tmp_path / "deep" / "desk")
    assert mode(tmp_path / "deep" / "desk") == 0o700


@pytest.mark.parametrize("crossed", [False, True])
def test_a_desk_that_was_open_is_closed(tmp_path, crossed):
    tmp_path.chmod(0o755)
    (tmp_path / "secret.key").touch()
    keep_private(tmp_path, crossed)
    assert mode(tmp_path) == (0o711 if crossed else 0o700)


def test_a_folder_of_other_things_is_left_as_it_is_and_refused_in_words(tmp_path):
    tmp_path.chmod(0o755)
    (tmp_path / "holiday.jpg").touch()
    with pytest.raises(BadSetting, match=f"chmod 700 {tmp_path}"):
        keep_private(tmp_path)
    assert mode(tmp_path) == 0o755


def test_a_disk_that_keeps_no_permissions_is_refused_in_words(tmp_path, monkeypatch):
    tmp_path.chmod(0o777)
    monkeypatch.setattr(Path, "chmod", lambda *_: None)
    with pytest.raises(BadSetting, match="keeps no permissions"):
        keep_private(tmp_path)


def test_somebody_elses_folder_is_refused_in_words(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(1, "Operation not permitted")

    tmp_path.chmod(0o755)
    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(BadSetting, match="folder of the user that runs Pupitre"):
        keep_private(tmp_path)


@ROOT
def test_for_root_the_databases_user_passes_and_nobody_reads():
    base = Path("/var/lib/pupitre-tests")
    base.mkdir(exist_ok=True)
    data = Path(tempfile.mkdtemp(prefix="private-", dir=base))
    try:
        (data / "secret.key").touch(0o600)
        (data / "media").mkdir()
        (data / "media" / "a.jpg").touch()
        server = Embedded(data)
        server.prepare(lambda line: None)
        assert mode(data) == 0o711 and mode(STORE) == 0o711 and mode(server.cluster) == 0o700
        for hidden in ("ls {data}", "ls {data}/postgres", "cat {data}/secret.key", "cat {data}/media/a.jpg"):
            assert as_user(NOBODY, *hidden.format(data=data).split()) != 0, hidden
        assert as_user(server.owner.pw_uid, "cat", str(server.cluster / "PG_VERSION")) == 0
        assert as_user(server.owner.pw_uid, "ls", str(data)) != 0
    finally:
        shutil.rmtree(data)


@ROOT
def test_root_takes_nobodys_folder_from_them(tmp_path):
    refuse_anothers(tmp_path)
    refuse_anothers(tmp_path / "not there")
    os.chown(tmp_path, NOBODY, NOBODY)
    with pytest.raises(BadSetting, match=r"sudo -u nobody"):
        refuse_anothers(tmp_path)
