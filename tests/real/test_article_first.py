"""The article first: on a real blog that is down for a while, with three posts elsewhere that wait for its address."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

import pytest

from tests.real.at import at_account, at_network
from tests.real.blog import wordpress_site
from tests.real.fediverse import mastodon_mock, snac
from tests.real.test_first_quarter import Camille, Far, camille, chromium, connected, desk, far, florist, shot

__all__ = [
    "at_account",
    "at_network",
    "camille",
    "chromium",
    "connected",
    "desk",
    "far",
    "florist",
    "mastodon_mock",
    "shot",
    "snac",
    "wordpress_site",
]

pytestmark = pytest.mark.real
BACK = 100_000
"""ms until all is out after a pause: the desk tries again after up to a minute"""


def test_three_posts_wait_for_the_article_of_a_blog_that_is_down(
    connected: Camille, far: Far, shot: Callable[[str], None]
) -> None:
    word, page = secrets.token_hex(4), connected.page
    text = f"Le bleu est là ({word})"
    connected.writes(text, *connected.channels)
    page.fill("#title", f"Trois cuves {word}")
    page.click(f"#tab-{connected.channels['blog']}")
    page.click("#body")
    page.keyboard.type(f"Comment la cuve se monte {word}.")
    page.click(f"#tab-{connected.channels['snac']}")
    page.fill("#text", f"Lisez {{article}} ce soir ({word})")
    page.click("#tab-all")
    page.locator("#previews .preview").nth(3).wait_for()
    with far.blog.down():
        page.click("#send-now")
        page.click("#now-go")
        page.wait_for_selector("#post")
        page.get_by_text("then leaves with its address").nth(2).wait_for()
        time.sleep(6)
        shot("article-waits")
        assert page.locator(".row-card.is-gone").count() == 0
        assert (far.on_bluesky(word), far.on_fediverse(far.snac, word), far.on_fediverse(far.mock, word)) == (
            [],
            [],
            [],
        )
    connected.out(4, BACK)
    shot("article-out")
    [article] = far.on_blog(word)
    link = article["link"]
    assert far.on_fediverse(far.snac, word) == [(f"Lisez {link} ce soir ({word})", [])]
    [(said, _alts)] = far.on_fediverse(far.mock, word)
    assert said.removeprefix(text).strip() == link
    assert cards_on_bluesky(far, word) == [(text, link, f"Trois cuves {word}")]


def cards_on_bluesky(far: Far, word: str) -> list[tuple[str, str, str]]:
    """Texts with this word, and where their card leads and what it is called."""
    told = far.network.get("repo.listRecords", repo=far.account.did, collection="app.bsky.feed.post")
    values = [row["value"] for row in told["records"] if word in row["value"]["text"]]
    cards = [value["embed"]["external"] for value in values]
    return [(value["text"], card["uri"], card["title"]) for value, card in zip(values, cards, strict=True)]
