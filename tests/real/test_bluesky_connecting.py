"""Connecting and keeping a Bluesky account, against the network's own production code."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import httpx2
import pytest

from pupitre.networks.bluesky import CARD, connect, publish, revoke
from pupitre.networks.errors import Later, NotSent, Reconnect, Refused
from tests.real.at import allowed, at_account, at_alone, at_network, expired
from tests.real.bluesky import answers, brand, grant, joined, outgoing, picture, published

__all__ = ["at_account", "at_alone", "at_network", "brand", "grant"]

pytestmark = pytest.mark.real


@contextmanager
def web_page() -> Iterator[str]:
    """A server of ours that is no account server: it answers a page to everything."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Boutique</title>")

        do_POST = do_GET

        def log_message(self, *told):
            pass

    server = HTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"127.0.0.1:{server.server_port}"
    with allowed(address):
        yield f"http://{address}"
    server.shutdown()


def test_an_account_is_connected_with_its_did_its_own_server_and_a_token_of_two_hours(at_network, brand, grant):
    assert (grant.account, grant.handle, grant.server) == (brand.did, brand.handle, at_network.pds)
    assert set(grant.secrets) == {"access", "refresh", "app_password"}
    assert timedelta(hours=1) < grant.expires_at - datetime.now(UTC) <= timedelta(hours=2)
    assert grant.facts["blob"] == 5_242_880
    assert brand.app_password not in repr(grant)


@pytest.mark.parametrize("written", ["@{handle}", " {handle} ", "\u202a@{handle}\u202c", "{short}", "{upper}"])
def test_a_handle_is_understood_however_it_is_copied(at_network, brand, written):
    short = brand.handle.removesuffix(".test")
    handle = written.format(handle=brand.handle, short=short, upper=brand.handle.upper())
    assert connect.begin(answers(at_network, brand, handle=handle), "").account == brand.did


def test_the_profile_gives_name_and_picture_and_check_sees_them_change(at_network, at_account):
    account = at_account("named")
    grant = joined(at_network, account)
    assert grant.name == ""
    sent = httpx2.post(
        f"{at_network.pds}/xrpc/com.atproto.repo.uploadBlob",
        content=picture().read(),
        headers={"authorization": f"Bearer {account.access}", "content-type": "image/jpeg"},
    ).json()
    profile = {"$type": "app.bsky.actor.profile", "displayName": "La Boutique", "avatar": sent["blob"]}
    place = {"repo": account.did, "collection": "app.bsky.actor.profile", "rkey": "self"}
    at_network.post("repo.putRecord", account.access, **place, record=profile)
    at_network.settle()
    fresh = connect.check(grant)
    assert fresh.name == "La Boutique"
    assert fresh.avatar.startswith("http")
    assert fresh.secrets["refresh"] != grant.secrets["refresh"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"app_password": "aaaa-bbbb-cccc-dddd"}, "password_wrong"),
        ({"app_password": ""}, "password_missing"),
        ({"handle": ""}, "handle_missing"),
        ({"handle": "nobody-at-all.test"}, "handle_unknown"),
        ({"server": "http://10.0.0.1:2583"}, "server_private"),
        ({"server": "https://127.0.0.1"}, "server_private"),
        ({"server": "ftp://example.org"}, "server_malformed"),
    ],
)
def test_what_a_person_can_mend_is_refused_with_its_sentence(at_network, brand, changed, code):
    with pytest.raises(Refused) as refused:
        connect.begin(answers(at_network, brand, **changed), "")
    assert refused.value.code == code
    assert CARD.sentences[code] % refused.value.params


def test_a_server_that_answers_a_page_is_told_from_an_account_server_before_the_password_leaves(brand):
    with web_page() as address, pytest.raises(Refused) as refused:
        connect.begin({"server": address, "handle": brand.handle, "app_password": brand.app_password}, "")
    assert refused.value.code == "server_other"


def test_a_server_that_is_not_there_is_said_to_be_unreachable(brand, grant):
    with allowed("127.0.0.1:9"), pytest.raises(NotSent) as failure:
        connect.begin({"server": "http://127.0.0.1:9", "handle": "a.test", "app_password": "x"}, "")
    assert failure.value.code == "unreachable"


