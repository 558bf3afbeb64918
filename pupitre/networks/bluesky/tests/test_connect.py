"""Connecting: what a server may answer that the real one cannot be made to say."""

from datetime import UTC, datetime

import pytest
from pytest_httpserver import HTTPServer

from pupitre.ground.environment import environment
from pupitre.networks.bluesky import CARD, connect, places
from pupitre.networks.bluesky.session import expiry
from pupitre.networks.bluesky.tests.conftest import DID, method, session, token
from pupitre.networks.errors import Later, NotSent, Reconnect, Refused

ABOUT = {"did": "did:web:pds.example", "availableUserDomains": [".brand.test"], "blobUploadLimit": 1_000_000}
PROFILE = {"did": DID, "handle": "brand.test", "displayName": "Brand", "avatar": "https://cdn.example/a.jpg"}


@pytest.fixture
def pds(server: HTTPServer) -> HTTPServer:
    """A server of accounts where everything goes well, unless a test says otherwise first."""
    server.expect_request(method("com.atproto.server.describeServer")).respond_with_json(ABOUT)
    return server


def answers(address: str, **changed: str) -> dict[str, str]:
    return {"server": address, "handle": "brand.test", "app_password": "aaaa-bbbb-cccc-dddd"} | changed


def sign_in(pds: HTTPServer, told: object, status: int = 200, **options) -> None:
    pds.expect_request(method("com.atproto.server.createSession")).respond_with_json(told, status, **options)


def profile(pds: HTTPServer, told: object = PROFILE, status: int = 200) -> None:
    pds.expect_request(method("app.bsky.actor.getProfile")).respond_with_json(told, status)


def test_an_account_is_connected_with_all_that_its_server_tells(pds, address):
    sign_in(pds, session())
    profile(pds)
    grant = connect.begin(answers(address), "")
    assert (grant.server, grant.account, grant.handle, grant.name) == (address, DID, "brand.test", "Brand")
    assert (grant.avatar, grant.url) == ("https://cdn.example/a.jpg", "https://bsky.app/profile/brand.test")
    assert grant.facts == {"blob": 1_000_000, "appview": "own"}
    assert grant.expires_at == datetime.fromtimestamp(1_800_000_000, UTC)
    assert CARD.rules(grant.facts).pictures.bytes == 1_000_000


def test_a_name_whose_proof_is_broken_is_shown_by_its_did(pds, address):
    sign_in(pds, session(handle="handle.invalid"))
    profile(pds)
    grant = connect.begin(answers(address), "")
    assert (grant.handle, grant.url) == (DID, f"https://bsky.app/profile/{DID}")


@pytest.mark.parametrize(
    ("name", "code"),
    [("AuthFactorTokenRequired", "code_needed"), ("AccountTakedown", "account_takendown")],
)
def test_a_refusal_with_a_name_has_its_sentence(pds, address, name, code):
    sign_in(pds, {"error": name, "message": "…"}, 401)
    with pytest.raises(Refused) as refused:
        connect.begin(answers(address), "")
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("resolved", "state", "code"),
    [
        (({"error": "InvalidRequest", "message": "Unable to resolve handle"}, 400), None, "handle_unknown"),
        (({"error": "HandleNotFound"}, 400), None, "handle_unknown"),
        (({"did": DID}, 200), {"did": DID, "active": True}, "password_wrong"),
        (({"did": DID}, 200), {"did": DID, "active": False, "status": "suspended"}, "account_takendown"),
        (({"did": DID}, 200), {"did": DID, "active": False, "status": "deactivated"}, "account_deactivated"),
        (({"did": DID}, 200), {"error": "RepoNotFound"}, "password_wrong"),
        (({}, 502), None, "password_wrong"),
    ],
)
def test_a_server_that_only_says_no_is_asked_why(pds, address, resolved, state, code):
    sign_in(pds, {"error": "AuthenticationRequired", "message": "Invalid identifier or password"}, 401)
    pds.expect_request(method("com.atproto.identity.resolveHandle")).respond_with_json(*resolved)
    if state:
        pds.expect_request(method("com.atproto.sync.getRepoStatus")).respond_with_json(state)
    with pytest.raises(Refused) as refused:
        connect.begin(answers(address), "")
    assert refused.value.code == code
    assert CARD.sentences[code] % refused.value.params


def test_an_inactive_account_is_refused_though_its_password_is_right(pds, address):
    sign_in(pds, session(active=False, status="deactivated"))
    with pytest.raises(Refused) as refused:
        connect.begin(answers(address), "")
    assert refused.value.code == "account_deactivated"


def test_the_accounts_own_password_is_refused_but_an_app_password_never_is(pds, address):
    sign_in(pds, session(accessJwt=token(scope="com.atproto.access")))
    profile(pds)
    with pytest.raises(Refused) as refused:
        connect.begin(answers(address, app_password="correct horse"), "")
    assert refused.value.code == "password_main"
    assert connect.begin(answers(address), "").account == DID


