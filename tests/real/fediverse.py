"""Real Mastodon-compatible servers on loopback, for tests: mastodon-mock (PyPI) and snac (Debian).

Fixtures `mastodon_mock` and `snac`; a module that wants them imports them. One server of each runs per
process. Each is allowed as a private host of this process; `netloc` is what another process must allow.
snac comes out of Debian's package, unpacked without being installed, and is kept in $PUPITRE_REAL_CACHE.
"""

import atexit
import fcntl
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

from pupitre.ground.environment import environment

ALLOWED = "PUPITRE_ALLOWED_HOSTS_PRIVATE"
START_SECONDS = 60
STOP_SECONDS = 3
FETCH_SECONDS = 120
SUITE = "bookworm-backports"
SOURCES = f"""Types: deb
URIs: http://deb.debian.org/debian
Suites: {SUITE}
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
"""


@dataclass(frozen=True)
class Server:
    """`address` is http://127.0.0.1:port."""

    address: str

    @property
    def netloc(self) -> str:
        return urlsplit(self.address).netloc

    def call(self, method: str, path: str, token: str = "", **options: Any) -> httpx2.Response:
        """A call as anybody could make it, past the desk, over a connection of its own."""
        headers = {"Connection": "close"} | ({"Authorization": f"Bearer {token}"} if token else {})
        with httpx2.Client(base_url=self.address, timeout=30) as client:
            return client.request(method, path, headers={**headers, **options.pop("headers", {})}, **options)

    def told(self, method: str, path: str, token: str = "", **options: Any) -> Any:
        answer = self.call(method, path, token, **options)
        assert answer.is_success, f"{answer.request.url} answered {answer.status_code}: {answer.text[:300]}"
        return answer.json()


@dataclass(frozen=True)
class MastodonMock(Server):
    def account(self, name: str) -> str:
        """A token of a new account; `name` must be new."""
        return self.told("POST", "/api/v1/_mock/dev_user", json={"username": name})["access_token"]

    def fault(self, method: str, path: str, effect: str, count: int = 1, **more: Any) -> None:
        """The next `count` calls fare so: ratelimit, status, latency, malformed, timeout."""
        match = {"methods": [method], "path": path}
        rule = {"match": match, "effect": {"type": effect, **more}, "count": count}
        self.told("POST", "/api/v1/_mock/faults", json=rule)

    def agree(self, page: str, name: str) -> dict[str, str]:
        """What comes back with the person `name` who agrees on the OAuth page."""
        form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', self.call("GET", page).text))
        return _returned(self.call("POST", "/oauth/authorize", data=form | {"username": name}))


@dataclass(frozen=True)
class Snac(Server):
    passwords: dict[str, str] = field(repr=False)
    """of the users `brand` and `fan`"""
    tokens: dict[str, str] = field(repr=False)

    def agree(self, page: str, name: str) -> dict[str, str]:
        """What comes back with the person `name` who signs in on the OAuth page."""
        form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', self.call("GET", page).text))
        signed = form | {"login": name, "passwd": self.passwords[name]}
        return _returned(self.call("POST", "/oauth/x-snac-login", data=signed))


@pytest.fixture(scope="session")
def mastodon_mock() -> Iterator[MastodonMock]:
    """A third party's pretend Mastodon, with the key that dedupes and faults on demand."""
    running = _mastodon_mock()
    with allowed(running.netloc):
        yield running


@pytest.fixture(scope="session")
def snac() -> Iterator[Snac]:
    """A real, small, odd server."""
    running = _snac()
    with allowed(running.netloc):
        yield running


@contextmanager
def allowed(hosts: str) -> Iterator[None]:
    """The desk in this process may speak to these inside addresses (host:port,…)."""
    before = os.environ.get(ALLOWED, "")
    os.environ[ALLOWED] = ",".join(filter(None, (before, hosts)))
    environment.cache_clear()
    try:
        yield
    finally:
        left = [item for item in os.environ.get(ALLOWED, "").split(",") if item and item not in hosts.split(",")]
        os.environ[ALLOWED] = ",".join(left)
        environment.cache_clear()


def _returned(answer: httpx2.Response) -> dict[str, str]:
    assert answer.status_code in {302, 303}, answer.text[:500]
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


