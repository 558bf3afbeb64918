"""`pupitre upgrade`: the newer version runs, or everything is as it was; whatever is killed in the middle.

The project's own files under a history of their own; only the installing of libraries is cut short, since they are the
same in every version.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.flows.test_backup import base
from tests.flows.test_up import free_port
from tests.flows.test_upgrade import running

__all__ = ["base"]

ROOT = Path(__file__).resolve().parents[2]
INSTALL = f"""
import os, sys, venv
from pathlib import Path
libraries = Path(sys.argv[1])
if not libraries.exists():
    venv.create(libraries, symlinks=True)
site = next((libraries / "lib").glob("python*")) / "site-packages"
(site / "source.pth").write_text(os.getcwd() + "\\n{sysconfig.get_paths()["purelib"]}\\n")
program = libraries / "bin" / "pupitre"
words = "import sys\\nfrom pupitre.desk.cli import main\\nsys.exit(main())\\n"
program.write_text(f"#!{{libraries.absolute()}}/bin/python\\n{{words}}")
program.chmod(0o755)
(libraries / ".ready").touch()
"""
MIGRATION = """
from django.db import migrations
class Migration(migrations.Migration):
    dependencies = [("desk", "{before}")]
    operations = [migrations.RunSQL("CREATE TABLE {table} (one int)"), migrations.RunSQL("{then}")]
"""
SYSTEMCTL = """#!{python}
# What systemd does for one unit, as far as an upgrade asks.
import os, signal, subprocess, sys
from pathlib import Path
here, words = Path("{folder}"), [word for word in sys.argv[1:] if word != "--user"]
pid = here / "unit.pid"
if words[0] == "list-units":
    print("pupitre.service loaded active running Pupitre" if pid.exists() else "")
elif words[0] == "show":
    print("ExecStart={{ path={venv}/bin/pupitre ; argv[]={venv}/bin/pupitre up }}")
elif words[0] == "start":
    log = open(here / "unit.log", "a")
    unit = subprocess.Popen(["{venv}/bin/pupitre", "up"], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                            start_new_session=True)
    pid.write_text(str(unit.pid))