def test_too_many_sign_ins_wait(pds, address):
    sign_in(pds, {"error": "RateLimitExceeded"}, 429, headers={"retry-after": "60"})
    with pytest.raises(Later):
        connect.begin(answers(address), "")


@pytest.mark.parametrize("body", ["<!doctype html><title>Boutique</title>", "{}", "[]", '{"did": 5}'])
def test_a_server_of_something_else_never_sees_the_password(server, address, body):
    server.expect_request(method("com.atproto.server.describeServer")).respond_with_data(body)
    with pytest.raises(Refused) as refused:
        connect.begin(answers(address), "")
    assert refused.value.code == "server_other"
    assert [request.method for request, _ in server.log] == ["GET"]


@pytest.mark.parametrize(
    ("status", "kind"), [(301, Refused), (404, Refused), (401, Refused), (500, NotSent), (502, NotSent)]
)
def test_a_page_not_found_is_another_server_but_trouble_passes(server, address, status, kind):
    server.expect_request(method("com.atproto.server.describeServer")).respond_with_data("<html>", status)
    with pytest.raises(kind):
        connect.begin(answers(address), "")


def document(endpoint: str) -> dict[str, object]:
    service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": endpoint}
    return {"id": DID, "service": [{"id": "#other", "serviceEndpoint": "https://else.example"}, service]}


@pytest.mark.parametrize(
    ("endpoint", "code"),
    [
        ("https://10.1.2.3", "server_private"),
        ("http://93.184.216.34", "server_plain"),
        ("https://[::1]", "server_private"),
    ],
)
def test_an_identity_cannot_lead_the_desk_where_it_may_not_go(pds, address, endpoint, code):
    sign_in(pds, session(didDoc=document(endpoint)))
    with pytest.raises(Refused) as refused:
        connect.begin(answers(address), "")
    assert refused.value.code == code


def test_the_account_lives_where_its_identity_says(pds, address, monkeypatch):
    with HTTPServer() as home:
        host = f"{home.host}:{home.port}"
        monkeypatch.setenv("PUPITRE_ALLOWED_HOSTS_PRIVATE", f"{pds.host}:{pds.port},{host}")
        environment.cache_clear()
        sign_in(pds, session(didDoc=document(f"http://{host}/")))
        profile(home)
        assert connect.begin(answers(address), "").server == f"http://{host}"


@pytest.mark.parametrize("told", [{"service": "x"}, {"service": ["x", {}]}, "x", {}, document("nonsense://")])
def test_an_identity_that_names_no_server_leaves_the_one_that_was_written(pds, address, told):
    sign_in(pds, session(didDoc=told))
    profile(pds)
    assert connect.begin(answers(address), "").server == address


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("", "https://bsky.social"),
        ("  bsky.social/ ", "https://bsky.social"),
        ("https://bsky.app/profile/brand.test", "https://bsky.social"),
        ("HTTPS://PDS.Example:8443/x?y#z", "https://pds.example:8443"),
        ("https://user:secret@pds.example", "https://pds.example"),
        ("http://[::1]:2583", "http://[::1]:2583"),
        ("\u202ahttps://pds.example\u202c", "https://pds.example"),
    ],
)
def test_a_server_is_understood_however_it_is_written(written, address):
    assert places.server_address(written) == address


@pytest.mark.parametrize(
    "written", ["ftp://pds.example", "https://", "https://pds.example:99999", "a b", "http://[", "://"]
)
def test_what_is_no_address_is_said_to_be_none(written):
    with pytest.raises(Refused) as refused:
        places.server_address(written)
    assert refused.value.code == "server_malformed"


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("@Brand.Test", "brand.test"),
        ("brand", "brand.brand.test"),
        ("https://bsky.app/profile/brand.test/post/3k", "brand.test"),
        ("\u2068brand.test\u2069", "brand.test"),
        ("me@example.org", "me@example.org"),
        (DID, DID),
    ],
)
def test_a_handle_is_understood_however_it_is_copied(pds, address, written, asked):
    sign_in(pds, session())
    profile(pds)
    connect.begin(answers(address, handle=written), "")
    request = next(request for request, _ in pds.log if request.path.endswith("createSession"))
    assert request.get_json()["identifier"] == asked


def test_nobody_comes_back_from_a_detour():
    with pytest.raises(Refused) as refused:
        connect.finish({}, {})
    assert CARD.sentences[refused.value.code]


def test_every_question_has_a_sentence_that_can_be_translated():
    for question in connect.questions():
        assert {question.label, question.help} <= set(CARD.sentences.values())


# Checking


def refresh(pds: HTTPServer, told: object, status: int = 200, **options) -> None:
    pds.expect_request(method("com.atproto.server.refreshSession")).respond_with_json(told, status, **options)


