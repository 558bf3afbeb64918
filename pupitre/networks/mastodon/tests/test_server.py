"""Which server is meant, what it runs, and every way in which it is not one."""

import pytest

from pupitre.ground import http
from pupitre.ground.environment import environment
from pupitre.networks.errors import Later, NotSent, Refused
from pupitre.networks.mastodon import server
from pupitre.networks.mastodon.tests.instance import INSTANCE, begun, came_back, instance, nodeinfo
from pupitre.networks.mastodon.tests.wire import HOME, html, json, wire

__all__ = ["instance", "wire"]


@pytest.mark.parametrize(
    "typed, found",
    [
        ("mastodon.social", "https://mastodon.social"),
        (" Mastodon.Social ", "https://mastodon.social"),
        ("https://mastodon.social/@me", "https://mastodon.social"),
        ("@me@mastodon.social", "https://mastodon.social"),
        ("me@mastodon.social", "https://mastodon.social"),
        ("<https://mastodon.social>", "https://mastodon.social"),
        ("mastodon.social:8443", "https://mastodon.social:8443"),
        ("mastodon.social.", "https://mastodon.social"),
        ("[2001:db8::1]:443", "https://[2001:db8::1]:443"),
        ("münchen.social", "https://münchen.social"),
    ],
)
def test_a_server_is_understood_however_it_is_written(typed, found):
    assert server.origin(typed) == found


@pytest.mark.parametrize(
    "typed, code",
    [
        ("", "server_missing"),
        ("   ", "server_missing"),
        ("@me", "server_unreadable"),
        ("mastodon", "server_unreadable"),
        ("ftp://mastodon.social", "server_unreadable"),
        ("javascript://mastodon.social", "server_unreadable"),
        ("mastodon.social:port", "server_unreadable"),
        ("https://[half", "server_unreadable"),
        ("masto don.social", "server_unreadable"),
        ("http://mastodon.social", "server_open_http"),
    ],
)
def test_what_is_no_server_is_refused_with_what_to_write(typed, code):
    with pytest.raises(Refused) as caught:
        server.origin(typed)
    assert caught.value.code == code


@pytest.fixture
def inside(monkeypatch):
    monkeypatch.setenv("PUPITRE_ALLOWED_HOSTS_PRIVATE", "127.0.0.1:4000,masto:80")
    environment.cache_clear()
    yield
    monkeypatch.undo()
    environment.cache_clear()


def test_inside_the_house_what_the_operator_allows_may_go_without_encryption(inside):
    assert server.origin("127.0.0.1:4000") == "http://127.0.0.1:4000"
    assert server.origin("http://masto") == "http://masto"
    assert server.origin("https://127.0.0.1:4000") == "https://127.0.0.1:4000"
    with pytest.raises(Refused):
        server.origin("http://127.0.0.1:4001")


@pytest.mark.parametrize(
    "answer, error, code",
    [
        (html(200), Refused, "not_mastodon"),
        (html(404), Refused, "not_mastodon"),
        (json({"version": 4}), Refused, "not_mastodon"),
        (json([]), Refused, "not_mastodon"),
        (http.AddressRefused("private", "10.0.0.1"), Refused, "address_refused"),
        (http.NothingLeft("name_not_found", ""), NotSent, "server_silent"),
        (http.Interrupted("timeout", ""), NotSent, "server_silent"),
        (html(500), NotSent, "server_trouble"),
        (json({}, 429, Retry_After="7"), Later, "limit"),
    ],
)
def test_what_is_no_mastodon_is_refused(wire, answer, error, code):
    for path in ("/api/v2/instance", "/api/v1/instance"):
        wire.on("GET", path, answer)
    with pytest.raises(error) as caught:
        begun()
    assert (type(caught.value), caught.value.code) == (error, code)
    assert not wire.sent("POST", "")


def test_another_kind_of_server_is_called_by_its_name(wire):
    nodeinfo(wire, "misskey", "2026.1")
    with pytest.raises(Refused) as caught:
        begun()
    assert (caught.value.code, caught.value.params["software"]) == ("not_mastodon_but", "Misskey")


