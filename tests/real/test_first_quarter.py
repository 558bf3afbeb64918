"""From `pupitre up` in an empty folder to posts that are out on three networks, by hand in a browser.

The servers are real, the desk is a process of its own, and what is there is read past the desk.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from tests.flows.test_up import Desk, free_port
from tests.real.at import Account, Network, at_account, at_network
from tests.real.blog import Blog, wordpress_site
from tests.real.fediverse import MastodonMock, Snac, mastodon_mock, snac
from tests.real.wordpress import rest

__all__ = ["at_account", "at_network", "mastodon_mock", "snac", "wordpress_site"]

pytestmark = pytest.mark.real

ZONE = ZoneInfo("Europe/Paris")
ALT = "Trois pots bleus sur l’étal"
PICTURE = BytesIO()
Image.new("RGB", (600, 400), "steelblue").save(PICTURE, "JPEG")
OUT = 90_000
"""ms until a post must be out on all its channels"""
TO_THE_MINUTE = 70_000
"""ms more for one that is planned for the next minute"""


class Elsewhere(BaseHTTPRequestHandler):
    """A web server that is no network at all."""

    def do_GET(self) -> None:
        body = b"<!doctype html><title>A florist</title><h1>Flowers</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *told: object) -> None:
        pass


@pytest.fixture(scope="module")
def florist() -> Iterator[str]:
    """host:port"""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def desk(
    at_network: Network, snac: Snac, mastodon_mock: MastodonMock, wordpress_site: Blog, florist: str
) -> Iterator[Desk]:
    base = "/var/lib/pupitre-tests" if os.geteuid() == 0 else None
    folder = tempfile.mkdtemp(prefix="quarter-", dir=base)
    os.chmod(folder, 0o711)
    hosts = [at_network.hosts, snac.netloc, mastodon_mock.netloc, wordpress_site.host, florist]
    running = Desk(folder, free_port(), PUPITRE_ALLOWED_HOSTS_PRIVATE=",".join(hosts))
    yield running
    running.process.send_signal(signal.SIGTERM)
    running.process.wait(30)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = os.environ.get("PUPITRE_CHROMIUM") or "/usr/bin/chromium"
        at = {"executable_path": path} if Path(path).exists() else {}
        browser = playwright.chromium.launch(args=["--no-sandbox"], **at)
        yield browser
        browser.close()


@dataclass
class Camille:
    """Who sits at the desk: a page of a browser, the brand's address, and the channels she has by now."""

    page: Any
    url: str
    brand: str = ""
    channels: dict[str, str] = field(default_factory=dict)
    """network and handle as the page tells them → the channel's number"""

    def found(self) -> None:
        page = self.page
        page.goto(self.url)
        page.fill("[name=name]", "Camille Roux")
        page.fill("[name=email]", "camille@lune.example")
        page.fill("[name=password]", "seven-scarves-dry")
        page.select_option("[name=time_zone]", ZONE.key)
        page.fill("[name=brand_name]", "Maison Lune")
        page.click("main .btn.go.large")
        page.wait_for_selector(".steps-list")
        found = re.match(re.escape(self.url) + r"/b/[^/]+/", page.url)
        assert found, page.url
        self.brand = found[0]
        page.click(".banner form .btn.go")
        page.click("#ask [data-ask-go]")
        page.wait_for_selector(".banner", state="detached")

    def asks_for(self, network: str, **answers: str) -> None:
        """The connect form of a network, filled in and sent."""
        self.page.goto(f"{self.brand}channels/add/{network}/")
        for name, answer in answers.items():
            self.page.fill(f"[name={name}]", answer)
        self.page.click(".connect-form .btn.go")

    def has(self, network: str) -> str:
        """The number of the channel that was just connected; waits for its page."""
        self.page.wait_for_url(f"{self.brand}channels/")
        fresh = {
            title.get_attribute("id").removeprefix("channel-") for title in self.page.locator(".channel h2").all()
        } - set(self.channels.values())
        assert len(fresh) == 1, "one new channel"
        self.channels[network] = fresh.pop()
        return self.channels[network]

    def writes(self, text: str, *networks: str) -> None:
        """A new text for these channels alone."""
        page = self.page
        page.goto(f"{self.brand}compose/")
        page.wait_for_selector("#channels input:checked", state="attached")
        for network, number in self.channels.items():
            page.set_checked(f"#channels [data-channel='{number}'] input", network in networks, force=True)
        page.fill("#text", text)

    def out(self, channels: int, timeout: int = OUT) -> None:
        """On the post's own page, without a reload: out everywhere."""
        page = self.page
        page.wait_for_selector("#post")
        page.evaluate("window.stayed = true")
        page.locator(".row-card.is-gone").nth(channels - 1).wait_for(timeout=timeout)
        assert page.evaluate("window.stayed === true")
        assert page.locator(".row-card:not(.is-gone)").count() == 0