elif words[0] == "stop" and pid.exists():
    try:
        os.kill(int(pid.read_text()), signal.SIGTERM)
        while Path("/proc/" + pid.read_text() + "/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z":
            pass
    except (FileNotFoundError, ProcessLookupError):
        pass
    pid.unlink()
"""


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=Pupitre", "-c", "user.email=pupitre@localhost", "-c", "init.defaultBranch=main"]
    done = subprocess.run(["git", "-C", str(folder), *who, *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def release(folder: Path, version: str, table: str = "", then: str = "SELECT 1", breaks: str = "") -> None:
    """The next version: with a change of the database (and what it does after), or that breaks as it starts."""
    own = folder / "pupitre" / "__init__.py"
    own.write_text(f'"""Pupitre."""\n\n__version__ = "{version}"\n{breaks}')
    if table:
        migrations = folder / "pupitre" / "desk" / "migrations"
        before = max(path.stem for path in migrations.glob("0*.py"))
        name = f"{int(before[:4]) + 1:04}_{table}.py"
        (migrations / name).write_text(MIGRATION.format(before=before, table=table, then=then))
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", version)
    git(folder, "tag", f"v{version}")


@pytest.fixture(scope="module")
def origin(base: Path) -> Path:
    """Where the program is cloned from, with its versions."""
    folder = base / "origin"
    ours = ["pupitre", "scripts", "*.toml", "*.lock", ".gitignore"]
    for name in git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard", *ours).split("\0"):
        if name and (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    (folder / "scripts" / "install.py").write_text(INSTALL)
    git(folder, "init", "--quiet")
    release(folder, "1.0.0")
    release(folder, "1.1.0", "of_the_next")
    release(folder, "1.2.0", "of_the_failing", then="SELECT 1 / 0")
    git(folder, "tag", "v2.0.0-rc1")
    return folder


@dataclass
class Desk:
    """A clone of the first version and its data folder, with systemd's stand-in beside it."""

    source: Path
    home: Path
    port: int

    @property
    def venv(self) -> Path:
        return self.source / ".venv"

    def environ(self) -> dict[str, str]:
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("PUPITRE_", "DJANGO_", "DATABASE"))}
        path = f"{self.source.parent}/bin:{os.environ['PATH']}"
        return clean | {"PUPITRE_DATA": str(self.home), "PUPITRE_PORT": str(self.port), "PATH": path}

    def begin(self, *words: str) -> subprocess.Popen:
        command = [self.venv / "bin" / "pupitre", *words]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, env=self.environ(), cwd="/", stdout=pipe, stderr=pipe, text=True, start_new_session=True
        )

    def verb(self, *words: str) -> tuple[int, str]:
        ended = self.begin(*words)
        out, err = ended.communicate(timeout=300)
        return ended.returncode, out + err

    def done(self, *words: str) -> str:
        status, said = self.verb(*words)
        assert status == 0, said
        return said

    def systemctl(self, verb: str) -> None:
        subprocess.run([self.source.parent / "bin" / "systemctl", verb, "pupitre"], env=self.environ(), check=True)

    def version(self) -> str:
        return self.done("--version").split()[1]

    def tables(self) -> set[str]:
        with running(self.home) as url, psycopg.connect(url) as connection:
            return {row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


@pytest.fixture
def desk(base: Path, origin: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    place = base / request.node.name.replace("[", "-").strip("]")
    place.mkdir()
    place.chmod(0o711)  # whatever this process' umask has become
    git(place, "clone", "--quiet", "--branch", "v1.0.0", str(origin), "source")
    made = Desk(place / "source", place / "home", free_port())
    made.home.mkdir()
    made.home.chmod(0o711)
    subprocess.run([sys.executable, "scripts/install.py", ".venv", "requirements.lock"], cwd=made.source, check=True)
    (place / "bin").mkdir()
    stand_in = place / "bin" / "systemctl"
    stand_in.write_text(SYSTEMCTL.format(python=sys.executable, folder=place, venv=made.venv))
    stand_in.chmod(0o755)
    made.systemctl("start")
    made.done("healthy", "--wait", "90")
    made.done("demo", "furnish")
    yield made
    made.systemctl("stop")


def test_the_newer_version_takes_the_place_and_is_started(desk: Desk) -> None:
    assert "1.2.0 is there" in desk.done("upgrade", "--check") and desk.version() == "1.0.0"
    said = desk.done("upgrade", "--to", "1.1.0")
    assert "this is Pupitre 1.1.0; the desk stood still for" in said
    assert desk.done("healthy").strip() == "all beats" and desk.version() == "1.1.0"
    assert desk.venv.is_symlink() and desk.venv.resolve().name == "1.1.0"
    assert len(list((desk.home / "backups").glob("before-1.1.0-*.backup"))) == 1
    desk.systemctl("stop")
    assert "of_the_next" in desk.tables()
    assert "that is the newest" in desk.done("upgrade", "--to", "1.1.0")


def test_one_that_cannot_change_the_database_leaves_program_and_database_as_they_were(desk: Desk) -> None:
    status, said = desk.verb("upgrade")  # by itself the newest, and no candidate
    assert status == 1 and "1.2.0 does not run here" in said and "division by zero" in said
    assert "those of 1.0.0 again" in said
    assert desk.done("healthy", "--wait", "90") and desk.version() == "1.0.0"
    assert git(desk.source, "status", "--porcelain") == ""
    desk.systemctl("stop")
    assert not {"of_the_next", "of_the_failing", "unfinished_restore"} & desk.tables()


def test_one_that_does_not_beat_goes_back_and_what_it_may_have_sent_is_looked_for(desk: Desk, origin: Path) -> None:
    git(origin, "checkout", "--quiet", "-B", "breaking", "v1.1.0")
    breaks = "import sys\nif 'up' in sys.argv:\n    sys.exit('this one breaks')\n"
    release(origin, "1.1.5", breaks=breaks)
    status, said = desk.verb("upgrade", "--to", "1.1.5", "--wait", "4")
    assert status == 1 and "1.1.5 does not run here" in said and "silent: pages" in said
    assert desk.done("healthy", "--wait", "90") and desk.version() == "1.0.0"
    assert "finishing the restore" in (desk.source.parent / "unit.log").read_text()
    desk.systemctl("stop")
    assert "of_the_next" not in desk.tables()


def test_everything_that_stands_in_the_way_is_said_at_once_and_nothing_changed(desk: Desk) -> None:
    (desk.source / "pyproject.toml").write_text("# mine")
    git(desk.source, "remote", "remove", "origin")
    status, said = desk.verb("upgrade")
    assert status == 1 and "nobody knows where" in said and "files were changed here (pyproject.toml)" in said
    git(desk.source, "checkout", "--quiet", "pyproject.toml")
    git(desk.source, "remote", "add", "origin", str(desk.source.parent / "nowhere"))
    assert "could not be fetched" in desk.verb("upgrade", "--check")[1]
    git(desk.source, "remote", "set-url", "origin", str(desk.source.parents[1] / "origin"))
    assert "there is no version 7.0.0" in desk.verb("upgrade", "--to", "7.0.0")[1]
    (desk.source / "own.txt").write_text("ours")
    git(desk.source, "add", "own.txt")
    git(desk.source, "commit", "--quiet", "--message", "ours")
    assert "changes of its own" in desk.verb("upgrade")[1]
    assert desk.done("healthy") and not desk.venv.is_symlink()


def test_a_desk_that_runs_without_systemd_is_asked_to_end_first(desk: Desk) -> None:
    (desk.source.parent / "bin" / "systemctl").rename(desk.source.parent / "bin" / "systemctl.away")
    try:
        status, said = desk.verb("upgrade")
        assert status == 1 and "is running on" in said and "nothing was changed" in said
        assert desk.done("healthy") and desk.version() == "1.0.0"
    finally:
        (desk.source.parent / "bin" / "systemctl.away").rename(desk.source.parent / "bin" / "systemctl")


@pytest.mark.parametrize("step", ["changing", "preparing"])
def test_killed_in_the_middle_nothing_starts_until_it_is_settled(desk: Desk, step: str) -> None:
    upgrading = desk.begin("upgrade", "--to", "1.1.0")
    sign = desk.source / ".upgrade.json"
    while not sign.exists() or f'"step": "{step}"' not in sign.read_text():
        assert upgrading.poll() is None, upgrading.communicate()
        time.sleep(0.005)
    os.killpg(upgrading.pid, signal.SIGKILL)
    upgrading.communicate()
    time.sleep(1)
    status, said = desk.verb("up")
    assert status == 1 and "an upgrade was interrupted" in said
    said = desk.done("upgrade", "--to", "1.1.0")
    assert "was interrupted" in said and desk.version() == "1.1.0" and not sign.exists()
    assert desk.done("healthy", "--wait", "90")
    desk.systemctl("stop")
    assert "of_the_next" in desk.tables()
