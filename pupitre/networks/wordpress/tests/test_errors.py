"""Every answer a blog may give, and which of the five errors it is."""

import json
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from pupitre.ground.http import Answer
from pupitre.networks import registry
from pupitre.networks.errors import Later, NetworkError, NotSent, Reconnect, Refused, Unsure
from pupitre.networks.wordpress import CARD, errors
from pupitre.networks.wordpress.rest import parsed

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
FIREWALL = "<html><h1>Blocked</h1></html>"


def answer(status: int, said: object = "", **headers: str) -> Answer:
    body = said if isinstance(said, str) else json.dumps(said)
    named = [(name.rstrip("_").replace("_", "-"), value) for name, value in headers.items()]
    return Answer(status, httpx2.Headers(named), body.encode(), "https://blog.example/wp-json/wp/v2/posts")


def said(code: str, message: str = "Words", **data: object) -> dict[str, object]:
    return {"code": code, "message": message, "data": data}


HIDDEN_401 = said("rest_invalid_param", details={"status": {"code": "rest_forbidden_status", "data": {"status": 401}}})

ROWS = [
    # status, said, what it is when acting, when looking, its code
    (200, "<html>Welcome</html>", Unsure, NotSent, "unreadable"),
    (200, "", Unsure, NotSent, "unreadable"),
    (201, "12", Unsure, NotSent, "unreadable"),
    (301, "", Reconnect, Reconnect, "moved"),
    (307, "", Reconnect, Reconnect, "moved"),
    (400, said("rest_invalid_param"), Refused, Refused, "refused_other"),
    (400, HIDDEN_401, Reconnect, Reconnect, "token_dead"),
    (400, FIREWALL, Refused, Refused, "refused_other"),
    (401, said("rest_cannot_create"), Reconnect, Reconnect, "token_dead"),
    (401, said("rest_not_logged_in"), Reconnect, Reconnect, "token_dead"),
    (401, said("incorrect_password"), Reconnect, Reconnect, "token_dead"),
    (401, said("application_passwords_disabled"), Reconnect, Reconnect, "app_passwords_off"),
    (401, FIREWALL, Reconnect, Reconnect, "rest_closed"),
    (403, said("rest_cannot_create"), Refused, Refused, "role_publish"),
    (403, said("rest_cannot_publish"), Refused, Refused, "role_publish"),
    (403, said("rest_cannot_edit"), Refused, Refused, "role_edit"),
    (403, said("rest_cannot_delete"), Refused, Refused, "role_delete"),
    (403, said("rest_cannot_assign_term"), Refused, Refused, "role_terms"),
    (403, said("itsec_rest_api_access_restricted"), Refused, Refused, "blocked"),
    (403, FIREWALL, Refused, Refused, "blocked"),
    (404, said("rest_post_invalid_id"), Refused, Refused, "post_gone"),
    (404, said("rest_no_route"), Reconnect, Reconnect, "rest_closed"),
    (404, FIREWALL, Reconnect, Reconnect, "rest_closed"),
    (408, "", Unsure, NotSent, "server_error"),
    (409, said("term_exists"), Refused, Refused, "refused_other"),
    (410, said("rest_already_trashed"), Refused, Refused, "post_gone"),
    (413, FIREWALL, Refused, Refused, "too_heavy"),
    (429, "Slow down", Later, Later, "limit"),
    (500, said("rest_upload_sideload_error"), Refused, Refused, "upload_refused"),
    (500, said("rest_upload_unknown_error"), Refused, Refused, "upload_refused"),
    (500, said("internal_server_error"), Unsure, NotSent, "server_error"),
    (500, said("db_insert_error"), Unsure, NotSent, "server_error"),
    (500, "", Unsure, NotSent, "server_error"),
    (501, said("rest_trash_not_supported"), Refused, Refused, "trash_none"),
    (502, FIREWALL, Unsure, NotSent, "server_error"),
    (503, FIREWALL, Unsure, NotSent, "server_error"),
    (504, FIREWALL, Unsure, NotSent, "server_error"),
]