def test_an_old_server_tells_itself_the_old_way(wire):
    old = {"uri": "https://old.test.net", "version": "2.7.2 (compatible; Pleroma 2.5.1)", "max_toot_chars": 5000}
    wire.on("GET", "/api/v1/instance", json(old))
    facts = server.describe(HOME)
    assert (facts["software"], facts["software_name"], facts["max_characters"]) == ("pleroma", "Pleroma", 5000)
    assert (facts["domain"], facts["idempotency"]) == ("old.test.net", "C")


@pytest.mark.parametrize(
    "version, software",
    [
        ("4.6.0", "mastodon"),
        ("4.6.0+glitch", "mastodon"),
        ("takahe/0.11.0", "takahe"),
        ("4.0.0 (not true; really snac/2.75)", "snac"),
        ("3.5.3 (compatible; Pixelfed 0.12.1)", "pixelfed"),
        ("2.8.0 (compatible; Friendica 2024.08)", "friendica"),
        ("4.2.1 (compatible; Something 9)", "something"),
    ],
)
def test_without_nodeinfo_the_version_tells_the_software(wire, version, software):
    wire.on("GET", "/api/v2/instance", json(INSTANCE | {"version": version}))
    assert server.describe(HOME)["software"] == software


def test_limits_that_are_nonsense_are_not_believed(wire):
    odd = {"statuses": {"max_characters": "many", "max_media_attachments": -1}, "polls": [], "media_attachments": None}
    wire.on("GET", "/api/v2/instance", json(INSTANCE | {"configuration": odd, "languages": None}))
    facts = server.describe(HOME)
    assert (facts["max_characters"], facts["max_media"], facts["image_bytes"]) == (500, 4, 8_000_000)
    assert (facts["poll_options"], facts["languages"]) == (4, [])


def test_an_account_whose_server_is_elsewhere_is_found_there(instance):
    finger = {"links": [{"rel": "self", "href": f"{HOME}/users/brand"}]}
    instance.on("GET", "https://test.net/.well-known/webfinger", json(finger))
    assert begun("@brand@test.net").memory["server"] == HOME
    asked = [one["params"] for one in instance.sent("GET", "/.well-known/webfinger")]
    assert asked == [{"resource": "acct:brand@test.net"}]


def test_a_domain_that_leads_on_to_its_server_is_followed(instance):
    instance.on("GET", "https://test.net/api/v1/instance", html(301), json(INSTANCE, url=f"{HOME}/api/v1/instance"))
    assert begun("test.net").memory["server"] == HOME


def test_a_domain_that_leads_to_an_open_connection_is_not_followed(wire):
    links = {"links": [{"href": "http://plain.test.net/nodeinfo/2.0"}, {"href": "ftp://x"}, "nonsense"]}
    wire.on("GET", "/.well-known/nodeinfo", json(links))
    with pytest.raises(Refused):
        begun()
    assert not [one for one in wire.asked if one["url"].startswith("http://plain.test.net/api")]


def test_a_closed_server_still_lets_its_own_people_agree(instance):
    closed = json({"error": "This API requires an authenticated user"}, 401)
    instance.on(
        "GET", "/api/v2/instance", lambda asked: json(INSTANCE) if "Authorization" in asked["headers"] else closed
    )
    assert came_back(begun()).facts["max_characters"] == 500
    instance.on("POST", "/api/v1/apps", json({"error": "no"}, 403))
    with pytest.raises(Refused) as caught:
        begun()
    assert caught.value.code == "no_sign_in"


@pytest.mark.parametrize("answer", [html(404), html(200), json({"error": "invalid"}, 422), json({"client_id": "x"})])
def test_a_server_that_takes_no_app_asks_for_a_token(instance, answer):
    instance.on("POST", "/api/v1/apps", answer)
    with pytest.raises(Refused) as caught:
        begun()
    assert caught.value.code == "no_sign_in"


def test_nothing_of_a_connection_is_ever_unsure(wire):
    wire.on("POST", "/api/v1/apps", http.Interrupted("timeout", ""))
    with pytest.raises(NotSent) as caught:
        server.public("POST", HOME + "/api/v1/apps", form={})
    assert caught.value.code == "server_silent"
