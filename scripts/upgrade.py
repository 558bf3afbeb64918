"""`pupitre upgrade`: a newer version in the place of this one, or everything as it was.

usage: upgrade.py [--check] [--to VERSION] [--wait SECONDS] [--venv FOLDER] [--pupitre COMMAND]

--check          say whether there is a newer version; change nothing
--to VERSION     that version and not the newest, e.g. 1.4.0
--wait SECONDS   that a new version has until everything beats, where systemd runs it (120)
--venv FOLDER    the virtual environment that the desk runs from (.venv beside this program's source)
--pupitre WORDS  how the shell's verbs are called (bin/pupitre of the virtual environment)

Versions are the tags v1.2.3 of the place that this program was cloned from. The libraries of the newer one are
installed beside the old ones while the desk goes on; then it stands still for some seconds. A machine that dies in the
middle: the same command finishes what had begun to change the database, and undoes the rest.

Needs Python 3.11 and git, and nothing of Pupitre, which changes under it.
"""

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent
SIGN = ".upgrade.json"
"""in the source's folder while source and libraries may belong to two versions; no process of the desk starts then"""
MADE = re.compile(r"the backup before the upgrade: (.+)")
VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")


class Refused(Exception):
    """What happened, what is safe, what to do."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="pupitre upgrade", description="A newer version, or everything as it was.")
    parser.add_argument("--check", action="store_true", help="say whether there is a newer version; change nothing")
    parser.add_argument("--to", default="", metavar="VERSION", help="that version and not the newest")
    parser.add_argument("--wait", type=float, default=120, metavar="SECONDS", help="until everything beats (120)")
    parser.add_argument("--venv", type=Path, default=SOURCE / ".venv", help=argparse.SUPPRESS)
    parser.add_argument("--pupitre", type=shlex.split, default=[], help=argparse.SUPPRESS)
    words = parser.parse_args()
    os.umask(0o022)  # the user that runs the desk reads what root installs
    venv = words.venv if words.venv.is_symlink() else words.venv.resolve()
    here = Installation(SOURCE, venv, words.pupitre or [str(venv / "bin" / "pupitre")], words.wait)
    try:
        return here.check(words.to) if words.check else here.upgrade(words.to)
    except Refused as refused:
        print(f"pupitre: {refused}", file=sys.stderr)
        return 1


@dataclass
class Change:
    """From one version to the next, as it is kept in the sign until it is over."""

    was: str
    """branch or commit"""
    was_libraries: str
    tag: str
    libraries: str
    units: list[str]
    step: str = "changing"
    """changing: it is undone when interrupted; preparing: it goes on; back: it goes on back"""
    before: str = ""
    """the backup from before the database was changed, if it was"""
    ran: bool = False
    """the newer version's processes were started: something may have left"""

    def write(self, source: Path, step: str) -> None:
        self.step = step
        draft = source / f"{SIGN}.new"
        draft.write_text(json.dumps(asdict(self)), "utf-8")
        draft.replace(source / SIGN)


@dataclass
class Services:
    """The units of systemd that run this desk: what is stopped for the change is started again."""

    manager: list[str]
    units: list[str]

    @classmethod
    def found(cls, venv: Path) -> "Services":
        """Those that are active and run from `venv`."""
        manager = ["systemctl"] if os.geteuid() == 0 else ["systemctl", "--user"]
        if not shutil.which("systemctl"):
            return cls(manager, [])
        listing = ["list-units", "--type=service", "--state=active", "--plain", "--no-legend", "pupitre*"]
        units = [line.split()[0] for line in run(*manager, *listing).stdout.splitlines() if line.strip()]
        command = "--property=ExecStart"
        return cls(manager, [unit for unit in units if f"{venv}/" in run(*manager, "show", command, unit).stdout])

    @property
    def have_pages(self) -> bool:
        return any(unit.startswith(("pupitre.", "pupitre-web")) for unit in self.units)

    def stop(self) -> None:
        if self.units:
            say(f"ending {', '.join(self.units)}")
            run(*self.manager, "stop", *self.units)

    def start(self) -> bool:
        """Whether systemd could."""
        if not self.units:
            return True
        say(f"starting {', '.join(self.units)}")
        return run(*self.manager, "start", *self.units).returncode == 0


