"""Measures: what is told, what is not, and what is gone are three things."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from werkzeug import Request, Response

from pupitre.networks.bluesky import measure
from pupitre.networks.bluesky.tests.conftest import CID, DID, method
from pupitre.networks.bluesky.tid import written
from pupitre.networks.errors import Later, NotSent, Reconnect
from pupitre.networks.words import Measure

POSTS = method("app.bsky.feed.getPosts")
GET = method("com.atproto.repo.getRecord")
FEED = method("app.bsky.feed.getAuthorFeed")
LIST = method("com.atproto.repo.listRecords")


def uri(number: int) -> str:
    """Of the number-th post: a key of its own."""
    return f"at://{DID}/app.bsky.feed.post/{written(number << 10)}"


def view(number: int, **told: object) -> dict[str, object]:
    record = {"text": f"n° {number}", "createdAt": "2026-11-22T09:30:00Z"}
    return {"uri": uri(number), "cid": CID, "author": {"did": DID}, "record": record, "likeCount": number, **told}


def test_counts_are_asked_25_at_a_time_and_what_is_missing_is_not_told(server, grant):
    def answer(request: Request) -> Response:
        asked = request.args.getlist("uris")
        assert len(asked) <= 25
        told = [view(n) for n in range(60) if uri(n) in asked]
        return Response(json.dumps({"posts": told}), mimetype="application/json")

    server.expect_request(POSTS).respond_with_handler(answer)
    ids = [uri(n) for n in range(60)]
    counts = measure.posts(ids, grant)
    assert [counts[one] for one in ids] == [Measure(likes=n) for n in range(60)]
    assert len(server.log) == 3
    assert measure.posts([], grant) == {}


def test_a_post_not_shown_yet_is_untold_and_a_post_not_kept_is_gone(server, grant):
    server.expect_request(POSTS).respond_with_json({"posts": []})
    place = {"repo": DID, "collection": "app.bsky.feed.post", "rkey": uri(2)[-13:]}
    server.expect_request(GET, query_string=place).respond_with_json({"uri": uri(2), "cid": CID, "value": {}})
    server.expect_request(GET).respond_with_json({"error": "RecordNotFound"}, 400)
    assert measure.posts([uri(2), uri(3)], grant) == {uri(2): Measure(), uri(3): None}


@pytest.mark.parametrize(
    ("told", "status", "kind"),
    [
        ({"error": "UpstreamFailure"}, 502, NotSent),
        ({"error": "ExpiredToken"}, 400, Reconnect),
        ({"error": "RateLimitExceeded"}, 429, Later),
        ("<html>", 200, NotSent),
    ],
)
def test_a_service_in_trouble_is_asked_again_later_and_never_read_as_zero(server, grant, told, status, kind):
    for path in (POSTS, FEED, method("app.bsky.actor.getProfile")):
        server.expect_request(path).respond_with_json(told, status)
    for ask, about in ((measure.posts, ([uri(1)], grant)), (measure.account, (grant,)), (measure.past, (grant, None))):
        with pytest.raises(kind):
            ask(*about)


def test_a_service_named_in_the_facts_is_named_in_the_header(server, grant):
    server.expect_request(POSTS).respond_with_json({"posts": [view(1)]})
    measure.posts([uri(1)], grant)
    measure.posts([uri(1)], replace(grant, facts={"appview": "did:web:x#bsky_appview"}))
    assert [request.headers.get("atproto-proxy") for request, _ in server.log] == [None, "did:web:x#bsky_appview"]


def test_a_number_that_is_not_told_is_none(server, grant):
    told = {"followersCount": 3, "postsCount": "?"}
    server.expect_request(method("app.bsky.actor.getProfile")).respond_with_json(told)
    assert measure.account(grant) == Measure(followers=3)


def test_what_the_account_reposted_is_not_its_past(server, grant):
    feed = [
        {"post": view(2, embed=None)},
        {"post": view(5), "reason": {"$type": "app.bsky.feed.defs#reasonRepost"}},
        {"post": view(6, author={"did": "did:plc:else"})},
    ]
    server.expect_request(FEED).respond_with_json({"feed": feed, "cursor": "2026-11-01T00:00:00Z"})
    page = measure.past(grant, None)
    assert [(past.remote.remote_id, past.measure) for past in page.posts] == [(uri(2), Measure(likes=2))]
    assert page.cursor == "2026-11-01T00:00:00Z"
    measure.past(grant, page.cursor)
    assert server.log[-1][0].args["cursor"] == page.cursor


def test_a_cursor_of_the_accounts_own_server_goes_on_there(server, grant):
    server.expect_request(LIST).respond_with_json({"records": [], "cursor": None})
    assert measure.past(grant, "3jzfcijpj2z2a").posts == ()
    assert server.log[-1][0].args["cursor"] == "3jzfcijpj2z2a"


@pytest.mark.parametrize(
    ("embed", "pictures"),
    [
        (None, 0),
        ({"$type": "app.bsky.embed.images", "images": [{}, {}]}, 2),
        ({"$type": "app.bsky.embed.gallery", "items": [{}, {}, {}]}, 3),
        ({"$type": "app.bsky.embed.video"}, 1),
        ({"$type": "app.bsky.embed.external"}, 0),
        ({"$type": "app.bsky.embed.recordWithMedia", "media": {"$type": "app.bsky.embed.images", "images": [{}]}}, 1),
        ("odd", 0),
    ],
)
def test_pictures_are_counted_wherever_they_are(server, grant, embed, pictures):
    value = {"text": "x", "createdAt": "2026-11-22T09:30:00.000Z", "embed": embed, "reply": {"root": {}}}
    server.expect_request(LIST).respond_with_json({"records": [{"uri": uri(2), "cid": CID, "value": value}]})
    [past] = measure.past(replace(grant, facts={"appview": ""}), None).posts
    assert (past.media, past.is_reply, past.handle) == (pictures, True, {"key": uri(2)[-13:]})


@pytest.mark.parametrize(
    ("created", "at"),
    [
        ("2026-11-22T10:30:00+01:00", datetime(2026, 11, 22, 9, 30, tzinfo=UTC)),
        ("2026-11-22T09:30:00", datetime(2026, 11, 22, 9, 30, tzinfo=UTC)),
        ("yesterday", datetime(2023, 6, 30, 15, 3, 1, 887007, tzinfo=UTC)),
    ],
)
def test_an_old_clients_date_is_read_and_nonsense_gives_way_to_the_key(server, grant, created, at):
    record = {"uri": f"at://{DID}/app.bsky.feed.post/3jzfcijpj2z2a", "cid": CID, "value": {"createdAt": created}}
    server.expect_request(LIST).respond_with_json({"records": [record]})
    assert measure.past(replace(grant, facts={"appview": ""}), None).posts[0].at == at