@pytest.mark.parametrize(("status", "told", "acting", "looking", "code"), ROWS)
def test_each_answer_is_one_of_the_five(status: int, told: object, acting: type, looking: type, code: str) -> None:
    for is_acting, kind in ((True, acting), (False, looking)):
        with pytest.raises(NetworkError) as caught:
            errors.judged(answer(status, told), is_acting)
        assert type(caught.value) is kind
        assert caught.value.code.removeprefix("look_") == code
        assert registry.sentence(CARD.key, caught.value.code) % _Anything(caught.value.params)
        if kind is Reconnect:
            assert not caught.value.refresh


class _Anything(dict):
    """Params with the network's name, which web adds; a sentence that asks for more fails."""

    def __init__(self, params: object) -> None:
        super().__init__(params, network="WordPress")


def test_a_good_answer_is_its_json() -> None:
    assert errors.judged(answer(201, {"id": 3}), acting=True) == {"id": 3}
    assert errors.rows(answer(200, [{"id": 3}])) == [{"id": 3}]
    assert errors.row(answer(200, {"id": 3}), acting=False) == {"id": 3}


@pytest.mark.parametrize("told", [{"success": False}, {}, "<html>", [{"no": 1}], ["x"], [3]])
def test_anything_but_a_list_does_not_prove_an_absence(told: object) -> None:
    with pytest.raises(NotSent):
        errors.rows(answer(200, told))


def test_maintenance_passes_for_a_look_and_is_unsure_for_the_call() -> None:
    resting = answer(503, FIREWALL, retry_after="600")
    with time_machine.travel(NOW, tick=False):
        with pytest.raises(Later) as caught:
            errors.judged(resting, acting=False)
        assert caught.value.at == NOW + timedelta(seconds=600)
        with pytest.raises(Unsure):
            errors.judged(resting, acting=True)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        (["120"], 120),
        ([], 300),
        (["soon"], 300),
        (["Sun, 22 Nov 2026 09:02:00 GMT"], 120),
        (["30", "Sun, 22 Nov 2026 09:02:00 GMT"], 120),
        (["Sun, 22 Nov 2026 08:00:00 GMT"], 1),
        (["0"], 1),
        (["999999999999999999999"], 86_400),
        (["-5"], 300),
    ],
)
def test_every_kind_of_retry_after_is_understood(told: list[str], seconds: int) -> None:
    told_to_wait = Answer(429, httpx2.Headers([("retry-after", value) for value in told]), b"", "https://blog.example/")
    with time_machine.travel(NOW, tick=False):
        assert errors.wait_until(told_to_wait) == NOW + timedelta(seconds=seconds)


@given(st.lists(st.text(st.characters(codec="ascii", exclude_categories=["Cc"])), max_size=3))
def test_no_retry_after_breaks_us(told: list[str]) -> None:
    at = errors.wait_until(
        Answer(429, httpx2.Headers([("retry-after", value) for value in told]), b"", "https://b.example/")
    )
    assert at.tzinfo is not None


def test_the_reason_is_what_wordpress_wrote_for_people() -> None:
    told = said("rest_invalid_param", "Invalid parameter(s): <b>status</b> &amp; more", params={"status": "Is odd."})
    assert errors.reason(told) == "Invalid parameter(s): status & more Is odd."
    assert errors.reason("page") == "" and errors.reason({}) == ""


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ('{"id": 1}', {"id": 1}),
        ('\ufeff{"id": 1}', {"id": 1}),
        ('<br />\n<b>Warning</b>: x in <b>/a.php</b> on line <b>1</b><br />\n{"id": 1}', {"id": 1}),
        ('<br /><b>Notice</b>: x[0]<br />[{"id": 1}]', [{"id": 1}]),
        ('{"id": 1}<br /><b>Warning</b>', {"id": 1}),
        ("[]", []),
        ("<html><script>{var a}</script></html>", None),
        ('<!DOCTYPE html><script type="application/ld+json">{"@type": "WebSite"}</script>', None),
        ('<html><script>[{"id": 1}]</script></html>', None),
        ("", None),
        ("12", None),
        ("[" * 100_000, None),
    ],
)
def test_json_is_found_behind_the_noise_of_plugins(body: str, value: object) -> None:
    assert parsed(answer(200, body)) == value


@given(st.binary())
def test_no_body_breaks_us(body: bytes) -> None:
    parsed(Answer(200, httpx2.Headers(), body, "https://blog.example/"))