@dataclass
class Installation:
    source: Path
    venv: Path
    """a folder, or the link to the one of this version"""
    verbs: list[str]
    wait: float
    """seconds that a new version has until everything beats"""

    def check(self, wanted: str) -> int:
        """Exit status 0 whether or not there is a newer one."""
        insist(self._cannot_know())
        tag = self._choose(wanted)
        print(f"This is Pupitre {self.version()}: {f'{tag[1:]} is there' if tag else 'that is the newest'}.")
        return 0

    def upgrade(self, wanted: str) -> int:
        """Settle what was interrupted; look; install beside; then the short moment of the change. Raises Refused."""
        self._settle()
        insist([*self._cannot_know(), *self._cannot_change()])
        tag = self._choose(wanted)
        if not tag:
            print(f"This is Pupitre {self.version()}: that is the newest.")
            return 0
        insist(self._cannot_run(tag))
        change = Change(self._standing(), str(self._own_libraries()), tag, str(self._libraries(tag)), [])
        self._install_beside(change)
        services = Services.found(self.venv)
        change.units = services.units
        stopped = time.monotonic()
        services.stop()
        self._prove_whole(services)
        self._carry_out(change, services)
        say(f"this is Pupitre {self.version()}; the desk stood still for {time.monotonic() - stopped:.0f} s")
        self._forget_older(change)
        self._tell_of_files(change)
        return 0

    # What stands in the way, all at once

    def _cannot_know(self) -> list[str]:
        if not shutil.which("git"):
            return ["git is not installed (Debian, Ubuntu: apt install git)"]
        if not (self.source / ".git").exists():
            return [
                f"{self.source} was not cloned with git: a container gets a newer image; else put the newer version in "
                "its place and run scripts/install-server.sh or make up, which back up before they change the database"
            ]
        known = self.git("rev-parse", "--git-dir", check=False)
        if known.returncode:
            return [ending(known.stderr, 5)]
        if self.git("remote", "get-url", "origin", check=False).returncode:
            return [f"nobody knows where {self.source} was cloned from: git remote add origin ADDRESS"]
        fetched = self.git("fetch", "--quiet", "--tags", "origin", check=False)
        return [f"the versions could not be fetched: {ending(fetched.stderr, 2)}"] if fetched.returncode else []

    def _cannot_change(self) -> list[str]:
        if not (self.venv / "bin" / "pupitre").exists():
            return [f"no desk runs from {self.source} yet: make up starts one"]
        found = []
        changed = self.git("status", "--porcelain", "--untracked-files=no", check=False).stdout.splitlines()
        if changed:
            found.append(
                f"{len(changed)} of the program's files were changed here ({changed[0][3:]}): git stash, or commit"
            )
        if not os.access(self.source, os.W_OK) or not os.access(self.venv.parent, os.W_OK):
            found.append(f"this user may not write into {self.source}: run it as the one who installed it (sudo)")
        needed = 2 * sum(path.lstat().st_size for path in Path(os.path.realpath(self.venv)).rglob("*"))
        free = shutil.disk_usage(self.venv.parent).free
        if free < needed:
            found.append(f"{needed / 1e6:.0f} MB must be free beside {self.venv}, and {free / 1e6:.0f} are")
        return found

    def _cannot_run(self, tag: str) -> list[str]:
        found = []
        if self.git("merge-base", "--is-ancestor", "HEAD", tag, check=False).returncode:
            found.append(f"this program has changes of its own that {tag} does not have: merge them yourself")
        wants = tomllib.loads(self.git("show", f"{tag}:pyproject.toml").stdout)["project"]["requires-python"]
        least = re.search(r">=\s*(\d+)\.(\d+)", wants)
        if least and sys.version_info[:2] < (int(least[1]), int(least[2])):
            found.append(f"{tag[1:]} needs Python {least[1]}.{least[2]} or newer; this is {sys.version.split()[0]}")
        return found

    def _choose(self, wanted: str) -> str:
        """The tag to go to; none when this is the newest. Raises Refused."""
        tags = {number(tag): tag for tag in self.git("tag", "--list", "v*").stdout.split() if number(tag)}
        here = number(self.version())
        if wanted and number(wanted) not in tags:
            newest = ", ".join(tags[one][1:] for one in sorted(tags)[-5:]) or "none"
            raise Refused(f"there is no version {wanted}; nothing was changed. The newest: {newest}.")
        if wanted and number(wanted) < here:
            raise Refused(
                f"{wanted} is older than {self.version()} and does not know its database; nothing was changed. To go "
                "back: that version's code, and the backup “before-…” of the data folder (docs/backup.md)."
            )
        chosen = number(wanted) if wanted else max(tags, default=())
        return tags[chosen] if chosen > here else ""

    # What is there

    def version(self) -> str:
        found = re.search(r'__version__ = "(.+)"', (self.source / "pupitre" / "__init__.py").read_text("utf-8"))
        assert found, "pupitre/__init__.py says no version"
        return found[1]

    def _standing(self) -> str:
        """The branch, or the commit."""
        branch = self.git("symbolic-ref", "--quiet", "--short", "HEAD", check=False).stdout.strip()
        return branch or self.git("rev-parse", "HEAD").stdout.strip()

    def _libraries(self, tag: str) -> Path:
        return self.venv.parent / f"{self.venv.name}s" / tag.removeprefix("v")

    def _own_libraries(self) -> Path:
        """Where those of this version are, or will be once there are two."""
        return Path(os.path.realpath(self.venv)) if self.venv.is_symlink() else self._libraries(self.version())

    # The work

    def _install_beside(self, change: Change) -> None:
        """With the newer version's own installer; the desk goes on meanwhile. Raises Refused."""
        say(f"installing the libraries of {change.tag[1:]} beside those of {self.version()}; the desk goes on")
        libraries = Path(change.libraries)
        shutil.rmtree(libraries, ignore_errors=True)
        libraries.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            for name in ("install.py", "requirements.lock"):
                at = f"{change.tag}:scripts/{name}" if name.endswith(".py") else f"{change.tag}:{name}"
                (Path(folder) / name).write_text(self.git("show", at).stdout, "utf-8")
            done = self._install(f"{folder}/install.py", libraries, f"{folder}/requirements.lock")
        if done.returncode:
            shutil.rmtree(libraries, ignore_errors=True)
            words = ending(done.stdout + done.stderr, 15)
            raise Refused(f"the libraries of {change.tag[1:]} could not be installed; nothing was changed.\n{words}")

    def _install(self, script: str, libraries: Path, lock: str) -> "subprocess.CompletedProcess[str]":
        return run(sys.executable, script, str(libraries), lock, cwd=self.source)

    def _prove_whole(self, services: Services) -> None:
        """The desk is at rest and, as it is, can be prepared: what fails later is the newer version's. Raises Refused."""
        say("looking whether the desk, as it is, is whole")
        done = run(*self.verbs, "prepare")
        if done.returncode:
            services.start()
            words = ending(done.stderr or done.stdout, 15).removeprefix("pupitre: ")
            raise Refused(f"there is no upgrade, and nothing was changed.\n{words}")

    def _carry_out(self, change: Change, services: Services) -> None:
        """Program, database, processes. Raises Refused when the newer version does not run: then all is as it was."""
        try:
            change.write(self.source, change.step)
            self._put(change.tag, change.libraries, change)
            change.write(self.source, "preparing")
            self._prepare(change)
            (self.source / SIGN).unlink()
            change.ran = bool(services.units)
            self._start(services)
        except Refused as refused:
            services.stop()
            self._go_back(change)
            services.start()
            raise Refused(
                f"{change.tag[1:]} does not run here. Program and database are those of {self.version()} again, and "
                f"nothing is lost; report these words.\n{refused}"
            ) from refused

    def _put(self, ref: str, libraries: str, change: Change) -> None:
        """Source and libraries of one version. Raises Refused."""
        say(f"the program of {ref}")
        self.git("checkout", "--quiet", "--force", ref)
        if self.venv.is_dir() and not self.venv.is_symlink():  # the first of several
            self.venv.rename(change.was_libraries)
        draft = self.venv.with_name(f"{self.venv.name}.new")
        draft.unlink(missing_ok=True)
        draft.symlink_to(os.path.relpath(libraries, self.venv.parent))
        draft.replace(self.venv)
        done = self._install("scripts/install.py", self.venv, "requirements.lock")
        if done.returncode:
            raise Refused(f"the libraries could not be put in place.\n{ending(done.stdout + done.stderr, 15)}")

    def _prepare(self, change: Change) -> None:
        """Where the backup is that it begins with is kept at once: the first, if it has to begin again. Raises Refused."""
        say("the database")
        with subprocess.Popen(
            [*self.verbs, "prepare", "--upgrading"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as preparing:
            said = []
            for line in preparing.stdout or ():
                said.append(line)
                if (made := MADE.search(line)) and not change.before:
                    change.before = made[1].strip()
                    change.write(self.source, "preparing")
        if preparing.returncode:
            raise Refused(ending("".join(said), 15))

    def _start(self, services: Services) -> None:
        """Raises Refused when not everything beats in time."""
        if not services.start():
            raise Refused(f"{', '.join(services.units)} could not be started: journalctl says why.")
        if services.have_pages and (done := run(*self.verbs, "healthy", "--wait", str(self.wait))).returncode:
            raise Refused(
                f"{self.wait:.0f} s after its start this is {done.stderr.strip()}. journalctl -u pupitre says why."
            )

    def _go_back(self, change: Change) -> None:
        """Raises Refused when even that fails, with where everything is."""
        say(f"it failed; going back to {change.was}")
        change.write(self.source, "back")
        back = ["prepare", "--back", change.before, *(["--look"] if change.ran else [])]
        if change.before and (done := run(*self.verbs, *back)).returncode:
            raise Refused(
                f"the upgrade failed, and so did putting the database back. Nothing runs; your data are whole in "
                f"{change.before}: mend what is wrong, then run this command again.\n{ending(done.stderr, 5)}"
            )
        self._put(change.was, change.was_libraries, change)
        (self.source / SIGN).unlink()

    def _settle(self) -> None:
        """Finish, or undo, what was cut in the middle. Raises Refused."""
        if not (self.source / SIGN).exists():
            return
        change = Change(**json.loads((self.source / SIGN).read_text("utf-8")))
        services = Services(Services.found(self.venv).manager, change.units)
        lock = self.git("rev-parse", "--git-path", "index.lock").stdout.strip()
        (self.source / lock).unlink(missing_ok=True)
        say(f"the upgrade to {change.tag[1:]} was interrupted")
        services.stop()
        if change.step == "preparing":
            self._carry_out(change, services)
        else:
            if change.step == "back" and change.before:
                self._put(change.tag, change.libraries, change)
            self._go_back(change)
            services.start()

    def _forget_older(self, change: Change) -> None:
        """The libraries of the last two versions are kept."""
        for folder in Path(change.libraries).parent.iterdir():
            if str(folder) not in (change.libraries, change.was_libraries):
                shutil.rmtree(folder, ignore_errors=True)

    def _tell_of_files(self, change: Change) -> None:
        changed = self.git("diff", "--name-only", change.was, change.tag, "--", "deploy").stdout.split()
        if changed and change.units:
            say(f"new in deploy/: {', '.join(changed)}. scripts/install-server.sh brings them in place.")

    def git(self, *words: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        """Raises Refused with git's words."""
        done = run("git", "-C", str(self.source), *words)
        if check and done.returncode:
            raise Refused(f"git {words[0]} failed: {ending(done.stderr, 5)}")
        return done


def insist(objections: list[str]) -> None:
    """Raises Refused with all of them."""
    if objections:
        listed = "\n".join(f"  - {one}" for one in objections)
        raise Refused(f"there is no upgrade, and nothing was changed:\n{listed}")


def number(tag: str) -> tuple[int, ...]:
    """(1, 2, 3) of v1.2.3; nothing for what is no version, or only a candidate for one."""
    found = VERSION.fullmatch(tag)
    return tuple(map(int, found.groups())) if found else ()


def ending(words: str, lines: int) -> str:
    return "\n".join(words.strip().splitlines()[-lines:])


def run(*command: str, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True)


def say(line: str) -> None:
    print(f"  {time.strftime('%H:%M:%S')}  {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
