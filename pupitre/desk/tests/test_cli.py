"""The program itself, as a process of its own: status, sentences, and no trace left where nothing was asked for."""

import os
import subprocess
import sys

import pytest


def pupitre(*words, **variables):
    clean = {
        key: value for key, value in os.environ.items() if not key.startswith(("PUPITRE_", "DJANGO_", "DATABASE_"))
    }
    command = [sys.executable, "-m", "pupitre.desk.cli", *words]
    done = subprocess.run(command, env=clean | variables, capture_output=True, text=True, timeout=120)
    assert "Traceback" not in done.stderr
    return done


def test_a_folder_without_a_desk_is_said_and_left_alone(tmp_path):
    folder = tmp_path / "mistyped"
    done = pupitre("deliveries", "--data", str(folder))
    assert done.returncode == 1
    assert f"there is no desk in {folder}" in done.stderr and "pupitre up" in done.stderr
    assert not folder.exists()


def test_a_database_that_is_away_is_said_soon(tmp_path):
    (tmp_path / "secret.key").write_text("z" * 43 + "=\n")
    done = pupitre("deliveries", "--data", str(tmp_path), DATABASE_URL="postgres://nobody@127.0.0.1:1/pupitre")
    assert done.returncode == 1
    assert done.stderr == "pupitre: the database does not answer. Start it with “pupitre up”, then try again.\n"


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"PUPITRE_PORT": "no"}, "pupitre: PUPITRE_PORT is “no”: write a port between 1 and 65535.\n"),
        ({"PUPITRE_ADDRESS": "desk"}, "pupitre: PUPITRE_ADDRESS is “desk”: write the whole address"),
    ],
)
def test_a_setting_that_can_not_be_used_is_said(variables, said):
    for verb in ("deliveries", "up"):
        done = pupitre(verb, **variables)
        assert done.returncode == 1 and done.stderr.startswith(said)


def test_a_key_that_is_none_is_said_and_not_shown(tmp_path):
    (tmp_path / "secret.key").write_text("half a key\n")
    done = pupitre("lift", "--data", str(tmp_path))
    assert done.returncode == 1
    assert "holds no key of ours" in done.stderr and "half" not in done.stderr
