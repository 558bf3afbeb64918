"""Counts, and what is not told; the account's past."""

import pytest

from pupitre.networks.errors import NotSent
from pupitre.networks.mastodon import measure
from pupitre.networks.mastodon.tests.wire import HOME, NOW, grant, html, json, status, wire
from pupitre.networks.words import Measure, Remote

__all__ = ["wire"]

STATUSES = "/api/v1/statuses"
OWN = "/api/v1/accounts/42/statuses"
COUNTED = Measure(likes=3, reposts=2, comments=1)


def test_posts_are_counted_and_views_are_not_told(wire):
    wire.on("GET", f"{STATUSES}/1", json(status("1", quotes_count=4)))
    wire.on("GET", f"{STATUSES}/2", html(404))
    counts = measure.posts(["1", "2"], grant(api=7))
    assert counts == {"1": Measure(likes=3, reposts=2, comments=1, quotes=4), "2": None}
    assert counts["1"].views is None


def test_quotes_are_told_only_where_they_are_counted(wire):
    wire.on("GET", f"{STATUSES}/1", json(status("1", quotes_count=0)))
    assert measure.posts(["1"], grant(api=6))["1"].quotes is None
    assert measure.posts(["1"], grant("gotosocial", api=7))["1"].quotes is None
    assert measure.posts(["1"], grant(api=7))["1"].quotes == 0


def test_many_posts_are_asked_for_together_where_that_is_possible(wire):
    ids = [str(number) for number in range(45)]
    wire.on("GET", STATUSES, lambda asked: json([status(one) for one in asked["params"]["id[]"] if one != "7"]))
    counts = measure.posts(ids, grant(api=2))
    assert len(wire.asked) == 3
    assert list(counts) == ids
    assert counts["7"] is None
    assert counts["44"] == COUNTED


def test_an_older_server_is_not_even_asked_for_many(wire):
    for one in ("1", "2"):
        wire.on("GET", f"{STATUSES}/{one}", json(status(one)))
    assert measure.posts(["1", "2"], grant(api=1)) == {"1": COUNTED, "2": COUNTED}
    assert len(wire.asked) == 2


@pytest.mark.parametrize("answer", [html(404), html(405), json({"error": "no"}, 422), json({"a": 1})])
def test_a_server_that_can_not_give_many_is_asked_for_each(wire, answer):
    wire.on("GET", STATUSES, answer)
    for one in ("1", "2"):
        wire.on("GET", f"{STATUSES}/{one}", json(status(one)))
    assert measure.posts(["1", "2"], grant(api=2)) == {"1": COUNTED, "2": COUNTED}


def test_a_server_in_trouble_makes_no_post_disappear(wire):
    wire.on("GET", STATUSES, html(503))
    wire.on("GET", f"{STATUSES}/1", html(503))
    for some in (["1"], ["1", "2"]):
        with pytest.raises(NotSent):
            measure.posts(some, grant(api=2))


def test_what_is_known_to_stay_at_nought_is_not_told(wire):
    wire.on("GET", f"{STATUSES}/1", json(status("1", favourites_count=0, replies_count=0)))
    assert measure.posts(["1"], grant("hollo")) == {"1": Measure(reposts=2)}


@pytest.mark.parametrize("odd", [-1, None, "3", True, 1.5])
def test_a_count_that_is_none_is_not_told(wire, odd):
    wire.on("GET", f"{STATUSES}/1", json(status("1", favourites_count=odd)))
    assert measure.posts(["1"], grant())["1"].likes is None


def test_an_id_is_opaque(wire):
    wire.on("GET", f"{STATUSES}/a%2Fb%3Fc", json(status("a/b?c")))
    assert measure.posts(["a/b?c"], grant()) == {"a/b?c": COUNTED}


def test_the_account_is_counted(wire):
    told = {"id": "42", "followers_count": 7, "following_count": 5, "statuses_count": 9}
    wire.on("GET", "/api/v1/accounts/verify_credentials", json(told))
    assert measure.account(grant()) == Measure(followers=7, following=5, posts=9)
    assert measure.account(grant("snac")) == Measure()


@pytest.mark.parametrize("answer", [html(404), html(200), json([])])
def test_an_account_that_can_not_be_read_is_not_counted(wire, answer):
    wire.on("GET", "/api/v1/accounts/verify_credentials", answer)
    with pytest.raises(NotSent):
        measure.account(grant())


def test_the_past_comes_in_pages_newest_first(wire):
    first, second = [status("5", "Cinq"), status("4", "Quatre")], [status("3", "Trois", in_reply_to_id="1")]
    wire.on("GET", OWN, json(first), json(second), json([]))
    page = measure.past(grant(), None)
    assert [post.remote for post in page.posts] == [Remote("5", f"{HOME}/@brand/5"), Remote("4", f"{HOME}/@brand/4")]
    assert (page.posts[0].at, page.posts[0].text, page.posts[0].measure) == (NOW, "Cinq", COUNTED)
    assert page.cursor == "4"
    page = measure.past(grant(), page.cursor)
    assert page.posts[0].is_reply
    assert measure.past(grant(), page.cursor) == measure.Page(())
    assert [one["params"]["max_id"] for one in wire.asked] == [None, "4", "3"]


def test_boosts_messages_and_nonsense_are_no_past(wire):
    odd = [
        status("9", reblog={"id": "1"}),
        status("8", visibility="direct"),
        status("7") | {"created_at": "?"},
        "text",
        {},
    ]
    wire.on("GET", OWN, json([*odd, status("6", "Un", media_attachments=[{"id": "1"}], visibility="unlisted")]))
    page = measure.past(grant(), None)
    assert [(post.remote.remote_id, post.media) for post in page.posts] == [("6", 1)]


def test_a_server_that_gives_the_same_page_for_ever_is_left(wire):
    wire.on("GET", OWN, json([status("5"), status("4")]))
    assert measure.past(grant(), "4") == measure.Page(())


def test_snac_gives_its_past_in_one_page_with_lasting_ids(wire):
    wire.on("GET", OWN, json([status("1795379950" + "a" * 32)]))
    page = measure.past(grant("snac"), None)
    assert page.cursor is None
    assert page.posts[0].remote.remote_id == "0" * 10 + "a" * 32
