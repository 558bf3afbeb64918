"""What the tests of Bluesky's connector share: an account of a brand, connected, and what it sends."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import httpx2
import pytest
from PIL import Image

from pupitre.networks.bluesky import connect, publish
from pupitre.networks.words import Grant, Media, Outgoing, Sent
from tests.real.at import Account, Network


def answers(network: Network, account: Account, **changed: str) -> dict[str, str]:
    return {"server": network.pds, "handle": account.handle, "app_password": account.app_password} | changed


def joined(network: Network, account: Account) -> Grant:
    grant = connect.begin(answers(network, account), "http://localhost:8000/callback")
    assert isinstance(grant, Grant)
    return grant


def outgoing(grant: Grant, text: str = "Bonjour", **fields) -> Outgoing:
    return Outgoing(**{"key": publish.new_key(text, grant), "created_at": datetime.now(UTC), "text": text} | fields)


def prepared(out: Outgoing, grant: Grant) -> Outgoing:
    handles = dict(out.handles)
    publish.prepare(out, grant, handles.__setitem__)
    return replace(out, handles=handles)


def published(grant: Grant, text: str = "Bonjour", **fields) -> Sent:
    return publish.send(prepared(outgoing(grant, text, **fields), grant), grant)


def kept(network: Network, uri: str) -> dict:
    repo, collection, rkey = uri.removeprefix("at://").split("/")
    return network.get("repo.getRecord", repo=repo, collection=collection, rkey=rkey)["value"]


def shown(network: Network, uri: str) -> dict:
    """A post as everybody sees it."""
    network.settle()
    url = f"{network.appview}/xrpc/app.bsky.feed.getPosts"
    return httpx2.get(url, params={"uris": uri}, timeout=30).json()["posts"][0]


def picture(name: str = "pot.jpg", size: tuple[int, int] = (40, 30), mime: str = "image/jpeg", pad: int = 0) -> Media:
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, "PNG" if mime == "image/png" else "JPEG")
    content = file.getvalue() + bytes(pad)
    return Media(name, mime, len(content), *size, read=lambda: content, alt="Un pot bleu")


@pytest.fixture(scope="module")
def brand(at_network: Network, at_account: Callable[[str], Account]) -> Account:
    return at_account("brand")


@pytest.fixture(scope="module")
def grant(at_network: Network, brand: Account) -> Grant:
    return joined(at_network, brand)
