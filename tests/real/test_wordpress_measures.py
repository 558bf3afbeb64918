"""What WordPress itself tells of articles."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pupitre.networks.errors import NotSent
from pupitre.networks.wordpress import connect, measure, publish
from pupitre.networks.words import Grant, Measure
from tests.real.blog import Blog, allowed, free_port, wordpress_site
from tests.real.wordpress import grant, outgoing, picture, published, rest

__all__ = ["grant", "wordpress_site"]

pytestmark = pytest.mark.real


def test_comments_are_counted_and_what_wordpress_does_not_know_is_not_told(wordpress_site: Blog, grant: Grant) -> None:
    numbers = [published(grant, f"Mesuré {place}")[1].remote_id for place in range(3)]
    for place in range(2):
        rest(wordpress_site, "POST", "comments", post=int(numbers[0]), content=f"Bravo {place}")
    rest(wordpress_site, "POST", "comments", post=int(numbers[0]), content="Caché", status="hold")
    rest(wordpress_site, "DELETE", f"posts/{numbers[2]}")
    assert measure.posts([*numbers, "999999"], grant) == {
        numbers[0]: Measure(comments=2),
        numbers[1]: Measure(comments=0),
        numbers[2]: None,
        "999999": None,
    }


def test_more_comments_than_a_page_holds_are_counted_too(
    wordpress_site: Blog, grant: Grant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measure, "PER_PAGE", 2)
    one, other = (published(grant, f"Beaucoup {place}")[1].remote_id for place in range(2))
    for place in range(3):
        rest(wordpress_site, "POST", "comments", post=int(one), content=f"Mot {place}")
    assert measure.posts([one, other], grant) == {one: Measure(comments=3), other: Measure(comments=0)}


def test_the_account_tells_how_many_articles_and_no_followers(wordpress_site: Blog, grant: Grant) -> None:
    before = measure.account(grant).posts
    published(grant)
    assert measure.account(grant) == Measure(posts=before + 1)


def test_past_articles_come_newest_first_page_by_page(
    wordpress_site: Blog, grant: Grant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measure, "TOGETHER", 2)
    html = "<p>Du <b>texte</b> &amp; plus.</p><p>Suite</p>"
    out, sent = published(grant, "Passé & présent", html=html, media=(picture(),))
    moment = (datetime.now(UTC) + timedelta(seconds=-1)).isoformat()
    rest(
        wordpress_site, "POST", "posts", title="D’avant", content="x", status="publish", date_gmt="2020-01-02T03:04:05"
    )
    seen, cursor = [], None
    while True:
        got = measure.past(grant, cursor)
        seen += got.posts
        cursor = got.cursor
        if cursor is None:
            break
    assert [past.at for past in seen] == sorted((past.at for past in seen), reverse=True)
    assert seen[-1].title == "D’avant" and seen[-1].at == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    mine = next(past for past in seen if past.remote.remote_id == sent.remote_id)
    assert (mine.title, mine.text) == ("Passé & présent", "Du texte & plus.\n\nSuite")
    assert mine.remote.url == sent.url and mine.media == 1 and mine.handle["key"] == out.key
    assert len(seen) == measure.account(grant).posts
    assert moment
    assert measure.past(grant, "99999").posts == () and measure.past(grant, "99999").cursor is None


def test_a_blog_that_is_down_changes_nothing(grant: Grant, wordpress_site: Blog) -> None:
    host = f"127.0.0.1:{free_port()}"
    with allowed(host):
        down = replace(grant, server=f"http://{host}/wp-json/")
        for step in (publish.send, publish.find):
            with pytest.raises(NotSent):
                step(outgoing(down), down)
        with pytest.raises(NotSent):
            connect.check(down)