@pytest.fixture(scope="module")
def camille(desk: Desk, chromium: Any) -> Iterator[Camille]:
    """At her open brand."""
    context = chromium.new_context(
        viewport={"width": 1440, "height": 1000}, locale="en-GB", timezone_id=ZONE.key, color_scheme="light"
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    made = Camille(page, f"http://localhost:{desk.port}")
    made.found()
    yield made
    context.close()


@pytest.fixture
def shot(camille: Camille, request: pytest.FixtureRequest) -> Callable[[str], None]:
    """A picture in the folder PUPITRE_SHOTS; nothing without it."""
    folder = os.environ.get("PUPITRE_SHOTS")

    def keep(name: str) -> None:
        if folder:
            camille.page.screenshot(path=f"{folder}/real-{name}.png", full_page=True)

    return keep


@dataclass(frozen=True)
class Far:
    """The servers, read past the desk."""

    network: Network
    account: Account
    snac: Snac
    mock: MastodonMock
    token: str
    """of the brand on the mock"""
    name: str
    """of the brand on the mock"""
    blog: Blog

    def on_bluesky(self, word: str) -> list[tuple[str, list[str]]]:
        """Texts with this word, and their pictures' alternative texts."""
        told = self.network.get("repo.listRecords", repo=self.account.did, collection="app.bsky.feed.post")
        values = [row["value"] for row in told["records"] if word in row["value"]["text"]]
        return [(v["text"], [image["alt"] for image in v.get("embed", {}).get("images", ())]) for v in values]

    def on_fediverse(self, server: Snac | MastodonMock, word: str) -> list[tuple[str, list[str]]]:
        token = server.tokens["brand"] if isinstance(server, Snac) else self.token
        who = server.told("GET", "/api/v1/accounts/verify_credentials", token)["id"]
        posts = server.told("GET", f"/api/v1/accounts/{who}/statuses", token)
        told = [(words(post["content"]), post["media_attachments"]) for post in posts]
        return [(text, [one["description"] for one in media]) for text, media in told if word in text]

    def on_blog(self, word: str) -> list[dict[str, Any]]:
        posts = rest(self.blog, "GET", "posts?status=publish,future,draft,pending,private&context=edit&per_page=50")
        return [post for post in posts if word in post["title"]["raw"] + post["content"]["raw"]]


def words(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()


@pytest.fixture(scope="module")
def far(
    at_network: Network,
    at_account: Callable[[str], Account],
    snac: Snac,
    mastodon_mock: MastodonMock,
    wordpress_site: Blog,
) -> Far:
    name = f"lune{secrets.token_hex(3)}"
    token = mastodon_mock.account(name)
    return Far(at_network, at_account("lune"), snac, mastodon_mock, token, name, wordpress_site)


@pytest.fixture(scope="module")
def connected(camille: Camille, far: Far) -> Camille:
    """By app password, by agreeing on two servers' own pages, by application password."""
    page, account = camille.page, far.account
    camille.asks_for("bluesky", server=far.network.pds, handle=account.handle, app_password=account.app_password)
    camille.has("bluesky")
    camille.asks_for("mastodon", server=far.snac.netloc)
    page.fill("[name=login]", "brand")
    page.fill("[name=passwd]", far.snac.passwords["brand"])
    page.locator("[name=passwd]").press("Enter")
    camille.has("snac")
    camille.asks_for("mastodon", server=far.mock.netloc)
    page.click(f"button[name=username][value={far.name}]")
    camille.has("mock")
    editor = far.blog.editor
    camille.asks_for("wordpress", site=far.blog.address, login=editor.login, password=editor.application_password)
    camille.has("blog")
    return camille


def test_one_post_with_a_picture_is_out_on_four_servers_once_and_as_written(
    connected: Camille, far: Far, shot: Callable[[str], None]
) -> None:
    word, page = secrets.token_hex(4), connected.page
    text = f"Trois pots bleus, et pas un de plus ({word})"
    connected.writes(text, *connected.channels)
    page.set_input_files("#files", {"name": "pots.jpg", "mimeType": "image/jpeg", "buffer": PICTURE.getvalue()})
    page.fill("#pictures textarea", ALT)
    page.fill("#title", f"Les pots bleus {word}")
    page.click(f"#tab-{connected.channels['mock']}")
    page.fill("#text", f"{text}, dit autrement")
    page.click(f"#tab-{connected.channels['blog']}")
    page.click("#body")
    page.keyboard.type(f"Il y en a trois {word}.")
    page.click("#tab-all")
    page.select_option("#first-channel", "0")
    page.locator("#previews .preview").nth(3).wait_for()
    shot("compose")
    page.click("#send-now")
    page.click("#now-go")
    connected.out(4)
    shot("post")
    assert page.locator(".row-card a[target=_blank][href^=http]").count() >= 4
    assert far.on_bluesky(word) == [(text, [ALT])]
    assert far.on_fediverse(far.snac, word) == [(text, [ALT])]
    assert far.on_fediverse(far.mock, word) == [(f"{text}, dit autrement", [ALT])]
    [article] = far.on_blog(word)
    assert article["title"]["raw"] == f"Les pots bleus {word}"
    assert f"Il y en a trois {word}." in words(article["content"]["raw"])
    assert article["status"] == "publish"
    assert ALT in page_of(article) or ALT in article["content"]["raw"]


def test_a_post_planned_for_the_next_minute_leaves_by_itself_and_stands_where_one_looks(
    connected: Camille, far: Far, shot: Callable[[str], None]
) -> None:
    word, page = secrets.token_hex(4), connected.page
    text = f"On ouvre dans une minute ({word})"
    connected.writes(text, "bluesky", "snac")
    at = (datetime.now(ZONE) + timedelta(seconds=75)).replace(second=0)
    page.click("#when")
    page.fill("#day", f"{at:%Y-%m-%d}")
    page.fill("#hour", f"{at:%H:%M}")
    page.keyboard.press("Escape")
    page.click("#plan")
    page.wait_for_selector("#post")
    assert far.on_bluesky(word) == [], "it waits for its time"
    connected.out(2, OUT + TO_THE_MINUTE)
    assert far.on_bluesky(word) == [(text, [])]
    assert far.on_fediverse(far.snac, word) == [(text, [])]
    page.goto(f"{connected.brand}calendar/?view=week")
    tile = page.locator(".tile.is-gone").filter(has_text=word)
    assert f"{at:%H:%M}" in tile.first.inner_text()
    shot("calendar")
    page.goto(f"{connected.brand}today/")
    page.locator(".today-line").filter(has_text=word).locator(".tag.good").wait_for()
    shot("today")


def page_of(article: dict[str, Any]) -> str:
    """An article as its readers see it."""
    from tests.real.wordpress import page

    return page(article["link"])


REFUSALS = {
    "an instance that is not Mastodon": ("mastodon", {"server": "{florist}"}, "is not a Mastodon server"),
    "a site that is not WordPress": (
        "wordpress",
        {"site": "http://{florist}", "login": "edith", "password": "abcd EFGH ijkl MNOP qrst UVWX"},
        "does not look like a WordPress site",
    ),
    "a server that is not Bluesky's": (
        "bluesky",
        {"server": "http://{florist}", "handle": "lune.test", "app_password": "abcd-efgh-ijkl-mnop"},
        "not as a Bluesky server does",
    ),
    "a wrong app password": (
        "bluesky",
        {"server": "{pds}", "handle": "{handle}", "app_password": "abcd-efgh-ijkl-mnop"},
        "does not accept this app password",
    ),
    "a private address": ("mastodon", {"server": "https://10.0.0.7"}, "private network"),
    "a private address of a blog": (
        "wordpress",
        {"site": "https://10.0.0.7", "login": "edith", "password": "abcd EFGH ijkl MNOP qrst UVWX"},
        "private network",
    ),
    "a blog whose REST is closed": (
        "wordpress",
        {"site": "{blog}", "login": "{login}", "password": "{password}"},
        "its REST API is closed",
    ),
    "a public site without https": (
        "wordpress",
        {"site": "http://blog.example.org", "login": "edith", "password": "abcd EFGH ijkl MNOP qrst UVWX"},
        "over https",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_cannot_be_connected_is_said_and_what_was_typed_stays(
    camille: Camille, far: Far, florist: str, case: str, shot: Callable[[str], None]
) -> None:
    network, answers, sentence = REFUSALS[case]
    editor = far.blog.editor
    known = {
        "florist": florist,
        "pds": far.network.pds,
        "handle": far.account.handle,
        "blog": far.blog.address,
        "login": editor.login,
        "password": editor.application_password,
    }
    typed = {name: answer.format(**known) for name, answer in answers.items()}
    closed: AbstractContextManager[None] = far.blog.quirk("rest_for_nobody") if "closed" in case else nullcontext()
    with closed:
        camille.asks_for(network, **typed)
        said = camille.page.locator(".alarm[role=alert]").inner_text()
    shot(f"refused-{case.replace(' ', '-')}")
    assert sentence in said
    assert "%(" not in said
    for name, answer in typed.items():
        if "password" not in name:
            assert camille.page.input_value(f"[name={name}]") == answer
