"""Signing in at the account's server: who answers must be the one who was asked, about the account that was meant."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from cryptography.fernet import Fernet

from pupitre.ground import secrets
from pupitre.ground.environment import environment
from pupitre.networks.bluesky import CARD, client, connect, credentials, oauth, publish, xrpc
from pupitre.networks.bluesky.identity import INVALID, Identity
from pupitre.networks.bluesky.tests.authority import Wrong, read, thumbprint
from pupitre.networks.bluesky.tests.conftest import DID
from pupitre.networks.bluesky.tests.pretend import CALLBACK, SignedIn
from pupitre.networks.errors import Later, NotSent, Reconnect, Refused
from pupitre.networks.words import Detour, Outgoing

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch, tmp_path) -> Iterator[SignedIn]:
    monkeypatch.setattr(secrets, "key_file", lambda: tmp_path / "secret.key")
    credentials._nonces.clear()
    made = SignedIn()
    monkeypatch.setenv("PUPITRE_ALLOWED_HOSTS_PRIVATE", made.host)
    monkeypatch.setattr(oauth, "identity", lambda name, asked: Identity(DID, "brand.test", f"http://{made.host}"))
    environment.cache_clear()
    yield made
    made.close()
    monkeypatch.undo()
    environment.cache_clear()


def asked(far: SignedIn, handle: str = "brand.test") -> Detour:
    detour = connect.begin({"handle": handle, "server": f"http://{far.host}"}, CALLBACK)
    assert isinstance(detour, Detour)
    return detour


def agreed(far: SignedIn, detour: Detour) -> dict[str, str]:
    query = parse_qs(urlsplit(detour.url).query)
    assert set(query) == {"client_id", "request_uri"}  # what is asked itself never goes through the browser
    return far.authority.agreed(query["request_uri"][0], query["client_id"][0])


def refused(detour: Detour, answer: dict[str, str]) -> Refused:
    with pytest.raises(Refused) as error:
        connect.finish(detour.memory, answer)
    assert CARD.sentences[error.value.code] % error.value.params
    return error.value


def test_there_and_back_with_every_proof_checked(far):
    detour = asked(far)
    grant = connect.finish(detour.memory, agreed(far, detour))
    assert (grant.account, grant.handle, grant.server) == (DID, "brand.test", f"http://{far.host}")
    assert set(grant.secrets) == {"access", "refresh", "key", "client", "key_id", "issuer", "tokens"}
    assert far.authority.wanted_nonces >= 1
    sent = publish.send(Outgoing("3m67rbxq5gk2x", NOW, "Bonjour"), grant)
    assert [row["uri"] for row in far.server.records.values()] == [sent.remote_id]


def test_each_journey_has_its_own_state_verifier_and_key(far):
    first, second = asked(far).memory, asked(far).memory
    assert all(first[name] != second[name] for name in ("state", "verifier", "key"))
    assert len(first["verifier"]) >= 43 and len(first["state"]) >= 32


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"state": ""}, "state_wrong"),
        ({"state": "another"}, "state_wrong"),
        ({"iss": ""}, "state_wrong"),
        ({"iss": "https://evil.example"}, "state_wrong"),
        ({"code": ""}, "denied"),
        ({"error": "access_denied", "error_description": "No"}, "denied"),
        ({"code": "cod-made-up"}, "code_refused"),
    ],
)
def test_an_answer_of_somebody_else_connects_nothing(far, changed, code):
    detour = asked(far)
    assert refused(detour, {**agreed(far, detour), **changed}).code == code
    assert not [session for session in far.authority.sessions if session.access not in {"", "acc-1"}]


def test_an_answer_is_good_once(far):
    detour = asked(far)
    answer = agreed(far, detour)
    connect.finish(detour.memory, answer)
    assert refused(detour, answer).code == "code_refused"


def test_a_code_without_the_verifier_or_the_key_of_its_journey_is_worth_nothing(far):
    for name, value in (("verifier", "x" * 64), ("key", credentials.new_key()), ("key_id", "")):
        detour = asked(far)
        answer = agreed(far, detour)
        memory = {**detour.memory, name: value}
        with pytest.raises((Refused, NotSent)):
            connect.finish(memory, answer)


def test_tokens_of_another_account_than_the_one_that_was_meant_are_not_kept(far):
    detour = asked(far)
    answer = agreed(far, detour)
    far.authority.sub = "did:plc:somebodyelse"
    assert refused(detour, answer).code == "signed_in_as_other"


@pytest.mark.parametrize("scope", ["", "atproto", "transition:generic", "atproto transition:email"])
def test_less_than_was_asked_for_is_too_little(far, scope):
    detour = asked(far)
    far.authority.scope = scope
    assert refused(detour, agreed(far, detour)).code == "scope_missing"


@pytest.mark.parametrize(
    "broken",
    [
        {"issuer": "https://evil.example"},
        {"require_pushed_authorization_requests": False},
        {"authorization_response_iss_parameter_supported": None},
        {"client_id_metadata_document_supported": False},
        {"code_challenge_methods_supported": ["plain"]},
        {"dpop_signing_alg_values_supported": []},
        {"scopes_supported": ["openid"]},
        {"scopes_supported": "atproto transition:generic"},
    ],
)
def test_a_server_of_tokens_that_lacks_what_makes_it_safe_is_not_spoken_to(far, monkeypatch, broken):
    about = {**far.authority.about(), **broken}
    monkeypatch.setattr(far.authority, "about", lambda: about)
    with pytest.raises(Refused) as error:
        asked(far)
    assert error.value.code == "no_sign_in"


@pytest.mark.parametrize("page", ["token_endpoint", "authorization_endpoint", "pushed_authorization_request_endpoint"])
def test_no_token_travels_unprotected(far, monkeypatch, page):
    about = {**far.authority.about(), page: "http://93.184.216.34/oauth"}
    monkeypatch.setattr(far.authority, "about", lambda: about)
    with pytest.raises(Refused) as error:
        asked(far)
    assert error.value.code == "server_plain"


def test_a_mail_address_is_not_a_handle(far):
    with pytest.raises(Refused) as error:
        asked(far, "camille@lune.example")
    assert error.value.code == "handle_not_mail"


def test_with_an_app_password_nobody_is_sent_anywhere(far):
    with pytest.raises(Refused) as error:
        connect.begin({"handle": "brand.test", "server": f"http://{far.host}", "app_password": "x"}, "urn:oob")
    assert error.value.code != "no_sign_in" and not far.authority.wanted_nonces


def test_without_a_place_to_come_back_to_an_app_password_is_asked_for(far):
    with pytest.raises(Refused) as error:
        connect.begin({"handle": "brand.test", "server": f"http://{far.host}"}, "http://localhost:8000/connect/back/")
    assert error.value.code == "password_missing"


# Renewing


def test_the_new_pair_is_not_tried_before_it_is_kept(far):
    fresh = connect.check(far.grant)
    assert (fresh.secrets["access"], fresh.secrets["refresh"]) == (far.session.access, far.session.refresh)
    assert far.authority.renewals == 1
    assert fresh.facts == far.grant.facts and fresh.account == DID


def test_a_pair_that_was_used_before_ends_the_sign_in_and_says_so(far):
    connect.check(far.grant)
    with pytest.raises(Reconnect) as dead:
        connect.check(far.grant)
    assert (dead.value.refresh, dead.value.code) == (False, "sign_in_ended")


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        ((400, "invalid_grant"), Reconnect, "sign_in_ended"),
        ((400, "invalid_client"), NotSent, "desk_unknown"),
        ((400, "invalid_client_metadata"), NotSent, "desk_unknown"),
        ((400, "invalid_client_id"), NotSent, "desk_unknown"),
        ((400, "invalid_dpop_proof"), NotSent, "proof_refused"),
        ((400, "use_dpop_nonce"), NotSent, "proof_refused"),
        ((400, "something_new"), NotSent, "token_refused"),
        ((500, "server_error"), NotSent, "server_error"),
        ((503, ""), NotSent, "server_error"),
        ((429, ""), Later, "limit"),
    ],
)
def test_only_what_is_said_of_the_sign_in_itself_ends_it(far, monkeypatch, answer, kind, code):
    def tokens(*_):
        raise Wrong(*answer, "because")

    monkeypatch.setattr(far.authority, "_of_refresh", tokens)
    with pytest.raises(kind) as error:
        connect.check(far.grant)
    assert error.value.code == code
    assert not getattr(error.value, "refresh", False)


def test_a_profile_that_does_not_answer_costs_no_renewal(far, monkeypatch):
    def away(*_, **__):
        raise NotSent("unreachable")

    monkeypatch.setattr(xrpc, "look", away)
    named = replace(far.grant, name="Lune", avatar="https://cdn.example/a.jpg", url="https://bsky.app/profile/brand")
    fresh = connect.check(named)
    assert (fresh.name, fresh.avatar, fresh.url) == (named.name, named.avatar, named.url)
    assert fresh.secrets["refresh"] != named.secrets["refresh"]


def test_a_server_that_never_stops_asking_for_a_nonce_is_asked_twice_and_nothing_is_written(far, monkeypatch):
    calls = []

    def never(headers, verb, url):
        calls.append(read(headers["DPoP"])[1].get("nonce"))
        raise Wrong(401, "use_dpop_nonce", "another one")

    monkeypatch.setattr(far.authority, "let_in", never)
    with pytest.raises(NotSent) as error:
        publish.send(Outgoing("3m67rbxq5gk2x", NOW, "Bonjour"), far.grant)
    assert error.value.code == "proof_refused" and calls == [None, far.authority.nonce]
    assert not far.server.records


# Who the desk is


def test_the_desk_s_document_has_its_public_keys_and_no_private_one(far):
    told = client.metadata(CALLBACK)
    assert told and told["client_id"] == "https://desk.lune.org/connect/bluesky/client-metadata.json"
    assert told["redirect_uris"] == [CALLBACK] and told["client_uri"] == "https://desk.lune.org"
    (key,) = told["jwks"]["keys"]
    assert key["kid"] == thumbprint(key) and set(key) == {"kty", "crv", "x", "y", "kid", "alg", "use"}
    assert '"d"' not in json.dumps(told)


def test_the_keys_are_made_from_the_key_file_alone_newest_first(far):
    (old,) = client.keys()
    assert list(client.keys()) == [old]
    file = secrets.key_file()
    file.write_text(f"{Fernet.generate_key().decode()}\n{file.read_text()}")
    newest, kept = client.keys()
    assert kept == old != newest
    assert client.client(CALLBACK).key_id == newest
    assert {key["kid"] for key in client.metadata(CALLBACK)["jwks"]["keys"]} == {newest, old}
    assert connect.check(far.grant).secrets["key_id"] == old
    file.write_text(Fernet.generate_key().decode())
    with pytest.raises(Reconnect) as gone:
        connect.check(far.grant)
    assert gone.value.code == "sign_in_ended" and far.authority.renewals == 1


def test_a_developer_s_desk_is_one_only_where_it_is_said_to_be(monkeypatch):
    there = "http://127.0.0.1:8000/connect/back/"
    assert client.client(there) is None
    monkeypatch.setenv("PUPITRE_DEBUG", "1")
    environment.cache_clear()
    try:
        desk = client.client(there)
        assert desk and desk.key_id == "" and parse_qs(urlsplit(desk.id).query)["redirect_uri"] == [there]
        assert client.metadata(there) is None
        assert client.client("http://localhost:8000/connect/back/") is None
    finally:
        monkeypatch.undo()
        environment.cache_clear()


def test_how_long_a_sign_in_lasts_depends_on_whether_the_desk_can_prove_itself(far):
    detour = asked(far)
    with time_machine.travel(datetime.now(UTC), tick=False):
        at = datetime.now(UTC)
        assert connect.finish(detour.memory, agreed(far, detour)).ends_at == at + timedelta(days=730)


def test_a_broken_name_is_shown_by_its_did(far, monkeypatch):
    monkeypatch.setattr(oauth, "identity", lambda name, asked: Identity(DID, INVALID, f"http://{far.host}"))
    detour = asked(far, DID)
    grant = connect.finish(detour.memory, agreed(far, detour))
    assert (grant.handle, grant.url) == (DID, f"https://bsky.app/profile/{DID}")


def test_secrets_show_in_no_repr(far):
    detour = asked(far)
    grant = connect.finish(detour.memory, agreed(far, detour))
    shown = f"{detour!r} {grant!r} {credentials.credential(grant)!r} {client.client(CALLBACK)!r}"
    for secret in ("access", "refresh", "key"):
        assert grant.secrets[secret] not in shown
    assert detour.memory["verifier"] not in shown