def test_the_accounts_own_password_is_not_kept(at_network, brand):
    with pytest.raises(Refused) as refused:
        connect.begin(answers(at_network, brand, app_password=brand.password), "")
    assert refused.value.code == "password_main"


def test_a_suspended_account_is_refused_then_blocked_then_works_again(at_network, at_account):
    account = at_account("suspended")
    grant = joined(at_network, account)
    at_network.suspend(account)
    for named, code in ((account.did, "account_takendown"), (account.handle, "handle_unknown")):
        with pytest.raises(Refused) as refused:
            connect.begin(answers(at_network, account, handle=named), "")
        assert refused.value.code == code
    for act in (lambda: connect.check(grant), lambda: published(grant)):
        with pytest.raises(Reconnect) as dead:
            act()
        assert (dead.value.refresh, dead.value.code) == (False, "account_takendown")
    at_network.suspend(account, suspended=False)
    at_network.settle()
    assert published(connect.check(grant)).remote_id


def test_a_deactivated_account_is_refused_with_its_own_sentence(at_network, at_account):
    account = at_account("away")
    grant = joined(at_network, account)
    at_network.post("server.deactivateAccount", account.access, deleteAfter="2027-01-01T00:00:00Z")
    with pytest.raises(Refused) as refused:
        joined(at_network, account)
    assert refused.value.code == "account_deactivated"
    with pytest.raises(Reconnect) as dead:
        published(grant)
    assert (dead.value.refresh, dead.value.code) == (False, "account_deactivated")


def test_an_old_token_asks_for_a_refresh_and_the_refreshed_one_works(grant):
    old = replace(grant, secrets={**grant.secrets, "access": expired(grant.secrets["access"])})
    out = outgoing(old)
    with pytest.raises(Reconnect) as failure:
        publish.send(out, old)
    assert (failure.value.refresh, failure.value.code) == (True, "token_old")
    assert publish.find(out, old) is None
    assert publish.send(out, connect.check(old)).remote_id.endswith(out.key)


def test_a_dead_refresh_token_falls_back_on_the_app_password(grant):
    for refresh in (expired(grant.secrets["refresh"]), "not.a.token", ""):
        fresh = connect.check(replace(grant, secrets={**grant.secrets, "refresh": refresh}))
        assert fresh.secrets["refresh"] not in {refresh, grant.secrets["refresh"]}


def test_a_revoked_app_password_needs_a_person(at_network, at_account):
    account = at_account("revoked")
    grant = joined(at_network, account)
    at_network.post("server.revokeAppPassword", account.access, name="desk")
    with pytest.raises(Reconnect) as dead:
        connect.check(grant)
    assert (dead.value.refresh, dead.value.code) == (False, "token_dead")


def test_many_wrong_passwords_meet_the_servers_own_limit_which_says_until_when(at_alone):
    account = at_alone.account("limited")
    wrong = answers(at_alone, account, app_password="aaaa-bbbb-cccc-dddd")

    def attempt(_):
        try:
            connect.begin(wrong, "")
        except Refused:
            return None
        except Later as limited:
            return limited

    with ThreadPoolExecutor(8) as pool:
        limits = [limited for limited in pool.map(attempt, range(34)) if limited]
    assert limits
    assert timedelta(0) < limits[0].at - datetime.now(UTC) <= timedelta(minutes=5, seconds=5)


def test_a_session_that_is_given_back_is_at_its_end_and_the_app_password_is_said_to_stay(at_network, at_account):
    account = at_account("givenback")
    grant = joined(at_network, account)
    for _ in range(2):
        with pytest.raises(Refused) as stays:
            revoke.revoke(grant)
        assert stays.value.code == "app_password_stays"
    renewed = httpx2.post(
        f"{at_network.pds}/xrpc/com.atproto.server.refreshSession",
        headers={"authorization": f"Bearer {grant.secrets['refresh']}"},
    )
    assert renewed.status_code in {400, 401}
