"""Make the virtual environment from a hash-locked file: with uv where it can be had, else with pip.

usage: install.py VENV LOCK [--dev]     Needs Python 3.11 or newer with venv, nothing else.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

COMPILE = "from pupitre.desk.prepare import compile_translations; compile_translations()"
"""done here because who runs the desk may not write where it is installed"""
BEGAN = time.monotonic()


def say(line: str) -> None:
    print(f"  {time.monotonic() - BEGAN:5.1f} s  {line}", flush=True)


def run(*command: str) -> bool:
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE).returncode == 0


def main(venv: Path, lock: str, dev: bool) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036  (said to whoever starts it with an older one)
        print(
            "Pupitre needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 up"
        )
        return 1
    python = venv / "bin" / "python"
    if not python.exists():
        say("making .venv")
        if not run(sys.executable, "-m", "venv", str(venv)):
            print("The virtual environment could not be made. On Debian and Ubuntu: apt install python3-venv")
            return 1
    say("installing the libraries (hash-locked)")
    if not install(venv, python, lock):
        return 1
    say("installing Pupitre itself")
    if not run(str(python), "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "-e", "."):
        print("Pupitre itself could not be installed into .venv; try: make clean up")
        return 1
    if not run(str(python), "-c", COMPILE):
        print("The translations could not be compiled: is this folder Pupitre’s, and may you write into it?")
        return 1
    run(str(python), "-m", "compileall", "-q", "pupitre")
    (venv / (".ready-dev" if dev else ".ready")).touch()
    if dev:
        (venv / ".ready").touch()
    return 0


def install(venv: Path, python: Path, lock: str) -> bool:
    uv = shutil.which("uv") or str(venv / "bin" / "uv")
    if not os.path.exists(uv):
        run(str(python), "-m", "pip", "install", "-q", "uv")
    if os.path.exists(uv) and run(uv, "pip", "install", "-q", "-p", str(python), "--require-hashes", "-r", lock):
        return True
    done = subprocess.run(
        [str(python), "-m", "pip", "install", "-q", "--require-hashes", "-r", lock], stderr=subprocess.PIPE
    )
    if done.returncode:
        print("The libraries could not be installed:\n" + done.stderr.decode("utf-8", "replace")[-2000:])
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], "--dev" in sys.argv))
