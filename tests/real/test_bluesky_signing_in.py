"""Signing in at an account's own server, against the network's own production code, and what it is good for."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx2
import pytest
from cryptography.fernet import Fernet

from pupitre.ground import secrets
from pupitre.ground.environment import environment
from pupitre.networks.bluesky import client, connect, credentials, identity, measure, publish, revoke
from pupitre.networks.errors import NotSent, Reconnect, Refused
from pupitre.networks.words import Detour, Grant
from tests.real.at import Account, Network, at_account, at_network
from tests.real.bluesky import kept, outgoing, picture, prepared, published
from tests.real.consent import Agrees, agrees

__all__ = ["agrees", "at_account", "at_network"]

pytestmark = pytest.mark.real

PUBLIC = "https://desk.atelier-lune.org/connect/back/"
DEVELOPERS = "http://127.0.0.1:8014/connect/back/"


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all: servers read who the desk is once in ten minutes."""
    return tmp_path_factory.mktemp("key") / "secret.key"


@pytest.fixture(autouse=True)
def desk(at_network: Network, key_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A desk with a key of its own, which the servers find at https://desk.atelier-lune.org (and other names there)."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self):
            there = self.path.endswith("/connect/bluesky/client-metadata.json")
            self.send_response(200 if there else 404)
            self.send_header("content-type", "application/json")
            self.end_headers()
            host = self.path.split("/")[1]
            self.wfile.write(json.dumps(client.metadata(f"https://{host}/connect/back/") if there else {}).encode())

        def log_message(self, *told):
            pass

    server = HTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    at_network.believes(f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setattr(identity, "DIRECTORY", at_network.plc)
    monkeypatch.setattr(secrets, "key_file", lambda: key_file)
    monkeypatch.setenv("PUPITRE_DEBUG", "1")
    environment.cache_clear()
    yield
    monkeypatch.undo()
    environment.cache_clear()
    server.shutdown()


def asked(network: Network, account: Account, callback: str = PUBLIC, handle: str = "") -> Detour:
    detour = connect.begin({"server": network.pds, "handle": handle or account.handle}, callback)
    assert isinstance(detour, Detour)
    return detour


@pytest.fixture
def joined(at_network: Network, agrees: Agrees) -> Callable[..., Grant]:
    def join(account: Account, callback: str = PUBLIC) -> Grant:
        detour = asked(at_network, account, callback)
        return connect.finish(detour.memory, agrees(detour.url, account))

    return join


@pytest.mark.parametrize(("callback", "lasts"), [(PUBLIC, 730), (DEVELOPERS, 14)])
def test_a_person_agrees_and_the_desk_publishes_looks_measures_and_deletes(
    at_network, at_account, joined, callback, lasts
):
    account = at_account("agreed")
    grant = joined(account, callback)
    assert (grant.account, grant.handle, grant.server) == (account.did, account.handle, at_network.pds)
    assert "app_password" not in grant.secrets and account.password not in str(grant.secrets)
    assert timedelta(minutes=50) < grant.expires_at - datetime.now(UTC) <= timedelta(minutes=60)
    assert round((grant.ends_at - datetime.now(UTC)).total_seconds() / 86400) == lasts
    assert grant.facts["blob"] == 5_242_880
    sent = published(grant, "Bonjour, sans mot de passe", media=(picture(),))
    value = kept(at_network, sent.remote_id)
    assert value["text"] == "Bonjour, sans mot de passe" and value["embed"]["images"][0]["image"]["size"]
    at_network.settle()
    assert measure.posts([sent.remote_id], grant)[sent.remote_id].likes == 0
    assert measure.account(grant).posts == 1
    publish.send(replace(outgoing(grant), change="delete", target=sent), grant)
    with pytest.raises(AssertionError, match="RecordNotFound"):
        kept(at_network, sent.remote_id)


def test_nobody_else_can_use_what_was_given(at_network, at_account, joined):
    grant = joined(at_account("bound"))
    stolen = httpx2.post(
        f"{at_network.pds}/xrpc/com.atproto.repo.createRecord",
        json={"repo": grant.account, "collection": "app.bsky.feed.post", "record": {"text": "stolen"}},
        headers={"authorization": f"Bearer {grant.secrets['access']}"},
    )
    assert stolen.status_code in {400, 401}
    other = replace(grant, secrets={**grant.secrets, "key": credentials.new_key()})
    with pytest.raises((Reconnect, NotSent)):
        published(other)


def test_a_server_that_wants_a_newer_nonce_is_answered_once_and_one_post_is_there(at_network, at_account, joined):
    grant = joined(at_account("nonce"))
    credentials._nonces.clear()
    out = outgoing(grant, "Une seule fois")
    sent = publish.send(prepared(out, grant), grant)
    assert publish.find(out, grant) == sent
    listed = at_network.get("repo.listRecords", repo=grant.account, collection="app.bsky.feed.post")
    assert [row["value"]["text"] for row in listed["records"]] == ["Une seule fois"]
    credentials._nonces[at_network.pds] = "a nonce of long ago"
    assert publish.send(out, grant).remote_id == sent.remote_id


def test_a_pair_is_renewed_and_the_old_one_is_good_no_more(at_network, at_account, joined):
    grant = joined(at_account("renewed"))
    fresh = connect.check(grant)
    assert fresh.secrets["refresh"] != grant.secrets["refresh"] and fresh.secrets["access"] != grant.secrets["access"]
    assert (fresh.ends_at, fresh.facts, fresh.url) == (grant.ends_at, grant.facts, grant.url)
    published(fresh, "Avec la nouvelle paire")
    with pytest.raises(Reconnect) as old:
        published(grant, "Avec l’ancienne")
    assert old.value.refresh
    with pytest.raises(Reconnect) as replayed:
        connect.check(grant)
    assert (replayed.value.refresh, replayed.value.code) == (False, "sign_in_ended")


def test_a_sign_in_that_is_given_back_is_at_its_end(at_network, at_account, joined):
    grant = joined(at_account("givenback"))
    revoke.revoke(grant)
    for use in (lambda: connect.check(grant), lambda: published(grant, "Trop tard")):
        with pytest.raises(Reconnect):
            use()
    revoke.revoke(grant)


def test_a_permission_taken_back_on_the_server_asks_for_a_person(at_network, at_account, joined):
    grant = joined(at_account("revoked"))
    by, url = credentials.Bound(grant.secrets["key"]), f"{at_network.pds}/oauth/revoke"
    form = {"token": grant.secrets["refresh"], **client.client(PUBLIC).proof(at_network.pds)}
    from pupitre.networks.bluesky import xrpc

    assert xrpc.twice(url, by, form=form).ok
    with pytest.raises(Reconnect) as old:
        published(grant)
    assert old.value.refresh
    with pytest.raises(Reconnect) as dead:
        connect.check(grant)
    assert (dead.value.refresh, dead.value.code) == (False, "sign_in_ended")


def test_who_does_not_agree_connects_nothing(at_network, at_account, agrees):
    account = at_account("denied")
    detour = asked(at_network, account)
    with pytest.raises(Refused) as refused:
        connect.finish(detour.memory, agrees(detour.url, account, "Deny access"))
    assert refused.value.code == "denied"


def test_an_answer_is_good_once_and_for_its_own_journey(at_network, at_account, agrees):
    account = at_account("once")
    first, second = asked(at_network, account), asked(at_network, account)
    answer = agrees(first.url, account)
    for memory, said in (
        (second.memory, answer),
        (first.memory, {**answer, "state": second.memory["state"]}),
        (first.memory, {**answer, "iss": "https://bsky.social"}),
        (first.memory, {name: value for name, value in answer.items() if name != "iss"}),
        ({**first.memory, "verifier": second.memory["verifier"]}, answer),
    ):
        with pytest.raises(Refused) as refused:
            connect.finish(memory, said)
        assert refused.value.code in {"state_wrong", "code_refused"}
    with pytest.raises(Refused):  # the code was spent on the wrong verifier
        connect.finish(first.memory, answer)


def test_a_newer_key_signs_the_next_ones_in_and_the_old_ones_go_on(key_file, at_network, at_account, joined):
    """At an address of its own, since servers read who is there once in ten minutes."""
    account, other, kept_line = at_account("keys"), "https://keys.atelier-lune.org/connect/back/", key_file.read_text()
    before = joined(account)
    key_file.write_text(f"{Fernet.generate_key().decode()}\n{kept_line}")
    assert asked(at_network, account, other).memory["key_id"] != before.secrets["key_id"]
    renewed = connect.check(before)
    assert renewed.secrets["key_id"] == before.secrets["key_id"]
    key_file.write_text(key_file.read_text().splitlines()[0])
    with pytest.raises(Reconnect) as gone:
        connect.check(renewed)
    assert gone.value.code == "sign_in_ended"
    key_file.write_text(kept_line)


def test_an_account_is_found_by_its_did_too_and_its_name_must_be_proven_both_ways(at_network, at_account, monkeypatch):
    account = at_account("both")
    assert asked(at_network, account, handle=account.did).memory["handle"] == account.handle
    other = at_account("other")
    real = identity._document
    monkeypatch.setattr(identity, "_document", lambda did: {**real(did), "alsoKnownAs": [f"at://{other.handle}"]})
    with pytest.raises(Refused) as broken:
        asked(at_network, account)
    assert broken.value.code == "handle_broken"
    assert asked(at_network, account, handle=account.did).memory["handle"] == "handle.invalid"


def test_a_desk_that_cannot_be_read_from_outside_is_told_so(at_network, at_account):
    at_network.believes("http://127.0.0.1:9")
    with pytest.raises(NotSent) as failure:
        connect.begin(
            {"server": at_network.pds, "handle": at_account("unread").handle}, "https://desk.atelier-lune.org/x/back/"
        )
    assert failure.value.code == "desk_unknown"
    assert failure.value.params["desk"] == "https://desk.atelier-lune.org/x/bluesky/client-metadata.json"


def test_a_suspended_account_says_so_when_it_is_checked(at_network, at_account, joined):
    account = at_account("suspended")
    grant = joined(account)
    at_network.suspend(account)
    with pytest.raises(Reconnect) as dead:
        connect.check(grant)
    assert not dead.value.refresh
    at_network.suspend(account, suspended=False)
