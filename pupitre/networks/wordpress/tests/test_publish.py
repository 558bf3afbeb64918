"""What leaves for a blog and how its answers are read; a real WordPress judges it in tests/real."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from email.parser import BytesParser

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from pupitre.networks.errors import Later, NetworkError, NotSent, Reconnect, Refused, Unsure
from pupitre.networks.wordpress import publish, slug
from pupitre.networks.words import Article, Grant, Media, Outgoing, Poll, Remote, Sent

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
OWN = "un-titre-bcdf2345"
POSTS = "/wp-json/wp/v2/posts"
ROW = {
    "id": 12,
    "slug": OWN,
    "link": f"https://blog.example/{OWN}/",
    "status": "publish",
    "date_gmt": "2026-11-22T09:31:00",
}
SENT = Sent(
    "12", ROW["link"], {"id": "12", "slug": OWN, "status": "publish"}, datetime(2026, 11, 22, 9, 31, tzinfo=UTC)
)


def picture(name: str = "Étal.PNG", content: bytes = b"png", mime: str = "image/png", alt: str = "Un étal") -> Media:
    return Media(name, mime, len(content), 2, 2, lambda: content, alt)


def outgoing(**fields) -> Outgoing:
    article = Article("Un titre", "<p>Texte</p>", **fields.pop("article", {}))
    return Outgoing(**{"key": OWN, "created_at": AT, "article": article, "shape": "article"} | fields)


def asked(blog: HTTPServer) -> list[tuple[str, str]]:
    return [(request.method, request.path) for request, _ in blog.log]


def told(blog: HTTPServer) -> dict:
    return json.loads(blog.log[-1][0].get_data())


def test_one_call_says_everything_and_no_date(blog: HTTPServer, grant: Grant) -> None:
    blog.expect_request(POSTS, method="POST").respond_with_json(ROW, 201)
    out = outgoing(
        article={"excerpt": "A < B & C", "categories": ("4", "Recettes"), "tags": ("R&D", " "), "featured": picture()},
        media=(picture("a.png"),),
        handles={
            "category:4": "4",
            "category:Recettes": "4",
            "tag:R&D": "9",
            "featured": "30 https://blog.example/f.png",
            "picture:0": "31 https://blog.example/a.png",
        },
    )
    assert publish.send(out, grant) == SENT
    assert asked(blog) == [("POST", POSTS)]
    said = told(blog)
    assert "wp-image-31" in said.pop("content")
    assert said == {
        "title": "Un titre",
        "slug": OWN,
        "status": "publish",
        "excerpt": "A &lt; B &amp; C",
        "categories": [4],
        "tags": [9],
        "featured_media": 30,
    }


def test_a_title_is_words_not_html(blog: HTTPServer, grant: Grant) -> None:
    blog.expect_request(POSTS, method="POST").respond_with_json(ROW | {"slug": "x"}, 201)
    publish.send(replace(outgoing(), article=Article(" <b>A & B</b> ", "x")), grant)
    assert told(blog)["title"] == "&lt;b&gt;A &amp; B&lt;/b&gt;"


def test_pictures_of_one_name_all_stand_in_the_article(blog: HTTPServer, grant: Grant) -> None:
    blog.expect_request(POSTS, method="POST").respond_with_json(ROW, 201)
    handles = {f"picture:{place}": f"{place + 1} https://blog.example/{place}.png" for place in range(2)}
    publish.send(outgoing(media=(picture("a.png"), picture("a.png", b"other")), handles=handles), grant)
    assert "wp-image-1" in told(blog)["content"] and "wp-image-2" in told(blog)["content"]


def test_an_article_without_a_body_takes_the_text(blog: HTTPServer, grant: Grant) -> None:
    blog.expect_request(POSTS, method="POST").respond_with_json(ROW, 201)
    publish.send(replace(outgoing(text="Un\n\nDeux & trois"), article=Article("Un titre", " ")), grant)
    assert "<p>Un</p>" in told(blog)["content"] and "<p>Deux &amp; trois</p>" in told(blog)["content"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"parent": Remote("3")}, "reply_none"),
        ({"poll": Poll(("a", "b"), AT - AT)}, "poll_none"),
        ({"article": None}, "title_empty"),
    ],
)
def test_what_an_article_has_not_is_refused_before_a_byte_leaves(
    blog: HTTPServer, grant: Grant, changed: dict, code: str
) -> None:
    with pytest.raises(Refused) as caught:
        publish.send(replace(outgoing(), **changed), grant)
    assert caught.value.code == code
    assert blog.log == []


@pytest.mark.parametrize("body", ["<html>Welcome</html>", "", "{}", '{"id": "x"}', "[]"])
def test_a_good_status_without_an_id_is_unsure(blog: HTTPServer, grant: Grant, body: str) -> None:
    blog.expect_request(POSTS, method="POST").respond_with_data(body, 201)
    with pytest.raises(Unsure) as caught:
        publish.send(outgoing(), grant)
    assert caught.value.code == "unreadable"


def test_a_location_is_proof_enough_where_the_body_is_spoilt(blog: HTTPServer, grant: Grant) -> None:
    place = {"Location": "https://blog.example/wp-json/wp/v2/posts/12"}
    blog.expect_request(POSTS, method="POST").respond_with_data("<b>Warning</b>", 201, headers=place)
    assert publish.send(outgoing(), grant).remote_id == "12"


def test_a_redirect_is_not_followed_with_an_article(blog: HTTPServer, grant: Grant) -> None:
    elsewhere = {"Location": blog.url_for("/elsewhere")}
    blog.expect_request(POSTS, method="POST").respond_with_data("", 301, headers=elsewhere)
    with pytest.raises(Reconnect) as caught:
        publish.send(outgoing(), grant)
    assert caught.value.code == "moved"
    assert asked(blog) == [("POST", POSTS)]


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, Reconnect), (403, Refused), (429, Later), (500, Unsure), (502, Unsure), (503, Unsure), (400, Refused)],
)
def test_the_call_is_made_once_whatever_is_answered(
    blog: HTTPServer, grant: Grant, status: int, kind: type[NetworkError]
) -> None:
    headers = {"Retry-After": "600"}
    blog.expect_request(POSTS, method="POST").respond_with_json({"code": "x", "message": "y"}, status, headers=headers)
    with pytest.raises(kind):
        publish.send(outgoing(), grant)
    assert asked(blog) == [("POST", POSTS)]


def test_a_second_article_under_our_slug_is_seen_in_the_answer(blog: HTTPServer, grant: Grant) -> None:
    blog.expect_request(POSTS, method="POST").respond_with_json(ROW | {"slug": f"{OWN}-2"}, 201)
    with pytest.raises(Unsure) as caught:
        publish.send(outgoing(), grant)
    assert caught.value.code == "doubled"


def test_looking_asks_for_every_state_and_every_twin(blog: HTTPServer, grant: Grant) -> None:
    blog.expect_request(POSTS, method="GET").respond_with_json([ROW])
    assert publish.find(outgoing(), grant) == SENT
    query = blog.log[-1][0].args
    assert set(query["slug"].split(",")) == set(slug.twins(OWN))
    assert {"publish", "future", "draft", "pending", "private", "trash"} == set(query["status"].split(","))
    assert query["context"] == "edit"


def test_two_articles_under_our_slug_are_told_with_their_addresses(blog: HTTPServer, grant: Grant) -> None:
    twin = ROW | {"id": 13, "slug": f"{OWN}-2", "link": "https://blog.example/twin/"}
    blog.expect_request(POSTS, method="GET").respond_with_json([ROW, twin])
    with pytest.raises(Unsure) as caught:
        publish.find(outgoing(), grant)
    assert caught.value.code == "doubled" and "https://blog.example/twin/" in caught.value.raw


@pytest.mark.parametrize("kept", [12, 13])
def test_a_twin_in_the_trash_settles_it(blog: HTTPServer, grant: Grant, kept: int) -> None:
    rows = [ROW | {"id": number, "status": "publish" if number == kept else "trash"} for number in (12, 13)]
    blog.expect_request(POSTS, method="GET").respond_with_json(rows)
    assert publish.find(outgoing(), grant).remote_id == str(kept)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, "<html>Welcome</html>", NotSent),
        (200, '{"success": false}', NotSent),
        (200, '[{"no": "id"}]', NotSent),
        (500, "", NotSent),
        (401, '{"code": "rest_forbidden_context"}', Reconnect),
        (429, "", Later),
    ],
)
def test_a_look_that_fails_never_says_absent(
    blog: HTTPServer, grant: Grant, status: int, body: str, kind: type[NetworkError]
) -> None:
    blog.expect_request(POSTS, method="GET").respond_with_data(body, status)
    with pytest.raises(kind):
        publish.find(outgoing(), grant)


def test_after_the_slug_the_newest_of_our_account_are_read(blog: HTTPServer, grant: Grant) -> None:
    words = {"title": {"raw": "Un titre"}, "content": {"raw": "<p>Texte</p>"}}

    def answer(request: Request) -> Response:
        rows = [] if "slug" in request.args else [ROW | words | {"slug": "autre"}]
        return Response(json.dumps(rows), content_type="application/json")

    blog.expect_request(POSTS, method="GET").respond_with_handler(answer)
    assert publish.find(outgoing(), grant).remote_id == "12"
    query = blog.log[-1][0].args
    assert query["author"] == "7" and query["after"] == "2026-11-22T08:30:00Z"


@pytest.mark.parametrize(
    "row",
    [
        {"title": {"raw": "Un autre"}, "content": {"raw": "<p>Texte</p>"}, "slug": "x"},
        {"title": {"raw": "Un titre"}, "content": {"raw": "<p>Autre</p>"}, "slug": "x"},
        {"title": {"raw": "Un titre"}, "content": {"raw": "<p>Texte</p>"}, "slug": "un-titre-zzzz9999"},
        {"title": None, "content": None, "slug": "x"},
    ],
)
def test_other_words_or_another_key_of_ours_are_another_article(blog: HTTPServer, grant: Grant, row: dict) -> None:
    def answer(request: Request) -> Response:
        rows = [] if "slug" in request.args else [ROW | row]
        return Response(json.dumps(rows), content_type="application/json")

    blog.expect_request(POSTS, method="GET").respond_with_handler(answer)
    assert publish.find(outgoing(), grant) is None


def test_what_is_prepared_is_saved_as_it_comes_and_never_done_again(blog: HTTPServer, grant: Grant) -> None:
    blog.expect_request("/wp-json/wp/v2/media", method="GET").respond_with_json([])
    uploaded = {"id": 31, "source_url": "https://blog.example/a.png", "alt_text": "Un étal"}
    blog.expect_request("/wp-json/wp/v2/media", method="POST").respond_with_json(uploaded, 201)
    blog.expect_request("/wp-json/wp/v2/tags", method="POST").respond_with_json({"id": 9}, 201)
    taken = {"code": "term_exists", "data": {"status": 400, "term_id": 5}}
    blog.expect_request("/wp-json/wp/v2/categories", method="GET").respond_with_json([])
    blog.expect_request("/wp-json/wp/v2/categories", method="POST").respond_with_json(taken, 400)
    out = outgoing(article={"categories": ("4", "recettes", "Neuve"), "tags": ("R&D",)}, media=(picture(),))
    saved: dict[str, str] = {}
    publish.prepare(out, grant, saved.__setitem__)
    assert saved == {
        "picture:0": "31 https://blog.example/a.png",
        "category:4": "4",
        "category:recettes": "4",
        "category:Neuve": "5",
        "tag:R&D": "9",
    }
    before = len(blog.log)
    publish.prepare(replace(out, handles=saved), grant, lambda name, handle: pytest.fail(name))
    assert len(blog.log) == before


def test_an_upload_carries_its_file_its_words_and_a_slug_of_its_content(blog: HTTPServer, grant: Grant) -> None:
    blog.expect_request("/wp-json/wp/v2/media", method="GET").respond_with_json([])
    blog.expect_request("/wp-json/wp/v2/media", method="POST").respond_with_json({"id": 31, "source_url": "u"}, 201)
    publish.prepare(outgoing(media=(picture(),)), grant, {}.__setitem__)
    sent = blog.log[-1][0]
    header = f"Content-Type: {sent.content_type}\r\n\r\n".encode()
    parts = BytesParser().parsebytes(header + sent.get_data()).get_payload()
    named = {part.get_param("name", header="content-disposition"): part for part in parts}
    assert named["alt_text"].get_payload(decode=True).decode() == "Un étal"
    assert named["file"].get_payload(decode=True) == b"png"
    assert named["file"].get_content_type() == "image/png"
    name = named["slug"].get_payload(decode=True).decode()
    assert name.startswith("etal-") and named["file"].get_filename() == f"{name}.png"
    assert blog.log[-2][0].args["slug"] == name


def test_a_picture_that_is_there_is_not_uploaded_again(blog: HTTPServer, grant: Grant) -> None:
    kept = {"id": 31, "source_url": "https://blog.example/a.png", "alt_text": "Un étal"}
    blog.expect_request("/wp-json/wp/v2/media", method="GET").respond_with_json([kept])
    saved: dict[str, str] = {}
    publish.prepare(outgoing(media=(picture(),)), grant, saved.__setitem__)
    assert saved == {"picture:0": "31 https://blog.example/a.png"}
    assert asked(blog) == [("GET", "/wp-json/wp/v2/media")]


@pytest.mark.parametrize(
    ("status", "said", "kind", "code"),
    [
        (500, {"code": "rest_upload_sideload_error", "message": "Not allowed"}, Refused, "upload_refused"),
        (500, {"code": "rest_upload_unknown_error", "message": "Not allowed"}, Refused, "upload_refused"),
        (403, {"code": "rest_cannot_create", "message": "No"}, Refused, "role_media"),
        (413, "<html>Too large</html>", Refused, "too_heavy"),
        (500, "<html>Error</html>", NotSent, "look_server_error"),
        (200, "<html>Welcome</html>", NotSent, "look_unreadable"),
        (503, "<html>Soon</html>", Later, "maintenance"),
    ],
)
def test_an_upload_that_fails_has_published_nothing(
    blog: HTTPServer, grant: Grant, status: int, said: object, kind: type[NetworkError], code: str
) -> None:
    blog.expect_request("/wp-json/wp/v2/media", method="GET").respond_with_json([])
    body = said if isinstance(said, str) else json.dumps(said)
    headers = {"Retry-After": "60"}
    blog.expect_request("/wp-json/wp/v2/media", method="POST").respond_with_data(body, status, headers=headers)
    with pytest.raises(kind) as caught:
        publish.prepare(outgoing(media=(picture(),)), grant, {}.__setitem__)
    assert caught.value.code == code


@pytest.mark.parametrize(("rows", "number"), [([{"id": 12, "name": "2026"}], "12"), ([], "2026")])
def test_a_category_called_by_a_number_is_found_by_name_before_id(
    blog: HTTPServer, grant: Grant, rows: list, number: str
) -> None:
    blog.expect_request("/wp-json/wp/v2/categories", method="GET").respond_with_json(rows)
    saved: dict[str, str] = {}
    publish.prepare(outgoing(article={"categories": ("2026",)}), grant, saved.__setitem__)
    assert saved == {"category:2026": number}


def test_a_category_that_may_not_be_made_is_named(blog: HTTPServer, grant: Grant) -> None:
    blog.expect_request("/wp-json/wp/v2/categories", method="GET").respond_with_json([])
    no = {"code": "rest_cannot_create", "message": "No"}
    blog.expect_request("/wp-json/wp/v2/categories", method="POST").respond_with_json(no, 403)
    with pytest.raises(Refused) as caught:
        publish.prepare(outgoing(article={"categories": ("Neuve",)}), grant, {}.__setitem__)
    assert caught.value.code == "category_missing" and caught.value.params["category"] == "Neuve"


def test_an_edit_keeps_state_and_address(blog: HTTPServer, grant: Grant) -> None:
    blog.expect_request(f"{POSTS}/12", method="POST").respond_with_json(ROW)
    assert publish.send(outgoing(change="edit", target=Remote("12")), grant) == SENT
    assert {"slug", "status", "date", "date_gmt"}.isdisjoint(told(blog))
    assert told(blog)["featured_media"] == 0


KEPT = ROW | {
    "title": {"raw": "Un titre"},
    "content": {"raw": "<!-- wp:paragraph --><p class='x'>Texte</p>"},
    "excerpt": {"raw": ""},
    "tags": [],
    "categories": [1],
    "featured_media": 0,
}


@pytest.mark.parametrize(
    ("changed", "took"),
    [
        ({}, True),
        ({"title": {"raw": "Avant"}}, False),
        ({"content": {"raw": "<p>Avant</p>"}}, False),
        ({"content": {"raw": "<p>Texte</p><img src='x'>"}}, False),
        ({"excerpt": {"raw": "Avant"}}, False),
        ({"tags": [3]}, False),
        ({"featured_media": 3}, False),
    ],
)
def test_an_edit_is_found_when_all_of_it_took(blog: HTTPServer, grant: Grant, changed: dict, took: bool) -> None:
    blog.expect_request(f"{POSTS}/12", method="GET").respond_with_json(KEPT | changed)
    found = publish.find(outgoing(change="edit", target=Remote("12")), grant)
    assert (found == SENT) is took and (found is None) is not took


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (200, ROW | {"status": "trash"}),
        (404, {"code": "rest_post_invalid_id"}),
        (410, {"code": "rest_already_trashed"}),
    ],
)
def test_a_delete_is_done_when_the_article_is_gone(blog: HTTPServer, grant: Grant, status: int, said: dict) -> None:
    blog.expect_request(f"{POSTS}/12").respond_with_json(said, status)
    delete = outgoing(change="delete", target=Remote("12", "https://blog.example/x/"))
    assert publish.send(delete, grant) == Sent("12", "https://blog.example/x/")
    assert publish.find(delete, grant) == Sent("12", "https://blog.example/x/")


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, "<html>Welcome</html>", Unsure),
        (404, "<html>Not found</html>", Reconnect),
        (404, '{"code": "rest_no_route"}', Reconnect),
        (501, '{"code": "rest_trash_not_supported"}', Refused),
        (403, '{"code": "rest_cannot_delete"}', Refused),
        (500, "", Unsure),
    ],
)
def test_no_other_answer_passes_for_a_deletion(
    blog: HTTPServer, grant: Grant, status: int, body: str, kind: type[NetworkError]
) -> None:
    blog.expect_request(f"{POSTS}/12", method="DELETE").respond_with_data(body, status)
    with pytest.raises(kind):
        publish.send(outgoing(change="delete", target=Remote("12")), grant)


def test_an_article_that_stands_is_not_deleted(blog: HTTPServer, grant: Grant) -> None:
    blog.expect_request(f"{POSTS}/12", method="GET").respond_with_json(ROW)
    assert publish.find(outgoing(change="delete", target=Remote("12")), grant) is None


def test_without_pretty_addresses_every_question_still_arrives(blog: HTTPServer, grant: Grant) -> None:
    blog.expect_request("/", method="GET").respond_with_json([ROW])
    plain = replace(grant, server=blog.url_for("/") + "?rest_route=/")
    assert publish.find(outgoing(), plain) == SENT
    query = blog.log[-1][0].args
    assert query["rest_route"] == "/wp/v2/posts" and query["context"] == "edit"
