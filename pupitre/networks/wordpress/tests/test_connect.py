"""Finding a blog and its account, on hosts of every kind; a real WordPress is asked in tests/real."""

import base64
from collections.abc import Callable, Mapping
from typing import Any

import httpx2
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from pupitre.ground import http
from pupitre.ground.http import AddressRefused, Answer, NothingLeft
from pupitre.networks.errors import Later, NotSent, Reconnect, Refused
from pupitre.networks.wordpress import CARD, connect, site
from pupitre.networks.wordpress.tests.conftest import EDITOR, INDEX, PAGE, PASSWORD
from pupitre.networks.words import Grant

Says = Callable[[str, str], tuple[int, Mapping[str, str], object]]


class World:
    """The internet as far as a test needs it: what each address answers, and who was told the password."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], object]] = {}
        self.asked: list[str] = []
        self.trusted: list[str] = []
        monkeypatch.setattr(http, "request", self.request)

    def answers(self, url: str, said: object = "", status: int = 200, **headers: str) -> None:
        self.pages[url] = (status, headers, said)

    def request(self, method: str, url: str, **options: Any) -> Answer:
        self.asked.append(url)
        if "Authorization" in (options.get("headers") or {}) or PASSWORD in str(options.get("body")):
            self.trusted.append(url)
        if "10.0.0." in url:
            raise AddressRefused("private", url)
        if url not in self.pages:
            if url.startswith("https://down"):
                raise NothingLeft("name_unknown", url)
            return Answer(404, httpx2.Headers(), b"<html>Not found</html>", url)
        status, headers, said = self.pages[url]
        if options.get("redirects") and "location" in headers:
            return self.request(method, headers["location"], **options)
        body = said if isinstance(said, str) else http.jsonlib.dumps(said)
        return Answer(status, httpx2.Headers(headers), body.encode(), url)

    def blog(self, home: str = "https://blog.example", root: str = "", index: object = INDEX) -> None:
        root = root or f"{home}/wp-json/"
        self.answers(f"{home}/", PAGE, link=f'<{root}>; rel="https://api.w.org/"')
        self.answers(root, index)
        self.answers(f"{root}wp/v2/users/me", EDITOR)
        self.answers(f"{root}wp/v2/categories", [{"id": 1, "name": "Sal&eacute; &amp; co"}])


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return World(monkeypatch)


def begin(typed: str, **changed: str) -> Grant:
    grant = connect.begin({"site": typed, "login": "edith", "password": PASSWORD} | changed, "")
    assert isinstance(grant, Grant)
    return grant


def refused(typed: str, **changed: str) -> str:
    with pytest.raises(Refused) as caught:
        begin(typed, **changed)
    assert caught.value.code in CARD.sentences
    assert CARD.sentences[caught.value.code] % caught.value.params
    return caught.value.code


def test_a_grant_tells_who_where_and_what_is_allowed(world: World) -> None:
    world.blog()
    grant = begin("blog.example")
    assert (grant.server, grant.account, grant.handle) == (
        "https://blog.example/wp-json/",
        "7@blog.example",
        "blog.example",
    )
    assert (grant.name, grant.avatar, grant.url) == (
        "L’Atelier",
        "https://cdn.example/icon.png",
        "https://blog.example",
    )
    assert grant.facts == {
        "version": "6.9.1",
        "author": "Edith",
        "capabilities": ["publish_posts", "edit_published_posts", "upload_files"],
        "can_upload": True,
        "categories": [{"id": 1, "name": "Salé & co"}],
        "timezone": "UTC+05:30",
    }
    assert PASSWORD not in repr(grant)


@pytest.mark.parametrize(
    "typed",
    [
        "blog.example",
        " https://blog.example ",
        "HTTPS://Blog.Example/",
        "https://blog.example/wp-admin",
        "blog.example/wp-admin/profile.php?x=1#y",
        "https://blog.example/wp-login.php",
        "https://blog.example/wp-json/wp/v2",
        "https://edith@blog.example/",
    ],
)
def test_addresses_are_read_as_people_write_them(world: World, typed: str) -> None:
    world.blog()
    assert begin(typed).server == "https://blog.example/wp-json/"


def test_a_blog_in_a_folder_keeps_its_folder(world: World) -> None:
    world.blog("https://shop.example/blog", index=INDEX | {"home": "https://shop.example/blog"})
    grant = begin("shop.example/blog/wp-admin/")
    assert grant.account == "7@shop.example/blog"
    assert grant.handle == "shop.example/blog"


def test_the_root_is_found_in_the_page_when_the_header_is_dropped(world: World) -> None:
    world.blog()
    told = '<link rel="https://api.w.org/" href="https://blog.example/api/" />'
    world.answers("https://blog.example/", told)
    world.blog(root="https://blog.example/api/")
    world.answers("https://blog.example/", told)
    assert begin("blog.example").server == "https://blog.example/api/"


def test_without_pretty_addresses_the_root_is_a_query(world: World) -> None:
    world.answers("https://blog.example/", PAGE)
    root = "https://blog.example/?rest_route=/"
    world.answers(root, INDEX)
    world.answers(f"{root}wp/v2/users/me", EDITOR)
    assert begin("blog.example").server == root


def test_a_proxy_that_ends_tls_does_not_lead_us_to_http(world: World) -> None:
    world.blog()
    world.answers("https://blog.example/", PAGE, link='<http://blog.example/wp-json/>; rel="https://api.w.org/"')
    assert begin("blog.example").server == "https://blog.example/wp-json/"
    assert not any(url.startswith("http:") for url in world.asked)


def test_the_address_that_redirects_is_left_for_the_one_that_answers(world: World) -> None:
    world.blog("https://www.blog.example", index=INDEX | {"home": "https://www.blog.example"})
    world.answers("https://blog.example/", status=301, location="https://www.blog.example/")
    grant = begin("blog.example")
    assert grant.server == "https://www.blog.example/wp-json/"
    assert grant.account == "7@www.blog.example"


@pytest.mark.parametrize("typed", ["http://blog.example", "http://blog.example:8080/wp-admin"])
def test_plain_http_on_a_public_address_is_refused_before_a_byte_leaves(world: World, typed: str) -> None:
    assert refused(typed) == "needs_https"
    assert world.asked == []


def test_a_site_that_sends_https_back_to_http_is_refused(world: World) -> None:
    world.answers("https://blog.example/", status=302, location="http://blog.example/")
    world.answers("http://blog.example/", PAGE)
    assert refused("blog.example") == "needs_https"
    assert world.trusted == []


def test_a_rest_root_over_http_elsewhere_is_refused(world: World) -> None:
    world.answers("https://blog.example/", PAGE, link='<http://api.example/wp-json/>; rel="https://api.w.org/"')
    assert refused("blog.example") == "needs_https"
    assert world.trusted == []


@pytest.mark.parametrize("page", ["<html>Hello</html>", "", '{"code": "nope"}'])
def test_another_site_is_not_told_the_password(world: World, page: str) -> None:
    world.answers("https://blog.example/", page)
    world.answers("https://blog.example/wp-json/", {"code": "unauthorized"}, status=401)
    assert refused("blog.example") == "not_wordpress"
    assert world.trusted == []


@pytest.mark.parametrize("status", [200, 403, 404, 406])
def test_a_wordpress_whose_rest_api_answers_a_page_is_closed(world: World, status: int) -> None:
    world.answers("https://blog.example/", PAGE)
    for root in ("wp-json/", "?rest_route=/", "index.php?rest_route=/"):
        world.answers(f"https://blog.example/{root}", "<html>No</html>", status=status)
    assert refused("blog.example") == "rest_closed"
    assert world.trusted == []


def test_a_rest_api_for_members_lets_a_member_in(world: World) -> None:
    world.blog()
    world.answers("https://blog.example/wp-json/", {"code": "rest_login_required"}, status=401)
    grant = begin("blog.example")
    assert (grant.name, grant.facts["timezone"]) == ("blog.example", "UTC")


def test_an_address_that_does_not_exist_there_says_so(world: World) -> None:
    world.blog()
    assert refused("blog.example/typo") == "site_absent"


@pytest.mark.parametrize("typed", ["", "  ", "https://", "ftp://blog.example", "/wp-admin"])
def test_an_address_that_is_none_is_refused(world: World, typed: str) -> None:
    assert refused(typed) == "site_empty"
    assert world.asked == []


def test_a_site_out_of_reach_is_not_refused_for_ever(world: World) -> None:
    with pytest.raises(NotSent) as caught:
        begin("down.example")
    assert caught.value.code == "unreachable"


def test_a_private_address_is_not_spoken_to(world: World) -> None:
    with pytest.raises(NotSent) as caught:
        begin("10.0.0.3")
    assert caught.value.code == "address_refused"


def test_a_site_that_is_broken_for_now_is_to_be_tried_again(world: World) -> None:
    world.answers("https://blog.example/", "<html>Error</html>", status=502)
    with pytest.raises(NotSent):
        begin("blog.example")
    resting = {"retry-after": "600"}
    world.pages["https://blog.example/"] = (503, resting, "Briefly unavailable for scheduled maintenance.")
    with pytest.raises(Later):
        begin("blog.example")


@pytest.mark.parametrize(
    ("me", "index", "code"),
    [
        ({"code": "incorrect_password"}, INDEX, "login_wrong"),
        ({"code": "invalid_username"}, INDEX, "login_wrong"),
        ({"code": "application_passwords_disabled_for_user"}, INDEX, "app_passwords_off"),
        ({"code": "rest_not_logged_in"}, INDEX | {"authentication": []}, "app_passwords_off"),
        ({"code": "rest_not_logged_in"}, INDEX, "login_unknown"),
        ({"code": "jwt_auth_no_auth_header"}, INDEX, "rest_closed"),
        ("<html>Please sign in</html>", INDEX, "rest_closed"),
    ],
)
def test_a_login_that_is_not_known_is_told_why(world: World, me: object, index: object, code: str) -> None:
    world.blog(index=index)
    world.answers("https://blog.example/wp-json/wp/v2/users/me", me, status=401)
    assert refused("blog.example") == code


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, "<methodResponse><params/></methodResponse>", "header_stripped"),
        (200, "<methodResponse><fault><int>403</int></fault></methodResponse>", "login_wrong"),
        (200, "<methodResponse><fault><int>405</int></fault></methodResponse>", "login_unknown"),
        (200, "<html>hello</html>", "login_unknown"),
        (403, "Forbidden", "login_unknown"),
    ],
)
def test_the_second_door_tells_a_dropped_header_from_a_wrong_login(
    world: World, status: int, body: str, code: str
) -> None:
    world.blog()
    world.answers("https://blog.example/wp-json/wp/v2/users/me", {"code": "rest_not_logged_in"}, status=401)
    world.answers("https://blog.example/xmlrpc.php", body, status=status)
    assert refused("blog.example") == code


@pytest.mark.parametrize("password", ["my password", "Sommer2026!", "abcd EFGH ijkl"])
def test_an_ordinary_password_is_recognised_and_asked_nowhere_else(world: World, password: str) -> None:
    world.blog()
    world.answers("https://blog.example/wp-json/wp/v2/users/me", {"code": "rest_not_logged_in"}, status=401)
    assert refused("blog.example", password=password) == "password_kind"
    assert "https://blog.example/xmlrpc.php" not in world.asked


@pytest.mark.parametrize("capabilities", [{}, {"read": True}, {"publish_posts": False}, []])
def test_an_account_that_may_not_publish_is_refused(world: World, capabilities: object) -> None:
    world.blog()
    world.answers("https://blog.example/wp-json/wp/v2/users/me", EDITOR | {"capabilities": capabilities})
    assert refused("blog.example") == "role_publish"


def test_categories_that_are_hidden_are_simply_not_told(world: World) -> None:
    world.blog()
    world.answers("https://blog.example/wp-json/wp/v2/categories", {"code": "rest_forbidden"}, status=403)
    assert begin("blog.example").facts["categories"] == []


def test_a_check_of_a_lost_right_asks_for_a_person(world: World) -> None:
    world.blog()
    grant = begin("blog.example")
    assert connect.check(grant) == grant
    world.answers("https://blog.example/wp-json/wp/v2/users/me", EDITOR | {"capabilities": {}})
    with pytest.raises(Reconnect) as caught:
        connect.check(grant)
    assert (caught.value.code, caught.value.refresh) == ("role_publish", False)


@pytest.mark.parametrize(("status", "kind"), [(500, NotSent), (502, NotSent), (429, Later)])
def test_a_check_of_a_blog_that_is_broken_for_now_passes(world: World, status: int, kind: type) -> None:
    world.blog()
    grant = begin("blog.example")
    world.answers("https://blog.example/wp-json/wp/v2/users/me", "<html>Error</html>", status=status)
    with pytest.raises(kind):
        connect.check(grant)


def test_a_check_of_a_blog_that_moved_asks_for_a_person(world: World) -> None:
    world.blog()
    grant = begin("blog.example")
    place = "https://new.example/wp-json/wp/v2/users/me"
    world.answers("https://blog.example/wp-json/wp/v2/users/me", status=301, location=place)
    with pytest.raises(Reconnect) as caught:
        connect.check(grant)
    assert caught.value.code == "moved"


def test_nobody_is_sent_away_to_agree() -> None:
    with pytest.raises(Refused):
        connect.finish({}, {})


def test_the_questions_say_what_is_asked() -> None:
    asked = {question.name: question for question in connect.questions()}
    assert asked["password"].kind == "password"
    assert all(question.label in CARD.sentences.values() for question in asked.values())
    assert all(question.help in CARD.sentences.values() for question in asked.values())


def test_over_the_wire_the_login_goes_to_the_allowed_private_blog_only(blog: HTTPServer) -> None:
    seen: list[tuple[str, str]] = []

    def answer(request: Request) -> Response:
        seen.append((request.path, request.headers.get("Authorization", "")))
        said = {"/wp-json/": INDEX, "/wp-json/wp/v2/users/me": EDITOR, "/wp-json/wp/v2/categories": []}
        if request.path in said:
            return Response(http.jsonlib.dumps(said[request.path]), content_type="application/json")
        return Response(PAGE, headers={"Link": f'<{blog.url_for("/wp-json/")}>; rel="https://api.w.org/"'})

    blog.expect_request("", method="GET").respond_with_handler(answer)
    for path in ("/", "/wp-json/", "/wp-json/wp/v2/users/me", "/wp-json/wp/v2/categories"):
        blog.expect_request(path).respond_with_handler(answer)
    grant = begin(f"{blog.host}:{blog.port}")
    assert grant.server == blog.url_for("/wp-json/")
    proof = "Basic " + base64.b64encode(f"edith:{PASSWORD}".encode()).decode()
    assert [(path, bool(login)) for path, login in seen[:2]] == [("/", False), ("/wp-json/", False)]
    assert {login for path, login in seen[2:]} == {proof}


def test_a_link_header_among_others_is_found() -> None:
    several = '<https://a.example/>; rel=shortlink, <https://blog.example/wp-json/>; rel="https://api.w.org/"'
    page = Answer(200, httpx2.Headers({"link": several}), b"", "https://blog.example/")
    assert site._in_headers(page) == "https://blog.example/wp-json/"
