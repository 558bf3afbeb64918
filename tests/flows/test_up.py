"""`pupitre up`: whatever is killed comes back by itself, nothing is lost, and Ctrl-C leaves nothing behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
WITHIN = 45


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Desk:
    def __init__(self, folder: str, port: int, **settings: str) -> None:
        self.folder, self.port, self.settings = folder, port, settings
        self.log = Path(folder) / "up.log"
        self.start()

    def start(self) -> None:
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("PUPITRE_", "DJANGO_"))}
        command = [sys.executable, "-m", "pupitre.desk.cli", "up", "--data", self.folder, "--port", str(self.port)]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                command, env=clean | self.settings, stdout=log, stderr=log, start_new_session=True
            )
        try:
            self.until(lambda: "Pupitre is at" in self.log.read_text(), WITHIN * 3)
        except AssertionError:
            self.process.send_signal(signal.SIGINT)  # nothing is left behind by a start that took too long
            raise

    def until(self, true, within: float = WITHIN) -> None:
        end = time.monotonic() + within
        while not true():
            assert time.monotonic() < end, self.log.read_text()[-3000:]
            time.sleep(0.1)

    def stays(self, true, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert true(), self.log.read_text()[-3000:]
            time.sleep(0.2)

    def answers(self) -> bool:
        try:
            return urlopen(f"http://127.0.0.1:{self.port}/", timeout=10).status == 200
        except (URLError, OSError):
            return False

    def family(self) -> dict[int, str]:
        parents, names = {}, {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                parents[int(path.parent.name)] = int(path.read_text().rsplit(")", 1)[1].split()[1])
                names[int(path.parent.name)] = (path.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
        found = {self.process.pid}
        while grown := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= grown
        return {pid: names[pid] for pid in found if names.get(pid)}

    def one(self, words: str) -> int:
        return next(pid for pid, name in self.family().items() if words in name)

    def alive_of(self, words: str, but: int) -> bool:
        return any(words in name and pid != but for pid, name in self.family().items())


@pytest.fixture(scope="module")
def desk():
    base = "/var/lib/pupitre-tests" if os.geteuid() == 0 else None
    folder = tempfile.mkdtemp(prefix="up-", dir=base)
    os.chmod(folder, 0o711)
    desk = Desk(folder, free_port(), PUPITRE_ALLOWED_HOSTS_PRIVATE="192.168.1.10:8080")
    yield desk
    if desk.process.poll() is None:
        desk.process.send_signal(signal.SIGINT)
        desk.process.wait(30)
    shutil.rmtree(folder, ignore_errors=True)


def test_what_may_be_spoken_to_inside_is_logged_at_each_start(desk):
    assert "allowed on the inside network: 192.168.1.10:8080" in desk.log.read_text()


@LINUX
@pytest.mark.parametrize("victim", ["cli web", "cli work", "cli listen", "postgres -D"])
def test_what_is_killed_comes_back(desk, victim):
    dead = desk.one(victim)
    os.kill(dead, signal.SIGKILL)
    desk.until(lambda: desk.alive_of(victim, but=dead))
    desk.until(desk.answers)


@LINUX
def test_the_supervisor_itself_comes_back(desk):
    family = desk.family()
    supervisor = next(pid for pid in family if pid != desk.process.pid and "cli up" in family[pid])
    desk.log.write_text("")
    os.kill(supervisor, signal.SIGKILL)
    desk.until(lambda: "Pupitre is at" in desk.log.read_text())
    desk.until(desk.answers)


@LINUX
def test_a_taken_port_is_said_in_words(desk):
    folder = tempfile.mkdtemp()
    command = [sys.executable, "-m", "pupitre.desk.cli", "up", "--data", folder, "--port", str(desk.port)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert f"port {desk.port} is taken" in done.stderr
    assert "Traceback" not in done.stderr


@LINUX
def test_ctrl_c_leaves_nothing_behind(desk):
    before, said = desk.family(), len(desk.log.read_text())
    os.killpg(desk.process.pid, signal.SIGINT)
    assert desk.process.wait(30) == 0
    left = [pid for pid in before if Path(f"/proc/{pid}").exists()]
    assert not left
    assert "Traceback" not in desk.log.read_text()[said:]
