"""Connecting: the person is sent to agree, comes back, and is checked again from time to time."""

import base64
import hashlib
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from pupitre.ground import http
from pupitre.networks.errors import Later, NotSent, Reconnect, Refused
from pupitre.networks.mastodon import connect, publish
from pupitre.networks.mastodon.tests.instance import ACCOUNT, BACK, VERIFY, begun, came_back, instance
from pupitre.networks.mastodon.tests.wire import HOME, NOW, grant, html, json, outgoing, wire
from pupitre.networks.words import Grant

__all__ = ["instance", "wire"]


def test_two_questions_are_asked_and_only_the_server_must_be_answered():
    assert [(question.name, question.required) for question in connect.questions()] == [
        ("server", True),
        ("token", False),
    ]


def test_a_person_is_sent_to_agree_with_a_state_and_a_challenge(instance):
    detour = begun()
    page, asked = detour.url.split("?")
    query = {name: values[0] for name, values in parse_qs(asked).items()}
    digest = hashlib.sha256(detour.memory["verifier"].encode()).digest()
    assert page == f"{HOME}/oauth/authorize"
    assert query == {
        "response_type": "code",
        "client_id": "cid",
        "redirect_uri": BACK,
        "scope": "read write:statuses write:media",
        "state": detour.memory["state"],
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    assert len(detour.memory["state"]) >= 32
    assert begun().memory["state"] != detour.memory["state"]
    assert all(isinstance(value, str) for value in detour.memory.values())
    assert "csecret" not in repr(detour)


def test_our_app_is_made_known_with_the_address_to_come_back_to(instance):
    begun()
    registered = instance.sent("POST", "/api/v1/apps")[0]
    assert registered["form"] == {
        "client_name": "Pupitre",
        "redirect_uris": BACK,
        "scopes": "read write:statuses write:media",
    }


def test_a_server_that_does_not_know_fine_permissions_is_asked_for_wide_ones(instance):
    instance.on("GET", "/.well-known/oauth-authorization-server", html(404))
    assert parse_qs(urlsplit(begun().url).query)["scope"] == ["read write"]


def test_a_page_to_agree_on_somewhere_else_is_not_believed(instance):
    elsewhere = {"authorization_endpoint": "https://evil.test.org/a", "token_endpoint": "https://evil.test.org/t"}
    instance.on("GET", "/.well-known/oauth-authorization-server", json(elsewhere))
    detour = begun()
    assert detour.url.startswith(f"{HOME}/oauth/authorize?")
    assert detour.memory["token_page"] == f"{HOME}/oauth/token"


def test_who_came_back_is_connected(instance):
    detour = begun("@brand@social.test.net")
    given = came_back(detour)
    assert (given.server, given.account, given.handle) == (HOME, "42", "@brand@test.net")
    assert (given.name, given.url, given.expires_at) == ("La Poterie", f"{HOME}/@brand", None)
    assert given.secrets["token"] == "t0ken"
    assert {"client_id", "client_secret"} <= set(given.secrets)
    asked = instance.sent("POST", "/oauth/token")[0]["form"]
    assert (asked["code"], asked["code_verifier"], asked["redirect_uri"]) == ("c0de", detour.memory["verifier"], BACK)
    assert "t0ken" not in repr(given)


def test_the_facts_of_the_server_are_kept(instance):
    facts = came_back(begun()).facts
    assert facts == {
        "software": "mastodon",
        "software_name": "Mastodon",
        "version": "4.6.0",
        "domain": "test.net",
        "title": "Test",
        "max_characters": 500,
        "characters_reserved_per_url": 23,
        "max_media": 4,
        "mime_types": ["image/jpeg"],
        "image_bytes": 16_777_216,
        "image_pixels": 33_177_600,
        "alt_characters": 10_000,
        "poll_options": 4,
        "poll_option_characters": 50,
        "poll_shortest": 300,
        "poll_longest": 2_629_746,
        "languages": ["fr", "en"],
        "idempotency": "A",
        "api": 10,
        "asked_on": facts["asked_on"],
    }


@pytest.mark.parametrize(
    "answer, code",
    [
        ({"state": ""}, "state_wrong"),
        ({"state": "another"}, "state_wrong"),
        ({"state": "é"}, "state_wrong"),
        ({"iss": "https://evil.test.org"}, "state_wrong"),
        ({"error": "access_denied", "code": ""}, "denied"),
        ({"code": ""}, "denied"),
    ],
)
def test_who_comes_back_with_something_else_is_not(instance, answer, code):
    detour = begun()
    with pytest.raises(Refused) as caught:
        came_back(detour, **answer)
    assert caught.value.code == code
    assert not instance.sent("POST", "/oauth/token")


def test_a_memory_without_a_state_lets_nobody_in(instance):
    forgotten = {**begun().memory, "state": ""}
    with pytest.raises(Refused) as caught:
        connect.finish(forgotten, {"state": "", "code": "c0de"})
    assert caught.value.code == "state_wrong"


def test_the_issuer_is_recognised_with_or_without_its_slash(instance):
    assert came_back(begun(), iss=HOME).account == "42"


@pytest.mark.parametrize(
    "answer, error, code",
    [
        (json({"error": "invalid_grant", "error_description": "The code expired"}, 400), Refused, "code_refused"),
        (html(401, ""), Refused, "code_refused"),
        (html(200), Refused, "code_refused"),
        (json({"access_token": ""}), Refused, "code_refused"),
        (json({}, 429), Later, "limit"),
        (html(503), NotSent, "server_trouble"),
        (http.Interrupted("timeout", ""), NotSent, "server_silent"),
        (http.NothingLeft("unreachable", ""), NotSent, "server_silent"),
    ],
)
def test_a_code_that_gives_no_token_is_told(instance, answer, error, code):
    detour = begun()
    instance.on("POST", "/oauth/token", answer)
    with pytest.raises(error) as caught:
        came_back(detour)
    assert caught.value.code == code


def test_a_token_that_was_pasted_connects_at_once(instance):
    given = begun(token=" t0ken ")
    assert isinstance(given, Grant)
    assert (given.account, given.secrets) == ("42", {"token": "t0ken"})
    assert not instance.sent("POST", "")


@pytest.mark.parametrize(
    "answer, code",
    [
        (json({"error": "The access token is invalid"}, 401), "token_wrong"),
        (html(422, ""), "token_wrong"),
        (json({"error": "This method requires an authenticated user"}, 422), "token_wrong"),
        (json({"error": "This action is outside the authorized scopes"}, 403), "scope_missing"),
        (json({"error": "Your login is currently disabled"}, 403), "account_closed"),
    ],
)
def test_a_wrong_token_is_refused(instance, answer, code):
    instance.on("GET", VERIFY, answer)
    with pytest.raises(Refused) as caught:
        begun(token="t0ken")
    assert caught.value.code == code


@pytest.mark.parametrize("answer", [html(200), json({}), json([])])
def test_an_account_that_can_not_be_read_is_nobodys_fault(instance, answer):
    instance.on("GET", VERIFY, answer)
    with pytest.raises(NotSent):
        begun(token="t0ken")


def test_checking_brings_fresh_facts_and_keeps_the_secrets(instance):
    old = Grant(HOME, "42", secrets={"token": "t0ken", "client_id": "cid"}, facts={"max_characters": 300})
    now = connect.check(old)
    assert (now.facts["max_characters"], now.name, now.secrets) == (500, "La Poterie", dict(old.secrets))


def test_a_server_that_hides_behind_a_page_keeps_its_old_facts(instance):
    instance.on("GET", "/api/v2/instance", html(200))
    assert connect.check(grant(max_characters=300)).facts["max_characters"] == 300


@pytest.mark.parametrize(
    "answer, error, code",
    [
        (json({"error": "The access token was revoked"}, 401), Reconnect, "token_dead"),
        (html(422, ""), Reconnect, "token_dead"),
        (json({"error": "This action is outside the authorized scopes"}, 403), Reconnect, "scope_missing"),
        (json({"error": "Your login is currently disabled"}, 403), Reconnect, "account_closed"),
        (html(403), NotSent, "server_trouble"),
        (html(404), NotSent, "server_trouble"),
        (html(200), NotSent, "unreadable"),
        (html(503), NotSent, "server_trouble"),
        (json({}, 429), Later, "limit"),
        (http.Interrupted("timeout", ""), NotSent, "interrupted"),
    ],
)
def test_checking_disconnects_only_when_a_person_must_mend_it(instance, answer, error, code):
    instance.on("GET", VERIFY, answer)
    with pytest.raises(error) as caught:
        connect.check(grant())
    assert (type(caught.value), caught.value.code) == (error, code)
    assert not isinstance(caught.value, Reconnect) or caught.value.refresh is False


def test_an_address_that_became_private_does_not_disconnect(instance):
    instance.on("GET", "/api/v2/instance", http.AddressRefused("private", ""))
    with pytest.raises(NotSent):
        connect.check(grant())


def ending(**secrets: str) -> Grant:
    known = {"token": "old", "client_id": "cid", "client_secret": "csecret", "token_page": f"{HOME}/oauth/token"}
    return Grant(HOME, "42", secrets=known | secrets, expires_at=NOW + timedelta(hours=2))


def test_a_token_near_its_end_is_renewed(instance, time_machine):
    time_machine.move_to(NOW, tick=False)
    fresh = {"access_token": "new", "refresh_token": "r2", "expires_in": 864_000}
    instance.on("POST", "/oauth/token", json(fresh))
    now = connect.check(ending(refresh="r1"))
    assert (now.secrets["token"], now.secrets["refresh"]) == ("new", "r2")
    assert now.expires_at == NOW + timedelta(days=10)
    assert instance.sent("POST", "/oauth/token")[0]["form"]["refresh_token"] == "r1"
    assert instance.sent("GET", VERIFY)[0]["headers"]["Authorization"] == "Bearer new"


def test_a_token_that_ended_early_is_renewed_once(instance, time_machine):
    time_machine.move_to(NOW - timedelta(days=30), tick=False)
    instance.on("POST", "/oauth/token", json({"access_token": "new", "expires_in": 864_000}))
    told = json({"error": "The access token is invalid"}, 401)
    known = json(ACCOUNT)
    instance.on("GET", VERIFY, lambda asked: known if asked["headers"]["Authorization"] == "Bearer new" else told)
    assert connect.check(ending(refresh="r1")).secrets == ending(refresh="r1").secrets | {"token": "new"}
    instance.on("GET", VERIFY, told)
    with pytest.raises(Reconnect) as caught:
        connect.check(ending(refresh="r1"))
    assert caught.value.refresh is False


def test_an_old_token_that_can_be_renewed_says_so_where_it_is_used(instance):
    instance.on("POST", "/api/v1/statuses", json({"error": "The access token expired"}, 401))
    for secrets, refresh in (({"refresh": "r1"}, True), ({}, False)):
        with pytest.raises(Reconnect) as caught:
            publish.send(outgoing(), ending(**secrets))
        assert caught.value.refresh is refresh


def test_a_token_that_can_not_be_renewed_wants_a_person(instance, time_machine):
    time_machine.move_to(NOW, tick=False)
    instance.on("POST", "/oauth/token", json({"error": "invalid_grant"}, 400))
    with pytest.raises(Reconnect) as caught:
        connect.check(ending(refresh="r1"))
    assert caught.value.refresh is False


def test_a_renewal_that_is_not_answered_disconnects_nobody(instance, time_machine):
    time_machine.move_to(NOW, tick=False)
    instance.on("POST", "/oauth/token", html(502))
    with pytest.raises(NotSent):
        connect.check(ending(refresh="r1"))


def test_a_token_without_renewal_is_used_to_its_end(instance, time_machine):
    time_machine.move_to(NOW, tick=False)
    assert connect.check(ending()).secrets["token"] == "old"
    assert not instance.sent("POST", "")
