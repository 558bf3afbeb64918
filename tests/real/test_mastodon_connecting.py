"""Connecting a Mastodon account on servers that nobody here wrote."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pupitre.networks.errors import NotSent, Reconnect, Refused
from pupitre.networks.mastodon import CARD, connect, publish, revoke
from pupitre.networks.words import Grant, Idempotency
from tests.real.fediverse import MastodonMock, allowed, mastodon_mock, snac
from tests.real.mastodon import BACK, grant, joined, mock_grant, outgoing, server, snac_grant

__all__ = ["grant", "mastodon_mock", "mock_grant", "server", "snac", "snac_grant"]

pytestmark = pytest.mark.real


@pytest.fixture
def free_address():
    with allowed("127.0.0.1:9"):
        yield "http://127.0.0.1:9"


def test_an_account_is_connected_by_oauth_with_what_its_server_tells(mastodon_mock, mock_grant):
    assert mock_grant.server == mastodon_mock.address
    assert mock_grant.handle.startswith("@brand")
    assert mock_grant.facts["software"] == "mastodon"
    assert CARD.idempotency(mock_grant.facts) == Idempotency("A", timedelta(hours=1))
    assert (CARD.rules(mock_grant.facts).length, CARD.rules(mock_grant.facts).pictures.most) == (500, 4)
    assert connect.check(mock_grant).account == mock_grant.account


def test_snac_is_known_by_its_name_and_its_lacks_are_said(snac, snac_grant):
    assert (snac_grant.server, snac_grant.handle) == (snac.address, f"@brand@{snac.netloc}")
    assert (snac_grant.facts["software"], snac_grant.facts["version"]) == ("snac", "2.75")
    assert CARD.idempotency(snac_grant.facts) == Idempotency("C")
    assert CARD.rules(snac_grant.facts).polls is None
    assert {"poll", "delete", "language", "followers"} <= set(CARD.lacks(snac_grant.facts))
    assert connect.check(snac_grant).account == snac_grant.account


def test_a_pasted_token_connects_too(server, grant):
    given = connect.begin({"server": server.address, "token": grant.secrets["token"]}, BACK)
    assert isinstance(given, Grant)
    assert (given.account, given.handle) == (grant.account, grant.handle)


def test_a_wrong_token_is_refused_and_a_dead_one_asks_for_a_person(server, grant):
    with pytest.raises(Refused) as caught:
        connect.begin({"server": server.address, "token": "nothing"}, BACK)
    assert caught.value.code == "token_wrong"
    dead = replace(grant, secrets={"token": "nothing"})
    for attempt in (lambda: connect.check(dead), lambda: publish.send(outgoing(dead), dead)):
        with pytest.raises(Reconnect) as reconnect:
            attempt()
        assert reconnect.value.refresh is False


def test_a_token_that_is_given_back_opens_nothing(server):
    if isinstance(server, MastodonMock):
        server.account("givenback")
    grant = joined(server, "givenback" if isinstance(server, MastodonMock) else "brand")
    assert connect.check(grant)
    revoke.revoke(grant)
    with pytest.raises(Reconnect) as dead:
        connect.check(grant)
    assert dead.value.refresh is False
    revoke.revoke(grant)


def test_a_token_that_a_person_made_is_theirs_to_take_back(server, grant):
    with pytest.raises(Refused):
        revoke.revoke(replace(grant, secrets={"token": grant.secrets["token"]}))
    assert connect.check(grant)


def test_a_code_that_was_never_given_connects_nobody(mastodon_mock):
    detour = connect.begin({"server": mastodon_mock.netloc}, BACK)
    with pytest.raises(Refused) as caught:
        connect.finish(detour.memory, {"state": detour.memory["state"], "code": "guessed"})
    assert caught.value.code == "code_refused"


def test_an_inside_address_that_the_operator_did_not_allow_is_refused(mastodon_mock):
    for typed in ("https://127.0.0.1:1", "https://10.0.0.1", "https://[::1]"):
        with pytest.raises(Refused) as caught:
            connect.begin({"server": typed}, BACK)
        assert caught.value.code == "address_refused"


def test_a_server_that_is_away_is_told(free_address):
    with pytest.raises(NotSent) as caught:
        connect.begin({"server": free_address}, BACK)
    assert caught.value.code == "server_silent"
