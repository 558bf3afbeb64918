"""A member signs in at the account's own server and comes back: through the pages, with every proof checked there."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from pupitre.channels.models import Channel
from pupitre.ground.environment import environment
from pupitre.journal.models import Entry
from pupitre.networks.bluesky import oauth
from pupitre.networks.bluesky.identity import Identity
from pupitre.networks.bluesky.tests.conftest import DID
from pupitre.networks.bluesky.tests.pretend import SignedIn

pytestmark = pytest.mark.django_db(transaction=True)

BACK = "/connect/back/"
OTHER = "did:plc:other"


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> Iterator[SignedIn]:
    """Two accounts on one server; `brand.test` and `other.test`."""
    made = SignedIn()
    monkeypatch.setenv("PUPITRE_ALLOWED_HOSTS_PRIVATE", made.host)
    monkeypatch.setenv("PUPITRE_ADDRESS", "https://desk.lune.org")
    dids = {"brand.test": DID, "other.test": OTHER}
    monkeypatch.setattr(oauth, "identity", lambda name, asked: Identity(dids[name], name, f"http://{made.host}"))
    environment.cache_clear()
    yield made
    made.close()
    monkeypatch.undo()
    environment.cache_clear()


@pytest.fixture
def desk(owner, brand) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def set_out(desk: Client, brand, handle: str = "brand.test", path: str = "add/bluesky/") -> str:
    """Where the browser is sent."""
    answer = desk.post(f"/b/{brand.slug}/channels/{path}", {"handle": handle})
    assert answer.status_code == 200, answer
    return answer["Refresh"].removeprefix("0; url=")


def agree(far: SignedIn, address: str, did: str = DID) -> dict[str, str]:
    query = parse_qs(urlsplit(address).query)
    far.authority.sub = did
    return far.authority.agreed(query["request_uri"][0], query["client_id"][0])


def test_there_and_back_makes_a_channel_and_no_secret_is_seen(desk, brand, owner, far):
    address = set_out(desk, brand)
    answer = desk.get(BACK, agree(far, address), follow=True)
    channel = Channel.objects.get()
    assert answer.redirect_chain[-1][0] == f"/b/{brand.slug}/channels/"
    assert (channel.brand, channel.account, channel.handle, channel.state) == (brand, DID, "brand.test", Channel.READY)
    assert channel.ends_at and channel.refresh_at < channel.expires_at < channel.ends_at
    assert Entry.objects.get(verb="channel.connected").actor_id == owner.pk
    for secret in (channel.grant.secrets[name] for name in ("access", "refresh", "key")):
        assert secret not in address
        assert secret.encode() not in answer.content and secret not in channel.sealed
        assert not any(secret in str(entry.particulars) for entry in Entry.objects.all())


def test_nothing_secret_goes_through_the_browser(desk, brand, far):
    query = parse_qs(urlsplit(set_out(desk, brand)).query)
    assert set(query) == {"client_id", "request_uri"}
    assert "memory" in str(desk.session["detours"]) and "verifier" not in str(desk.session["detours"])


MISUSES = {
    "no state": {"state": None},
    "another state": {"state": "made-up-by-somebody-else-0000"},
    "no issuer": {"iss": None},
    "another issuer": {"iss": "https://evil.example"},
    "no code": {"code": None},
    "another code": {"code": "cod-stolen"},
    "a refusal": {"error": "access_denied"},
}


@pytest.mark.parametrize("changed", MISUSES.values(), ids=MISUSES)
def test_an_answer_that_was_tampered_with_links_nothing(desk, brand, far, changed):
    said = {**agree(far, set_out(desk, brand)), **changed}
    answer = desk.get(BACK, {name: value for name, value in said.items() if value is not None})
    assert answer.status_code == (400 if "state" in changed else 302)
    assert not Channel.objects.exists()


def test_two_journeys_cannot_be_mixed(desk, brand, far):
    """The answer to one journey, brought with the state of another (R31)."""
    first, second = set_out(desk, brand), set_out(desk, brand)
    one, two = agree(far, first), agree(far, second)
    desk.get(BACK, {**one, "state": two["state"]})
    assert not Channel.objects.exists()


def test_an_answer_is_good_for_its_own_session_and_once(desk, brand, owner, far):
    said = agree(far, set_out(desk, brand))
    stranger = Client()
    stranger.force_login(owner)
    assert stranger.get(BACK, said).status_code == 400 and not Channel.objects.exists()
    assert desk.get(BACK, said).status_code == 302 and Channel.objects.count() == 1
    assert desk.get(BACK, said).status_code == 400 and Channel.objects.count() == 1


def test_who_signs_in_as_somebody_else_links_nothing_and_is_told(desk, brand, far):
    said = agree(far, set_out(desk, brand), OTHER)
    page = desk.get(BACK, said, follow=True).content.decode()
    assert "another account than brand.test" in page and not Channel.objects.exists()


def test_connecting_again_as_another_account_leaves_the_first_as_it_was(desk, brand, far):
    desk.get(BACK, agree(far, set_out(desk, brand)))
    before = Channel.objects.get()
    said = agree(far, set_out(desk, brand, "other.test", f"{before.pk}/again/"), OTHER)
    page = desk.get(BACK, said, follow=True).content.decode()
    after = Channel.objects.get()
    assert "other.test" in page and "brand.test" in page
    assert (after.account, after.sealed, after.grant_version) == (before.account, before.sealed, before.grant_version)


def test_a_channel_of_an_app_password_goes_on_as_the_same_one(desk, brand, owner, far):
    from dataclasses import replace

    from pupitre.channels import connect

    session = replace(far.grant, secrets={"access": "a", "refresh": "r", "app_password": "aaaa-bbbb-cccc-dddd"})
    first = connect.keep(brand, "bluesky", session, owner)
    desk.get(BACK, agree(far, set_out(desk, brand, path=f"{first.pk}/again/")))
    channel = Channel.objects.get()
    assert channel.pk == first.pk and "app_password" not in channel.grant.secrets and channel.grant.secrets["key"]
