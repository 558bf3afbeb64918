"""A server that answers what a test tells it to, and an account that is connected to it."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pytest_httpserver import HTTPServer

from pupitre.ground.environment import environment
from pupitre.networks.words import Grant, Outgoing

DID = "did:plc:brand"
KEY = "3m67rbxq5gk2x"
URI = f"at://{DID}/app.bsky.feed.post/{KEY}"
CID = "bafyreib2rxk3rw6lnyq5"
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def server(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[HTTPServer]:
    monkeypatch.setenv("PUPITRE_ALLOWED_HOSTS_PRIVATE", f"{httpserver.host}:{httpserver.port}")
    environment.cache_clear()
    yield httpserver
    environment.cache_clear()


@pytest.fixture
def address(server: HTTPServer) -> str:
    return server.url_for("").rstrip("/")


@pytest.fixture
def grant(address: str) -> Grant:
    secrets = {"access": "an-access-token", "refresh": "a-refresh-token", "app_password": "aaaa-bbbb-cccc-dddd"}
    return Grant(address, DID, "brand.test", secrets=secrets, facts={"appview": "own"})


@pytest.fixture
def post() -> Outgoing:
    return Outgoing(KEY, AT, "Bonjour")


def method(name: str) -> str:
    return f"/xrpc/{name}"


def token(**claims: object) -> str:
    """A session token as servers make them; its signature is nobody's business here."""
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"e30.{body}.c2ln"


def session(**told: object) -> dict[str, object]:
    access = token(scope="com.atproto.appPass", exp=1_800_000_000)
    return {"accessJwt": access, "refreshJwt": "fresh", "did": DID, "handle": "brand.test", "active": True, **told}
