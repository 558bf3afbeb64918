"""The contract of all networks, kept on the AT Protocol's own servers, over a way on which answers get lost."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import httpx2
import pytest

from pupitre.networks import contract, registry
from pupitre.networks.bluesky.tests.pretend import old_posts, seen
from pupitre.networks.contract_trial import Cannot, Fault, Seen, Trial
from tests.real.at import Account, Network, allowed, at_account, at_network, expired
from tests.real.bluesky import joined
from tests.real.way import Way

__all__ = ["at_account", "at_network"]

pytestmark = pytest.mark.real

POST = "app.bsky.feed.post"


class Far:
    """The harness: an account on a real server, spoken to over a way of its own."""

    card = registry.card("bluesky")
    cannot = {"counted": "the servers tell no length, only whether they take a text"}

    def __init__(self, network: Network, account: Account) -> None:
        self.network, self.account = network, account
        self.way = Way(self._handed_on, create="/com.atproto.repo.putRecord", look="/com.atproto.repo.getRecord")
        self.grant = replace(joined(network, account), server=f"http://{self.way.host}")

    def _handed_on(self, method: str, path: str, headers: dict[str, str], body: bytes) -> httpx2.Response:
        if path.startswith("/xrpc/app.bsky."):
            self.network.settle()  # the counting service is given the second that it needs
        return httpx2.request(method, f"{self.network.pds}{path}", headers=headers, content=body, timeout=60)

    def seen(self) -> Sequence[Seen]:
        found, cursor = [], ""
        while True:
            told = self.network.get(
                "repo.listRecords", repo=self.account.did, collection=POST, limit=100, cursor=cursor
            )
            found += [seen(row) for row in told["records"]]
            cursor = told.get("cursor", "")
            if not cursor:
                return found

    def counted(self, text: str) -> int:
        raise AssertionError("never asked")

    def seed(self, count: int) -> Sequence[str]:
        kind = "com.atproto.repo.applyWrites#create"
        writes = [{"$type": kind, "collection": POST, "value": record} for record in old_posts(count)]
        told = self.network.post("repo.applyWrites", self.account.access, repo=self.account.did, writes=writes)
        return [row["uri"] for row in told["results"]]

    def upset(self, fault: Fault, retry_after: str | None = None) -> None:
        if fault == "down":
            self.way.close()
        elif fault in {"expired", "revoked"}:
            if fault == "revoked":
                self.network.post("server.revokeAppPassword", self.account.access, name="desk")
            old = {"access": expired(self.grant.secrets["access"])}
            self.grant = replace(self.grant, secrets={**self.grant.secrets, **old})
        else:
            self.way.trouble, self.way.retry_after = fault, retry_after


@pytest.fixture
def far(at_network: Network, at_account: Callable[[str], Account]) -> Iterator[Far]:
    made = Far(at_network, at_account("contract"))
    with allowed(made.way.host):
        yield made
    made.way.close()


@pytest.mark.parametrize("check", contract.CHECKS, ids=lambda check: check.__name__)
def test_the_contract_is_kept_on_a_real_server(far: Far, check: Callable[[Trial], None]) -> None:
    try:
        check(Trial(far))
    except Cannot as cannot:
        pytest.skip(str(cannot))
