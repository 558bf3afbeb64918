"""Every row: what a server answered, and which of the five errors the desk hears."""

from datetime import timedelta

import pytest

from pupitre.ground import http
from pupitre.networks.errors import Later, NotSent, Reconnect, Refused, Unsure
from pupitre.networks.mastodon import errors, publish, speak
from pupitre.networks.mastodon.tests.wire import HOME, NOW, grant, html, json, outgoing, status, wire
from pupitre.networks.words import Remote

__all__ = ["wire"]

STATUSES = "/api/v1/statuses"
FULL = json({"error": "Validation failed: Text is too long (maximum is 500 characters)"}, 422)

SENDING = [
    (json({"error": "Too many requests"}, 429, Retry_After="30"), Later, "limit"),
    (html(429), Later, "limit"),
    (json({"error": "The access token is invalid"}, 401), Reconnect, "token_dead"),
    (html(401, ""), Reconnect, "token_dead"),
    (json({"error": "Not the author of this status"}, 401), Refused, "refused_other"),
    (json({"error": "This action is outside the authorized scopes"}, 403), Reconnect, "scope_missing"),
    (json({"error": "out_of_scope_for_token"}, 403), Reconnect, "scope_missing"),
    (json({"error": "Your login is currently disabled"}, 403), Reconnect, "account_closed"),
    (json({"error": "Your account is suspended"}, 403), Reconnect, "account_closed"),
    (json({"error": "Your login is missing a confirmed e-mail address"}, 403), Reconnect, "account_closed"),
    (json({"error": "This action is not allowed"}, 403), Refused, "refused_other"),
    (html(403), Refused, "refused_other"),
    (html(404), Refused, "refused_other"),
    (FULL, Refused, "refused_other"),
    (json({"error": "text with spoiler exceed max chars (500)"}, 400), Refused, "refused_other"),
    (json({"message": "The status field is too long."}, 422), Refused, "refused_other"),
    (html(413), Refused, "refused_other"),
    (json({"error": "Duplicate idempotency key."}, 400), Unsure, "duplicate"),
    (
        json({"error": "Validation failed: Media 7 not found or already attached to another post"}, 422),
        Unsure,
        "duplicate",
    ),
    (json({"error": "in use"}, 409), Unsure, "duplicate"),
    (json({"error": "Cannot attach files that have not finished processing"}, 422), NotSent, "pictures_slow"),
    (html(408), Unsure, "server_error"),
    (json({"error": "An unexpected error occurred"}, 500), Unsure, "server_error"),
    (html(502), Unsure, "server_error"),
    (html(503, Retry_After="30"), Unsure, "server_error"),
    (html(504), Unsure, "server_error"),
    (html(200), Unsure, "unreadable"),
    (html(200, '{"error": "truncated'), Unsure, "unreadable"),
    (html(200, ""), Unsure, "unreadable"),
    (json([], 200), Unsure, "unreadable"),
    (json({"id": None, "content": ""}), Unsure, "unreadable"),
    (json({"id": "7", "scheduled_at": "2027-01-01T00:00:00Z"}), Unsure, "unreadable"),
    (html(301, "", Location="https://elsewhere.test.net/"), Unsure, "unreadable"),
    (html(103, ""), Unsure, "unreadable"),
    (http.AddressRefused("private", ""), NotSent, "address_refused"),
    (http.NothingLeft("unreachable", ""), NotSent, "unreachable"),
    (http.Interrupted("timeout", ""), Unsure, "interrupted"),
]


@pytest.mark.parametrize("answer, error, code", SENDING)
def test_a_create_that_went_wrong_says_what_the_desk_must_do(wire, answer, error, code):
    wire.on("POST", STATUSES, answer)
    with pytest.raises(error) as caught:
        publish.send(outgoing(), grant())
    assert (type(caught.value), caught.value.code) == (error, code)
    assert "t0ken" not in repr(caught.value.args)
    assert len(wire.sent("POST")) == 1


