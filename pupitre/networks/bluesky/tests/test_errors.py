"""Every row of what a server answers, and which of the five errors it is."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx2
import pytest
import time_machine

from pupitre.ground.http import Answer
from pupitre.networks.bluesky.errors import UNTOLD_WAIT, accepts_again_at, harmless, judge, looked
from pupitre.networks.bluesky.messages import SENTENCES
from pupitre.networks.errors import Later, NotSent, Reconnect, Refused, Unsure
from pupitre.networks.messages import SENTENCES as COMMON

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def answer(status: int, name: str = "", reason: str = "", body: bytes = b"", **headers: str) -> Answer:
    body = body or (httpx2.Response(200, json={"error": name, "message": reason}).content if name else b"")
    named = httpx2.Headers([(key.replace("_", "-"), value) for key, value in headers.items()])
    return Answer(status, named, body, "https://pds.example/xrpc/com.atproto.repo.putRecord")


ROWS = [
    (400, "ExpiredToken", "Token has expired", Reconnect, "token_old"),
    (400, "InvalidToken", "Token could not be verified", Reconnect, "token_old"),
    (401, "AuthMissing", "Authentication Required", Reconnect, "token_old"),
    (401, "SomethingNew", "", Reconnect, "token_old"),
    (401, "AccountTakedown", "Account has been taken down", Reconnect, "account_takendown"),
    (400, "RepoTakendown", "", Reconnect, "account_takendown"),
    (401, "AccountDeactivated", "Account is deactivated", Reconnect, "account_deactivated"),
    (403, "AccountNotFound", "Account not found", Reconnect, "account_gone"),
    (400, "InvalidSwap", "Record was at bafy…", Unsure, "key_taken"),
    (400, "BlobNotFound", "Could not find blob", NotSent, "picture_gone"),
    (400, "InvalidRequest", "Invalid app.bsky.feed.post record", Refused, "refused_other"),
    (400, "InvalidMimeType", "", Refused, "refused_other"),
    (413, "PayloadTooLarge", "request entity too large", Refused, "refused_other"),
    (403, "ScopeMissingError", "Missing scope", Reconnect, "scope_missing"),
    (401, "use_dpop_nonce", "Resource server requires nonce", NotSent, "proof_refused"),
    (401, "invalid_dpop_proof", "DPoP proof replayed", NotSent, "proof_refused"),
    (501, "MethodNotImplemented", "Method Not Implemented", Refused, "not_offered"),
    (404, "XRPCNotSupported", "XRPCNotSupported", Refused, "not_offered"),
    (400, "InvalidRequest", "No service configured for app.bsky.feed.getPosts", Refused, "not_offered"),
    (500, "InternalServerError", "Internal Server Error", Unsure, "server_error"),
    (502, "UpstreamFailure", "Upstream service unreachable", Unsure, "server_error"),
    (503, "NotEnoughResources", "", Unsure, "server_error"),
    (504, "UpstreamTimeout", "", Unsure, "server_error"),
]


@pytest.mark.parametrize(("status", "name", "reason", "kind", "code"), ROWS)
def test_a_named_refusal_is_the_error_that_says_what_to_do(status, name, reason, kind, code):
    error = judge(answer(status, name, reason))
    assert (type(error), error.code) == (kind, code)
    assert name in error.raw and reason in error.raw
    assert (SENTENCES | COMMON)[code] % {"network": "Bluesky", **error.params}


@pytest.mark.parametrize("status", [200, 204, 301, 307, 400, 401, 403, 404, 418])
@pytest.mark.parametrize("body", [b"", b"<!doctype html>", b"[]", b'"error"', b'{"error": 5}', b'{"message": "no"}'])
def test_what_is_not_the_protocols_own_answer_may_have_gone_out(status, body):
    error = judge(answer(status, body=body))
    assert (type(error), error.code) == (Unsure, "unreadable")


@pytest.mark.parametrize("status", [500, 502, 503, 520])
def test_a_page_instead_of_an_answer_from_a_server_in_trouble_is_unsure(status):
    error = judge(answer(status, body=b"<html>Bad gateway</html>"))
    assert (type(error), error.code, error.params["status"]) == (Unsure, "server_error", status)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, UNTOLD_WAIT),
        ({"ratelimit_reset": str(int(NOW.timestamp()) + 120)}, timedelta(seconds=120)),
        ({"ratelimit_reset": "90"}, timedelta(seconds=90)),
        ({"retry_after": "30"}, timedelta(seconds=30)),
        ({"retry_after": format_datetime(NOW + timedelta(hours=1), usegmt=True)}, timedelta(hours=1)),
        ({"ratelimit_reset": str(int(NOW.timestamp()) + 60), "retry_after": "300"}, timedelta(seconds=300)),
        ({"ratelimit_reset": str(int(NOW.timestamp()) - 60)}, UNTOLD_WAIT),
        ({"ratelimit_reset": "soon", "retry_after": "later"}, UNTOLD_WAIT),
        ({"ratelimit_reset": "9" * 30}, UNTOLD_WAIT),
        ({"retry_after": "-5"}, UNTOLD_WAIT),
    ],
)
def test_a_limit_says_until_when(headers, wait):
    with time_machine.travel(NOW, tick=False):
        error = judge(answer(429, "RateLimitExceeded", "Rate Limit Exceeded", **headers))
    assert isinstance(error, Later)
    assert error.at == NOW + wait
    assert error.at.tzinfo == UTC


def test_a_header_that_comes_twice_is_read_twice():
    headers = httpx2.Headers([("retry-after", "30"), ("retry-after", format_datetime(NOW + timedelta(seconds=60)))])
    with time_machine.travel(NOW, tick=False):
        assert accepts_again_at(Answer(429, headers, b"", "https://pds.example")) == NOW + timedelta(seconds=60)


def test_what_may_be_asked_twice_is_never_unsure_and_a_look_never_refuses_the_post():
    for status, name, reason, kind, code in ROWS:
        soft, seen = harmless(judge(answer(status, name, reason))), looked(judge(answer(status, name, reason)))
        assert type(soft) is (NotSent if kind is Unsure else kind)
        assert type(seen) is (NotSent if kind in {Unsure, Refused} else kind)
        assert soft.code == seen.code == code
