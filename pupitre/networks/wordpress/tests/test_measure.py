"""Counts and past articles, as answers of every kind tell them."""

import json
from datetime import UTC, datetime

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from pupitre.networks.errors import NotSent, Reconnect
from pupitre.networks.wordpress import measure
from pupitre.networks.words import Grant, Measure, Page

POSTS = "/wp-json/wp/v2/posts"
COMMENTS = "/wp-json/wp/v2/comments"


def article(number: int, **fields: object) -> dict:
    base = {
        "id": number,
        "date_gmt": "2026-11-20T10:00:00",
        "slug": f"a-{number}",
        "link": f"https://blog.example/a-{number}/",
        "title": {"raw": "R&amp;D <em>ici</em>", "rendered": "R&#038;D <em>ici</em>"},
        "content": {"rendered": "<p>Un &amp; un</p><img src='x'>"},
        "featured_media": 4,
    }
    return base | fields


def test_comments_of_many_articles_are_counted_in_two_questions(blog: HTTPServer, grant: Grant) -> None:
    blog.expect_request(POSTS).respond_with_json([{"id": 1}, {"id": 2}])
    rows = [{"id": 10, "post": 1}, {"id": 11, "post": 1}]
    blog.expect_request(COMMENTS).respond_with_json(rows, headers={"X-WP-Total": "2"})
    counts = measure.posts(["1", "2", "3", "odd"], grant)
    assert counts == {"1": Measure(comments=2), "2": Measure(comments=0), "3": None, "odd": None}
    assert len(blog.log) == 2


def test_what_is_not_counted_is_not_told(blog: HTTPServer, grant: Grant) -> None:
    blog.expect_request(POSTS).respond_with_json([{"id": 1}])
    blog.expect_request(COMMENTS).respond_with_json([], headers={"X-WP-Total": "0"})
    told = measure.posts(["1"], grant)["1"]
    assert (told.likes, told.reposts, told.quotes, told.views) == (None, None, None, None)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_closed_comments_are_not_told_rather_than_none(blog: HTTPServer, grant: Grant, status: int) -> None:
    blog.expect_request(POSTS).respond_with_json([{"id": 1}])
    blog.expect_request(COMMENTS).respond_with_json({"code": "rest_no_route"}, status)
    assert measure.posts(["1"], grant) == {"1": Measure(comments=None)}


def test_a_proxy_that_drops_the_total_leaves_it_untold(blog: HTTPServer, grant: Grant) -> None:
    blog.expect_request(POSTS).respond_with_json([{"id": 1}])
    blog.expect_request(COMMENTS).respond_with_json([{"id": 10, "post": 1}])
    assert measure.posts(["1"], grant) == {"1": Measure(comments=None)}
    assert measure.account(grant) == Measure(posts=None)


@pytest.mark.parametrize("body", ["<html>", '{"success": false}'])
def test_an_answer_we_cannot_read_never_means_gone(blog: HTTPServer, grant: Grant, body: str) -> None:
    blog.expect_request(POSTS).respond_with_data(body)
    with pytest.raises(NotSent):
        measure.posts(["1"], grant)


def test_nothing_is_asked_for_no_article(blog: HTTPServer, grant: Grant) -> None:
    assert measure.posts([], grant) == {}
    assert measure.posts(["odd"], grant) == {"odd": None}
    assert blog.log == []


def test_articles_are_asked_for_fifty_at_a_time(blog: HTTPServer, grant: Grant) -> None:
    blog.expect_request(POSTS).respond_with_json([])
    assert len(measure.posts([str(number) for number in range(120)], grant)) == 120
    assert [len(request.args["include"].split(",")) for request, _ in blog.log] == [50, 50, 20]


def test_a_past_article_is_told_in_words(blog: HTTPServer, grant: Grant) -> None:
    rows = [article(5, slug="r-d-bcdf2345"), article(4, date_gmt=None)]
    blog.expect_request(POSTS).respond_with_json(rows, headers={"X-WP-TotalPages": "1"})
    page = measure.past(grant, None)
    assert page.cursor is None and len(page.posts) == 1
    past = page.posts[0]
    assert (past.title, past.text, past.media) == ("R&D ici", "Un & un", 2)
    assert past.at == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert past.remote.refs == {"id": "5", "slug": "r-d-bcdf2345"}
    assert past.handle == {"slug": "r-d-bcdf2345", "key": "r-d-bcdf2345"}
    assert past.measure == Measure() and not past.is_reply


def test_pages_follow_each_other_to_the_end(blog: HTTPServer, grant: Grant) -> None:
    def answer(request: Request) -> Response:
        if int(request.args["page"]) > 2:
            over = {"code": "rest_post_invalid_page_number", "message": "x", "data": {"status": 400}}
            return Response(json.dumps(over), 400)
        rows = [article(int(request.args["page"]))]
        return Response(json.dumps(rows), headers={"X-WP-TotalPages": "2"})

    blog.expect_request(POSTS).respond_with_handler(answer)
    assert measure.past(grant, None).cursor == "2"
    assert measure.past(grant, "2").cursor is None
    assert measure.past(grant, "3") == Page((), None)
    assert all(request.args["per_page"] == "50" for request, _ in blog.log)


def test_without_a_number_of_pages_a_full_one_has_a_next(blog: HTTPServer, grant: Grant) -> None:
    blog.expect_request(POSTS).respond_with_json([article(number) for number in range(1, 51)])
    assert measure.past(grant, None).cursor == "2"


def test_a_dead_password_is_noticed_though_articles_are_public(blog: HTTPServer, grant: Grant) -> None:
    blog.expect_request(POSTS, query_string=None).respond_with_json({"code": "rest_forbidden_context"}, 401)
    for look in (
        lambda: measure.past(grant, None),
        lambda: measure.account(grant),
        lambda: measure.posts(["1"], grant),
    ):
        with pytest.raises(Reconnect):
            look()
    assert {request.args["context"] for request, _ in blog.log} == {"edit"}