@pytest.mark.parametrize("answer, error, code", SENDING)
@pytest.mark.parametrize("change, method", [("edit", "PUT"), ("delete", "DELETE")])
def test_an_edit_or_a_delete_that_went_wrong_is_never_taken_for_done(wire, answer, error, code, change, method):
    wire.on(method, f"{STATUSES}/1001", answer)
    wire.on("GET", f"{STATUSES}/1001", json(status()))
    if change == "delete" and getattr(answer, "ok", False) and (not answer.body or answer.json() is not None):
        assert publish.send(outgoing(change=change, target=Remote("1001")), grant()).remote_id == "1001"
        return
    with pytest.raises((Later, Reconnect, Refused, NotSent, Unsure)) as caught:
        publish.send(outgoing(change=change, target=Remote("1001")), grant())
    assert isinstance(caught.value, error)


LOOKING = [
    (json({"error": "Too many requests"}, 429, Retry_After="30"), Later, "limit"),
    (json({"error": "The access token was revoked"}, 401), Reconnect, "token_dead"),
    (json({"error": "This action is outside the authorized scopes"}, 403), Reconnect, "scope_missing"),
    (json({"error": "Your login is currently disabled"}, 403), Reconnect, "account_closed"),
    (html(403), NotSent, "server_trouble"),
    (html(422), NotSent, "server_trouble"),
    (html(500), NotSent, "server_trouble"),
    (html(503), NotSent, "server_trouble"),
    (html(200), NotSent, "unreadable"),
    (json("a text"), NotSent, "unreadable"),
    (http.Interrupted("timeout", ""), NotSent, "interrupted"),
    (http.NothingLeft("unreachable", ""), NotSent, "unreachable"),
]


@pytest.mark.parametrize("answer, error, code", LOOKING)
def test_a_look_that_breaks_changed_nothing(wire, answer, error, code):
    wire.on("GET", "/api/v1/accounts/42/statuses", answer)
    with pytest.raises(error) as caught:
        publish.find(outgoing(), grant())
    assert (type(caught.value), caught.value.code) == (error, code)


def test_what_is_gone_is_none_to_a_look(wire):
    wire.on("GET", f"{STATUSES}/1", html(404))
    wire.on("GET", f"{STATUSES}/2", json({"error": "Gone"}, 410))
    assert speak.look(grant(), f"{STATUSES}/1") is None
    assert speak.look(grant(), f"{STATUSES}/2") is None


def test_a_reply_to_what_is_gone_is_refused(wire):
    wire.on("POST", STATUSES, json({"error": "Record not found"}, 404))
    with pytest.raises(Refused) as caught:
        publish.send(outgoing(parent=Remote("9")), grant())
    assert caught.value.code == "parent_gone"


def test_the_servers_own_words_are_kept(wire):
    wire.on("POST", STATUSES, FULL)
    with pytest.raises(Refused) as caught:
        publish.send(outgoing(), grant())
    assert "Text is too long" in caught.value.raw
    assert "Text is too long" in str(caught.value.params["reason"])


def test_the_wait_is_the_servers(wire, time_machine):
    time_machine.move_to(NOW, tick=False)
    wire.on("POST", STATUSES, json({}, 429, X_RateLimit_Reset="2026-11-22T09:05:00Z"))
    with pytest.raises(Later) as caught:
        publish.send(outgoing(), grant())
    assert caught.value.at == NOW + timedelta(minutes=5)


def test_doing_an_upload_twice_does_no_harm():
    lost = Unsure("interrupted", {"host": "x"}, "reset")
    assert isinstance(errors.harmless(lost), NotSent)
    assert errors.harmless(lost).code == "interrupted"
    refused = Refused("refused_other")
    assert errors.harmless(refused) is refused


def test_the_token_goes_in_a_header_to_the_channels_server_only(wire):
    wire.on("POST", STATUSES, json(status()))
    publish.send(outgoing(), grant())
    asked = wire.asked[0]
    assert asked["url"].startswith(HOME + "/")
    assert asked["headers"]["Authorization"] == "Bearer t0ken"
    assert "t0ken" not in asked["url"]
    assert not asked.get("redirects")