def test_a_check_uses_the_refresh_token_and_keeps_the_app_password(pds, grant):
    refresh(pds, session(handle="renamed.test"))
    profile(pds)
    fresh = connect.check(grant)
    assert (fresh.handle, fresh.secrets["refresh"]) == ("renamed.test", "fresh")
    assert fresh.secrets["app_password"] == grant.secrets["app_password"]
    assert [r.headers["authorization"] for r, _ in pds.log if "refresh" in r.path] == ["Bearer a-refresh-token"]


@pytest.mark.parametrize(
    ("told", "status"),
    [({"error": "ExpiredToken"}, 400), ({"error": "InvalidToken"}, 400), ({"error": "InvalidRequest"}, 400)],
)
def test_a_dead_refresh_token_is_replaced_by_the_app_password(pds, grant, told, status):
    refresh(pds, told, status)
    sign_in(pds, session())
    profile(pds)
    assert connect.check(grant).secrets["refresh"] == "fresh"
    asked = next(request for request, _ in pds.log if request.path.endswith("createSession")).get_json()
    assert asked == {"identifier": DID, "password": "aaaa-bbbb-cccc-dddd"}


def test_only_a_refused_app_password_needs_a_person(pds, grant):
    refresh(pds, {"error": "ExpiredToken"}, 400)
    sign_in(pds, {"error": "AuthenticationRequired", "message": "Invalid identifier or password"}, 401)
    with pytest.raises(Reconnect) as dead:
        connect.check(grant)
    assert (dead.value.refresh, dead.value.code) == (False, "token_dead")


@pytest.mark.parametrize(
    ("told", "status", "kind"),
    [
        ({"error": "RateLimitExceeded"}, 429, Later),
        ({"error": "InternalServerError"}, 500, NotSent),
        ("<html>", 200, NotSent),
    ],
)
def test_what_passes_disconnects_nobody(pds, grant, told, status, kind):
    refresh(pds, told, status)
    with pytest.raises(kind):
        connect.check(grant)
    assert not any("createSession" in request.path for request, _ in pds.log)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (({"error": "AccountTakedown"}, 401), "account_takendown"),
        ((session(active=False, status="takendown"), 200), "account_takendown"),
        ((session(active=False, status="deactivated"), 200), "account_deactivated"),
    ],
)
def test_an_account_that_may_not_act_needs_a_person(pds, grant, told, code):
    refresh(pds, *told)
    with pytest.raises(Reconnect) as dead:
        connect.check(grant)
    assert (dead.value.refresh, dead.value.code) == (False, code)


# The counting service


def kept_profile(pds: HTTPServer) -> None:
    avatar = {"$type": "blob", "ref": {"$link": "bafkabc"}, "mimeType": "image/jpeg", "size": 3}
    record = {"uri": "at://x", "cid": "y", "value": {"displayName": "Kept", "avatar": avatar}}
    pds.expect_request(method("com.atproto.repo.getRecord")).respond_with_json(record)


@pytest.mark.parametrize(
    ("told", "status", "way"),
    [
        ({"error": "UpstreamFailure"}, 502, ""),
        ({"error": "MethodNotImplemented"}, 501, ""),
        ({"error": "InvalidRequest", "message": "No service configured for app.bsky.actor.getProfile"}, 400, ""),
        ({"error": "InvalidRequest", "message": "Profile not found"}, 400, "own"),
    ],
)
def test_without_a_counting_service_the_profile_is_read_where_it_is_kept(pds, address, told, status, way):
    sign_in(pds, session())
    profile(pds, told, status)
    kept_profile(pds)
    grant = connect.begin(answers(address), "")
    assert (grant.name, grant.facts["appview"]) == ("Kept", way)
    assert grant.avatar == f"{address}/xrpc/com.atproto.sync.getBlob?did=did%3Aplc%3Abrand&cid=bafkabc"
    assert bool(CARD.lacks(grant.facts).get("likes")) == (way == "")


def test_a_server_without_a_choice_of_its_own_is_told_which_service_to_ask(pds, address):
    named = {"atproto-proxy": "did:web:api.bsky.app#bsky_appview"}
    sign_in(pds, session())
    pds.expect_request(method("app.bsky.actor.getProfile"), headers=named).respond_with_json(PROFILE)
    profile(pds, {"error": "InvalidRequest", "message": "No service configured for app.bsky.actor.getProfile"}, 400)
    assert connect.begin(answers(address), "").facts["appview"] == named["atproto-proxy"]


def test_a_counting_service_in_trouble_is_not_forgotten(pds, grant):
    refresh(pds, session())
    profile(pds, {"error": "UpstreamTimeout"}, 504)
    kept_profile(pds)
    assert connect.check(grant).facts["appview"] == "own"


@pytest.mark.parametrize("told", ["opaque", "a.b.c", "a.W10.c", token(exp="never"), token(exp=10**30), token()])
def test_a_token_that_tells_nothing_of_its_end_has_none(told):
    assert expiry(told) is None
