"""What docs/running and deploy/ say is what the program does."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from scripts.settings_table import PAGE, page, texts

HERE = Path(__file__).resolve().parents[2]
DEPLOY = HERE / "deploy"
UNITS = sorted(DEPLOY.glob("systemd/**/*.service"))
BY_HAND = {"PUPITRE_DEMO", "PUPITRE_CHROMIUM"}
"""read elsewhere, for who develops or looks around"""
OF_STORMS = {"PUPITRE_TIME_FACTOR", "PUPITRE_CLOCK_STEP", "PUPITRE_POINTS", "PUPITRE_GATHER"}
NAME = re.compile(r"\b(?:PUPITRE_[A-Z_]+|DATABASE_URL)\b")


def settings() -> set[str]:
    return {name for name, _ in texts()}


def test_the_table_of_settings_is_that_of_the_program():
    assert PAGE.read_text("utf-8") == page(), "run scripts/settings_table.py"
    assert len(settings()) > 12 and all(words for _, words in texts())


def test_every_variable_that_is_read_is_in_the_table():
    for path in (HERE / "pupitre").rglob("*.py"):
        if "tests" not in path.parts:
            read = set(re.findall(r'"((?:PUPITRE_[A-Z_]+[A-Z])|DATABASE_URL)"', path.read_text("utf-8")))
            assert read <= settings() | BY_HAND | OF_STORMS, path


@pytest.mark.parametrize(
    "path",
    [*sorted(DEPLOY.rglob("*")), *sorted((HERE / "docs" / "running").glob("*.md")), HERE / "docs" / "running.md"],
    ids=lambda path: path.name,
)
def test_no_page_and_no_file_names_a_variable_that_does_not_exist(path):
    if path.is_file():
        named = {name.removesuffix("_FILE") for name in NAME.findall(path.read_text("utf-8"))}
        assert named <= settings() | BY_HAND, named - settings()


@pytest.mark.parametrize("path", sorted((HERE / "docs").rglob("*.md")), ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(path):
    for target in re.findall(r"\]\((?!https?://)([^)#]+)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: f"{unit.parent.name}/{unit.name}")
def test_systemd_reads_the_units(unit, tmp_path):
    written = tmp_path / unit.name.replace("@", "@1")
    program = re.compile(r"(?<==)(?:/opt/pupitre/venv|%h/pupitre/\.venv)/bin/pupitre")
    written.write_text(program.sub(shutil.which("true") or "/bin/true", unit.read_text("utf-8")))
    user = ["--user"] if unit.parent.name == "user" else []
    env = os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run(["systemd-analyze", "verify", *user, written], capture_output=True, text=True, env=env)
    assert done.returncode == 0 and written.name not in done.stderr, done.stderr


@pytest.mark.parametrize("unit", [one for one in UNITS if one.parent.name == "systemd"], ids=lambda unit: unit.name)
def test_every_unit_of_the_system_is_shut_in(unit):
    lines = set(unit.read_text("utf-8").splitlines())
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=", "StateDirectoryMode=0700"):
        assert line in lines
    assert "User=pupitre" in lines


@pytest.mark.parametrize("name", ["compose.yaml", "compose-one.yaml"])
def test_every_service_of_ours_runs_a_verb_that_exists(name):
    services = yaml.safe_load((DEPLOY / name).read_text("utf-8"))["services"]
    ours = [service for service in services.values() if service["image"] == "pupitre"]
    assert ours
    for service in ours:
        assert service["command"][0] in {"up", "prepare", "web", "work", "listen"}
        assert service["cap_drop"] == ["ALL"] and service["init"]


def install(root, *words):
    script = HERE / "scripts" / "install-server.sh"
    return subprocess.run(["sh", script, "--root", root, *words], capture_output=True, text=True, timeout=120)


def test_the_installer_may_be_run_again_and_keeps_what_is_there(tmp_path):
    assert install(tmp_path, "--domain", "desk.example.org").returncode == 0
    kept = tmp_path / "etc/pupitre/pupitre.env"
    with kept.open("a") as file:
        file.write("PUPITRE_MAIL_URL=smtps://canary@mail.example.org\n")
    again = install(tmp_path, "--domain", "other.example.org", "--port", "8100")
    assert again.returncode == 0 and "canary" not in again.stdout + again.stderr
    lines = kept.read_text().splitlines()
    assert "PUPITRE_ADDRESS=https://other.example.org" in lines and "PUPITRE_PORT=8100" in lines
    assert "PUPITRE_MAIL_URL=smtps://canary@mail.example.org" in lines
    assert len([line for line in lines if line.startswith("PUPITRE_ADDRESS")]) == 1
    assert kept.stat().st_mode & 0o007 == 0
    caddy = tmp_path / "etc/caddy"
    assert (caddy / "Caddyfile").read_text().count("import pupitre.caddy") == 1
    assert "other.example.org {" in (caddy / "pupitre.caddy").read_text()
    assert "127.0.0.1:8100" in (caddy / "pupitre.caddy").read_text()
    assert (tmp_path / "opt/pupitre/source/requirements.lock").exists()
    assert (tmp_path / "opt/pupitre/source/.git").exists() == (HERE / ".git").exists()  # what an upgrade asks
    assert not (tmp_path / "opt/pupitre/source/.venv").exists()


@pytest.mark.parametrize("domain", ["desk", "https://desk.example.org", "desk.example.org/x", "a b.org", "-x.org", ""])
def test_what_is_no_name_is_refused_and_nothing_is_written(tmp_path, domain):
    done = install(tmp_path, "--domain", domain)
    assert done.returncode == 1 and "desk.example.org" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="no shellcheck here")
def test_the_shell_scripts_are_sound():
    scripts = [HERE / "scripts" / "install-server.sh", DEPLOY / "pupitre-shell"]
    assert subprocess.run(["shellcheck", *scripts]).returncode == 0
