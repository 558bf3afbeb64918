"""A real AT Protocol network on loopback, for tests: its account server, and the service that counts.

Nothing of it is ours: it comes from npm (`@atproto/dev-env`, which runs the production code) the first
time, about 700 MB, and is kept. Building one of its parts needs a C++ compiler.

Fixtures: `at_network`, `at_alone` (no counting service, with the server's own rate limits) and
`at_account`; a module that wants them imports them. One network runs per process, however many do.
"""

import atexit
import base64
import hashlib
import hmac
import json
import os
import secrets
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from pupitre.ground.environment import environment
from tests.real.npm import fetched
from tests.real.trigrams import database, stop

HERE = Path(__file__).parent
NODE = "22.23.3"
DEV_ENV = "0.6.7"
START_SECONDS = 120
STARTS = 3
"""times a network is started: its ports are chosen a moment before they are opened, and another may be first"""
ALLOWED = "PUPITRE_ALLOWED_HOSTS_PRIVATE"
ADMIN = ("admin", "admin-pass")
JWT_SECRET = b"jwt-secret"
"""what dev-env signs its sessions with: a test may make an old token itself"""


@dataclass(frozen=True)
class Account:
    handle: str
    did: str
    app_password: str
    password: str
    """the account's own"""
    access: str
    """a token of the whole account, for what an app password may not do"""


@dataclass(frozen=True)
class Network:
    pds: str
    plc: str
    control: str
    appview: str | None
    appview_did: str | None

    @property
    def hosts(self) -> str:
        """host:port,… as PUPITRE_ALLOWED_HOSTS_PRIVATE wants them, for a desk in another process."""
        return ",".join(urlsplit(address).netloc for address in (self.pds, self.plc, self.appview) if address)

    def account(self, name: str) -> Account:
        """A new account whose handle begins with `name`."""
        handle = f"{name}-{secrets.token_hex(3)}.test"
        password = secrets.token_urlsafe(12)
        made = self.post("server.createAccount", handle=handle, email=f"{handle}@example.com", password=password)
        app = self.post("server.createAppPassword", made["accessJwt"], name="desk")
        self.settle()
        return Account(handle, made["did"], app["password"], password, made["accessJwt"])

    def post(self, method: str, token: str = "", **body: Any) -> dict[str, Any]:
        """A call to the account server as anybody could make it, past the desk."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return _told(
            httpx2.post(f"{self.pds}/xrpc/com.atproto.{method}", json=body or None, headers=headers, timeout=30)
        )

    def get(self, method: str, **params: Any) -> dict[str, Any]:
        return _told(httpx2.get(f"{self.pds}/xrpc/com.atproto.{method}", params=params, timeout=30))

    def create(self, who: Account, collection: str, **record: Any) -> dict[str, Any]:
        """A like, repost, follow, post … of somebody else."""
        whole = {"$type": collection, "createdAt": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), **record}
        return self.post("repo.createRecord", who.access, repo=who.did, collection=collection, record=whole)

    def suspend(self, who: Account, *, suspended: bool = True) -> None:
        """What the server's moderators do."""
        subject = {"$type": "com.atproto.admin.defs#repoRef", "did": who.did}
        body = {"subject": subject, "takedown": {"applied": suspended, "ref": "1"}}
        url = f"{self.pds}/xrpc/com.atproto.admin.updateSubjectStatus"
        _told(httpx2.post(url, json=body, auth=ADMIN, timeout=30))

    def believes(self, desk: str) -> None:
        """From now on its servers fetch `desk`/NAME.atelier-lune.org instead of https://NAME.atelier-lune.org."""
        _told(httpx2.get(f"{self.control}/desk", params={"at": desk}, timeout=30))

    def settle(self) -> None:
        """Wait until everything written so far is indexed."""
        _told(httpx2.get(f"{self.control}/settle", timeout=60))


@pytest.fixture(scope="session")
def at_network() -> Iterator[Network]:
    """The whole network: account server, directory and counting service."""
    running = _whole()
    with allowed(running.hosts):
        yield running


@pytest.fixture(scope="session")
def at_alone() -> Iterator[Network]:
    """An account server that reaches no counting service, and limits how often it is asked."""
    running = _alone()
    with allowed(running.hosts):
        yield running


@pytest.fixture(scope="session")
def at_account(at_network: Network) -> Callable[[str], Account]:
    return at_network.account


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


def expired(token: str) -> str:
    """The same session token, as it will be when its time is over."""
    head, body, _ = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    claims |= {"iat": int(time.time()) - 7200, "exp": int(time.time()) - 3600}
    signed = f"{head}.{_base64url(json.dumps(claims).encode())}"
    return f"{signed}.{_base64url(hmac.digest(JWT_SECRET, signed.encode(), hashlib.sha256))}"


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _told(answer: httpx2.Response) -> dict[str, Any]:
    assert answer.is_success, f"{answer.request.url} answered {answer.status_code}: {answer.text[:300]}"
    return answer.json() if answer.content else {}


@cache
def _whole() -> Network:
    folder = _folder()
    return _started(folder, {"APPVIEW": "1", "DB_POSTGRES_URL": database(folder)})


@cache
def _alone() -> Network:
    return _started(_folder(), {"RATE_LIMITS": "1"})


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="pupitre-at-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _started(folder: Path, settings: dict[str, str]) -> Network:
    said = ""
    for number in range(STARTS):
        home = folder / f"network-{number}"
        home.mkdir()
        line = _run(home, settings)
        if line.startswith("{"):
            told = json.loads(line)
            return Network(told["pds"], told["plc"], told["control"], told["appview"], told["appviewDid"])
        said = (home / "network.log").read_text()[-2000:]
    pytest.fail(f"The AT Protocol network did not start: {said}")


def _run(folder: Path, settings: dict[str, str]) -> str:
    """The first line that the network says; empty when it ended without a word."""
    node, packages = installed()
    for name in ("at-net.mjs", "loopback.cjs"):
        shutil.copy(HERE / name, folder)
    (folder / "node_modules").symlink_to(packages)  # a bare import is looked up beside the importing file
    with (folder / "network.log").open("w") as log:
        process = subprocess.Popen(
            [node, "--require", "./loopback.cjs", "at-net.mjs"],
            cwd=folder,
            env=os.environ | settings | {"TMPDIR": str(folder)},
            stdin=subprocess.PIPE,  # closes with us, however we end; the network leaves then
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    atexit.register(stop, process, signal.SIGTERM)
    ready = select.select([process.stdout], [], [], START_SECONDS)[0]
    line = process.stdout.readline() if ready and process.stdout else ""
    if not line:
        stop(process, signal.SIGTERM)
    return line


def installed() -> tuple[str, Path]:
    """The node program and the packages' folder, fetched when they are missing."""
    node = fetched("node22", "node", NODE)
    # else better-sqlite3 is compiled against the headers of another node
    headers = next((found.parent for found in node.glob("node_modules/node-*/include")), node)
    path = f"{node / 'bin'}{os.pathsep}{os.environ['PATH']}"
    packages = fetched("at", "@atproto/dev-env", DEV_ENV, {"PATH": path, "npm_config_nodedir": str(headers)}).parents[1]
    if not (packages / "better-sqlite3" / "build" / "Release" / "better_sqlite3.node").exists():
        pytest.skip("better-sqlite3 could not be built: it needs a C++ compiler, make and python3.")
    return str(node / "bin" / "node"), packages
