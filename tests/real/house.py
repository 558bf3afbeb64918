"""A real sign-in provider on loopback, which nobody here wrote: oidc-provider-mock 0.3.4 (PyPI, MIT)."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from pupitre.ground.environment import environment
from tests.real.fediverse import Server, allowed

START_SECONDS = 30
CAMILLE = {"sub": "camille", "email": "camille@lune.example", "email_verified": True, "name": "Camille Roux"}
STRANGER = {"sub": "stranger", "email": "stranger@lune.example", "email_verified": True}


class Provider(Server):
    def agree(self, address: str, who: str) -> dict[str, str]:
        """Somebody signs in on its page: what their browser is sent back with."""
        answer = httpx2.post(address, data={"sub": who}, timeout=30)
        assert answer.status_code in (302, 303), answer.text
        return dict(httpx2.URL(answer.headers["location"]).params)


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """Asks a nonce of everybody."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).parent / "oidc-provider-mock"), "-p", str(port), "--require-nonce", "true"]
    for who in (CAMILLE, STRANGER):
        command += ["--user-claims", json.dumps(who)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = Provider(f"http://127.0.0.1:{port}")
    try:
        _await(server)
        with allowed(server.netloc):
            yield server
    finally:
        process.kill()
        process.wait(10)


def _await(server: Provider) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            server.call("GET", "/.well-known/openid-configuration").raise_for_status()
            return
        except httpx2.HTTPError:
            assert time.monotonic() < until, "the provider did not start"
            time.sleep(0.1)


@pytest.fixture
def known(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """The installation is set to this provider."""
    said: dict[str, Any] = {"ISSUER": _issuer(provider), "CLIENT_ID": "pupitre", "CLIENT_SECRET": "any secret"}
    for name, value in said.items():
        monkeypatch.setenv(f"PUPITRE_OIDC_{name}", value)
    environment.cache_clear()
    yield provider
    monkeypatch.undo()
    environment.cache_clear()


def _issuer(provider: Provider) -> str:
    return provider.call("GET", "/.well-known/openid-configuration").json()["issuer"]
