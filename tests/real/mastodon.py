"""What the tests of Mastodon's connector share: two servers, a brand connected on each, and what it sends."""

import io
import secrets
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PIL import Image

from pupitre.networks.mastodon import connect, publish
from pupitre.networks.words import Grant, Media, Outgoing, Remote, Sent
from tests.real.fediverse import MastodonMock, Snac, mastodon_mock, snac

__all__ = ["mastodon_mock", "snac"]

BACK = "http://localhost:8000/networks/back"
TEXT = "L’été à *Lyon* & <Nice> : 3 pots, voir https://example.com/pots?a=1&b=2 #été 🏺\n\nÀ bientôt, @fan"
STATUSES = "/api/v1/statuses"


def joined(server: MastodonMock | Snac, name: str) -> Grant:
    """By OAuth, as a person does it."""
    detour = connect.begin({"server": server.netloc}, BACK)
    return connect.finish(detour.memory, server.agree(detour.url, name))


@pytest.fixture(scope="module")
def mock_grant(mastodon_mock: MastodonMock) -> Grant:
    name = f"brand{secrets.token_hex(3)}"
    mastodon_mock.account(name)
    return joined(mastodon_mock, name)


@pytest.fixture(scope="module")
def snac_grant(snac: Snac) -> Grant:
    return joined(snac, "brand")


@pytest.fixture(params=["mastodon-mock", "snac"])
def server(request) -> MastodonMock | Snac:
    return request.getfixturevalue("snac" if request.param == "snac" else "mastodon_mock")


@pytest.fixture
def grant(server, request) -> Grant:
    return request.getfixturevalue("snac_grant" if isinstance(server, Snac) else "mock_grant")


def outgoing(grant: Grant, text: str = "", **fields) -> Outgoing:
    """A text of its own, unless one is given."""
    text = text or f"Bonjour {secrets.token_hex(4)}"
    return Outgoing(
        **{"key": publish.new_key(text[:60], grant), "created_at": datetime.now(UTC), "text": text} | fields
    )


def prepared(out: Outgoing, grant: Grant) -> Outgoing:
    handles = dict(out.handles)
    publish.prepare(out, grant, handles.__setitem__)
    return replace(out, handles=handles)


def published(grant: Grant, text: str = "", **fields) -> tuple[Outgoing, Sent]:
    out = prepared(outgoing(grant, text, **fields), grant)
    sent = publish.send(out, grant)
    assert isinstance(sent, Sent)
    return out, sent


def shown(server, grant: Grant, sent: Remote) -> dict:
    return server.told("GET", f"{STATUSES}/{sent.remote_id}", grant.secrets["token"])


def picture(name: str, colour: str = "teal", alt: str = "Un pot bleu") -> Media:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "PNG")
    content = file.getvalue()
    return Media(name, "image/png", len(content), 40, 30, read=lambda: content, alt=alt)
