"""A server that answers as it should, for the tests of connecting."""

import pytest

from pupitre.networks.mastodon import connect
from pupitre.networks.mastodon.tests.wire import HOME, json, wire
from pupitre.networks.words import Detour, Grant

__all__ = ["wire"]

BACK = "https://desk.example.org/networks/back"
INSTANCE = {
    "domain": "test.net",
    "title": "Test",
    "version": "4.6.0",
    "languages": ["fr", "en"],
    "api_versions": {"mastodon": 10},
    "configuration": {
        "statuses": {"max_characters": 500, "max_media_attachments": 4, "characters_reserved_per_url": 23},
        "media_attachments": {
            "supported_mime_types": ["image/jpeg", "image/svg+xml", "video/mp4"],
            "image_size_limit": 16_777_216,
            "image_matrix_limit": 33_177_600,
            "description_limit": 10_000,
        },
        "polls": {
            "max_options": 4,
            "max_characters_per_option": 50,
            "min_expiration": 300,
            "max_expiration": 2_629_746,
        },
    },
}
FINE = ["read", "write", "write:statuses", "write:media"]
ACCOUNT = {"id": 42, "username": "brand", "acct": "brand", "display_name": "La Poterie", "url": f"{HOME}/@brand"}
VERIFY = "/api/v1/accounts/verify_credentials"


def nodeinfo(wire, name="mastodon", version="4.6.0", origin=HOME):
    links = {"links": [{"rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": f"{origin}/nodeinfo/2.0"}]}
    wire.on("GET", f"{origin}/.well-known/nodeinfo", json(links))
    wire.on("GET", f"{origin}/nodeinfo/2.0", json({"software": {"name": name, "version": version}}))


@pytest.fixture
def instance(wire):
    nodeinfo(wire)
    about = {"issuer": f"{HOME}/", "scopes_supported": FINE, "authorization_endpoint": f"{HOME}/oauth/authorize"}
    wire.on(
        "GET", "/.well-known/oauth-authorization-server", json(about | {"code_challenge_methods_supported": ["S256"]})
    )
    wire.on("GET", "/api/v2/instance", json(INSTANCE))
    wire.on("POST", "/api/v1/apps", json({"client_id": "cid", "client_secret": "csecret"}))
    wire.on("POST", "/oauth/token", json({"access_token": "t0ken", "token_type": "Bearer", "scope": "read"}))
    wire.on("GET", VERIFY, json(ACCOUNT))
    return wire


def begun(typed="social.test.net", **more):
    return connect.begin({"server": typed} | more, BACK)


def came_back(detour: Detour, **answer: str) -> Grant:
    return connect.finish(detour.memory, {"state": detour.memory["state"], "code": "c0de"} | answer)
