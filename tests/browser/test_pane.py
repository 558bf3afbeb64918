"""R10: behind glass nothing runs and nothing leaves, cleaned or not; it is readable, and its links open outside."""

from __future__ import annotations

from typing import Any

import pytest

from pupitre.channels.connect import keep
from pupitre.networks.words import Grant
from pupitre.publishing.compose import Draft, begin, save
from pupitre.publishing.models import Post, Version
from pupitre.web.frame import pane
from tests.browser.scripts import PAYLOADS, bundles
from tests.browser.test_scripts import LIVE, WATCH

pytestmark = pytest.mark.browser

SAID_BY_THE_GLASS = ("sandbox", "Content Security Policy", "X-Frame-Options", "as base URLs", "<svg>", "<path>")
"""what the browser says of payloads that nobody cleaned, and that the glass holds back"""
LINK = "<p>See <a href='{}/healthz'>there</a>.</p>"


def article(brand: Any, owner: Any, body: str) -> Post:
    blog = keep(brand, "wordpress", Grant("https://blog.example/wp-json/", "1@blog.example", name="Blog"), owner)
    post = begin(brand, owner)
    content = {"title": "What others wrote", "body": body}
    return save(post, Draft(content, {blog.pk: dict(content)}, {}), owner, post.number)


def framed(page: Any, desk: Any, post: Post) -> Any:
    """The frame of the article, opened."""
    page.goto(desk.at(post.brand, f"posts/{post.pk}/"))
    page.frame_locator(".pane iframe").locator("body").wait_for(state="attached")
    return next(frame for frame in page.frames if "/articles/" in frame.url)


def test_no_payload_runs_behind_glass(new_page, desk, brand, owner):
    post = article(brand, owner, "<p>first</p>")
    page = new_page(member=owner)
    page.add_init_script(f"({WATCH})()")
    shown = 0
    for text in bundles(40, 20_000):
        Version.objects.filter(post=post).update(own={"title": "T", "body": f"<p>{text}</p><p>the end</p>"})
        frame = framed(page, desk, post)
        assert frame.evaluate(LIVE) == [] and page.evaluate("window.__ran") == []
        shown += frame.evaluate("document.body.innerText.length")
    assert shown > 1000


def test_the_glass_holds_what_nobody_cleaned(new_page, desk, brand, owner, monkeypatch):
    """The cleaning is taken away: the payloads stand there as they are, and still none runs nor calls anybody."""
    monkeypatch.setattr(pane, "cleaned", lambda html, picture: html)
    monkeypatch.setattr("pupitre.web.post.views_articles.body_of", lambda says: says["body"])
    monkeypatch.setattr("pupitre.web.post.shown.body_of", lambda says: "<p>x</p>")
    post = article(brand, owner, "<p>first</p>")
    page = new_page(member=owner, forgive=SAID_BY_THE_GLASS)
    page.add_init_script(f"({WATCH})()")
    live = 0
    for payload in [
        "<script>parent.document.title = 'reached'; top.location = '/';</script><img src=x onerror=\"parent.ran(1)\">",
        "<script>fetch('/b/{0}/today/')</script><img src='/b/{0}/media/1/thumb/'><iframe src='/b/{0}/today/'></iframe>",
        "<style>body{display:none}</style><form action='/b/{0}/hold/' method=post><input autofocus></form>",
        *PAYLOADS[::9],
    ]:
        Version.objects.filter(post=post).update(own={"title": "T", "body": payload.replace("{0}", brand.slug)})
        frame = framed(page, desk, post)
        page.wait_for_timeout(30)
        assert page.evaluate("window.__ran") == [] and page.title() != "reached", payload
        assert frame.evaluate("self.origin") == "null", "an origin of its own"
        live += bool(frame.evaluate(LIVE))
    assert live > 20, "the payloads were there"


def test_a_link_opens_outside_and_knows_nothing_of_us(new_page, desk, brand, owner):
    post = article(brand, owner, LINK.format(desk.url))
    page = new_page(member=owner)
    frame = framed(page, desk, post)
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="there").click()
    opened.value.wait_for_load_state()
    assert opened.value.url == f"{desk.url}/healthz"
    assert opened.value.evaluate("[window.opener, document.referrer]") == [None, ""]
    assert page.url.endswith(f"/posts/{post.pk}/")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_readable(new_page, desk, brand, owner, shot, assert_accessible, assert_fits, width, scheme):
    body = (
        "<h2>A heading</h2>"
        + "<p>Every word of this paragraph must be read on every screen, by day and by night.</p>" * 4
    )
    post = article(
        brand, owner, body + "<blockquote>And a quotation.</blockquote><ul><li>One</li><li>Two</li></ul>" + LINK
    )
    page = new_page(width=width, scheme=scheme, member=owner, language="fr" if width < 800 else "en")
    frame = framed(page, desk, post)
    paper, ink = frame.evaluate(
        "[getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert (paper, ink) == {
        "light": ("rgb(244, 241, 234)", "rgb(29, 27, 24)"),
        "dark": ("rgb(19, 19, 22)", "rgb(236, 233, 226)"),
    }[scheme]
    assert_accessible(page)
    assert_fits(page)
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".pane").scroll_into_view_if_needed()
    shot(page, f"pane-{width}-{scheme}", full=False)