@cache
def _mastodon_mock() -> MastodonMock:
    program, port = Path(sys.executable).with_name("mastodon_mock"), _free_port()
    if not program.exists():
        pytest.skip("mastodon-mock is not installed: it is one of the development packages (pip install -e .[dev]).")
    command = [program, "serve", "--in-memory", "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
    folder = _folder("mastodon-mock")
    _started(command, folder, f"http://127.0.0.1:{port}/api/v1/instance")
    return MastodonMock(f"http://127.0.0.1:{port}")


@cache
def _snac() -> Snac:
    program, port, folder = _snac_program(), _free_port(), _folder("snac")
    data, host = folder / "data", f"127.0.0.1:{port}"
    _said([program, "init", data], f"127.0.0.1\n{port}\n{host}\n\n\n")
    settings = json.loads((data / "server.json").read_text())
    settings |= {"protocol": "http", "host": host, "address": "127.0.0.1", "port": port, "num_threads": 16}
    settings |= {"queue_timeout": 1, "queue_timeout_2": 1}  # its workers wait for servers that are not there
    (data / "server.json").write_text(json.dumps(settings))
    passwords = {}
    for user in ("brand", "fan"):
        found = re.search(r"password is (\S+)", _said([program, "adduser", data, user], "\n"))
        assert found, "snac adduser told no password"
        passwords[user] = found[1]
    _started([program, "httpd", data], folder, f"http://{host}/api/v1/instance")
    tokens: dict[str, str] = {}
    running = Snac(f"http://{host}", passwords, tokens)
    tokens |= {user: _snac_token(running, user) for user in passwords}
    return running


def _snac_token(running: Snac, user: str) -> str:
    """By its own OAuth form, as an application of a test."""
    back = "http://127.0.0.1:9/back"
    wanted = {"client_name": "tests", "redirect_uris": back, "scopes": "read write"}
    app = running.told("POST", "/api/v1/apps", data=wanted)
    page = f"/oauth/authorize?client_id={app['client_id']}&redirect_uri={back}&response_type=code&state=s"
    code = running.agree(page, user)["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
    form |= {name: app[name] for name in ("client_id", "client_secret")}
    return running.told("POST", "/oauth/token", data=form)["access_token"]


def _snac_program() -> Path:
    """snac out of Debian's package, fetched when it is missing. Skips the test when it can't be had."""
    home = Path(os.environ.get("PUPITRE_REAL_CACHE") or "~/.cache/pupitre-real").expanduser().absolute() / "snac"
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        program = home / SUITE / "usr" / "bin" / "snac"
        if not program.exists():
            _fetch(home)
    if subprocess.run([program], capture_output=True, text=True).returncode == 127:
        pytest.skip("snac can't run here: a library it needs (libcurl, OpenSSL 3) is missing.")
    return program


def _fetch(home: Path) -> None:
    """1. The suite's list, kept apart from the machine's own. 2. The package. 3. Unpacked, then moved in whole."""
    if not shutil.which("apt-get") or not shutil.which("dpkg"):
        pytest.skip("snac can't be had: this machine has no apt-get and dpkg to fetch it from Debian.")
    apt, unpacked = home / "apt", home / "unpacked"
    for folder in (apt / "lists" / "partial", apt / "archives" / "partial"):
        folder.mkdir(parents=True, exist_ok=True)
    (apt / "debian.sources").write_text(SOURCES)
    options = {
        "Dir::Etc::SourceList": apt / "debian.sources",
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::State::Lists": apt / "lists",
        "Dir::Cache": apt,
        "APT::Sandbox::User": "root",
    }
    command = ["apt-get", "-q", *(f"-o{name}={value}" for name, value in options.items())]
    shutil.rmtree(unpacked, ignore_errors=True)
    for step in ([*command, "update"], [*command, "download", "snac2"]):
        _or_skip(step, apt)
    for package in apt.glob("snac2_*.deb"):
        _or_skip(["dpkg", "-x", str(package), str(unpacked)], apt)
    unpacked.rename(home / SUITE)
    shutil.rmtree(apt, ignore_errors=True)


def _or_skip(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=FETCH_SECONDS)
    except subprocess.TimeoutExpired:
        pytest.skip(f"snac can't be had: {command[0]} took more than {FETCH_SECONDS} s.")
    if done.returncode:
        pytest.skip(f"snac can't be had from Debian: {(done.stderr or done.stdout).strip()[-300:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _folder(name: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=f"pupitre-{name}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _said(command: list[Any], typed: str) -> str:
    done = subprocess.run(command, input=typed, capture_output=True, text=True, check=True)
    return done.stdout + done.stderr


def _started(command: list[Any], folder: Path, ready: str) -> None:
    """A server that leaves with us. Fails the test with its log when it does not answer in time."""
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    atexit.register(_stop, process)
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx2.get(ready, timeout=2).status_code < 500:
                return
        except httpx2.HTTPError:
            time.sleep(0.1)
    pytest.fail(f"{command[0]} did not start: {(folder / 'server.log').read_text()[-2000:]}")


def _stop(process: subprocess.Popen) -> None:
    """Asked first, then made to: mastodon-mock may not hear."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
