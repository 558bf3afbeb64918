"""A pretend blog on loopback, told line by line what to answer: only the wire is faked."""

from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer

from pupitre.ground.environment import environment
from pupitre.networks.words import Grant

INDEX = {
    "name": "L&#8217;Atelier",
    "home": "http://localhost",
    "namespaces": ["oembed/1.0", "wp/v2"],
    "authentication": {"application-passwords": {"endpoints": {}}},
    "timezone_string": "",
    "gmt_offset": 5.5,
    "site_icon_url": "https://cdn.example/icon.png",
}
EDITOR = {
    "id": 7,
    "name": "Edith",
    "roles": ["editor"],
    "capabilities": {"publish_posts": True, "edit_published_posts": True, "upload_files": True, "read": True},
}
PASSWORD = "abcd EFGH ijkl MNOP qrst UVWX"
PAGE = '<html><head><meta name="generator" content="WordPress 6.9.1"><link href="/wp-content/x.css"></head></html>'


@pytest.fixture
def blog(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[HTTPServer]:
    monkeypatch.setenv("PUPITRE_ALLOWED_HOSTS_PRIVATE", f"{httpserver.host}:{httpserver.port}")
    environment.cache_clear()
    yield httpserver
    monkeypatch.undo()
    environment.cache_clear()


@pytest.fixture
def grant(blog: HTTPServer) -> Grant:
    return Grant(
        server=blog.url_for("/wp-json/"),
        account="7@blog.example",
        handle="blog.example",
        url=blog.url_for("").rstrip("/"),
        secrets={"login": "edith", "password": PASSWORD},
        facts={"categories": [{"id": 4, "name": "Recettes"}]},
    )
