"""The contract of all networks, kept on mastodon-mock and on snac, over a way on which answers get lost."""

import secrets
from collections.abc import Iterator, Sequence
from typing import Any

import httpx2
import pytest

from pupitre.networks import contract, registry
from pupitre.networks.contract_trial import Cannot, Fault, Seen, Trial
from pupitre.networks.words import Grant
from tests.real.fediverse import MastodonMock, Snac, allowed, mastodon_mock, snac
from tests.real.mastodon import STATUSES, joined
from tests.real.way import Way

__all__ = ["mastodon_mock", "snac"]

pytestmark = pytest.mark.real


class Far:
    """The harness: an account on a real server, spoken to over a way of its own."""

    card = registry.card("mastodon")

    def __init__(self, server: MastodonMock | Snac, name: str, cannot: dict[str, str]) -> None:
        self.server = server
        self.direct = joined(server, name)
        self.cannot = {"expired": "these tokens have no end"} | cannot
        self.way = Way(self._handed_on, create="/statuses", look="/statuses")
        self.host = self.way.host
        self.grant = Grant(
            f"http://{self.host}", self.direct.account, secrets=self.direct.secrets, facts=self.direct.facts
        )

    def _handed_on(self, method: str, path: str, headers: dict[str, str], body: bytes) -> httpx2.Response:
        return self.server.call(method, path, headers=headers, content=body)

    def seen(self) -> Sequence[Seen]:
        return [self._seen(status) for status in self._all()]

    def _all(self) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        max_id = None
        while True:
            query = {"limit": 40} | ({"max_id": max_id} if max_id else {})
            path = f"/api/v1/accounts/{self.grant.account}/statuses"
            page = self.server.told("GET", path, self.direct.secrets["token"], params=query)
            fresh = {status["id"]: status for status in page if status["id"] not in found}
            if not fresh:
                return list(found.values())
            found |= fresh
            max_id = page[-1]["id"]

    def _seen(self, status: dict[str, Any]) -> Seen:
        alts = tuple(media["description"] or "" for media in status["media_attachments"])
        return Seen(self._id(status["id"]), self._source(status), alts, self._id(status["in_reply_to_id"] or ""))

    def _id(self, remote_id: str) -> str:
        """snac's ids begin with the second of the last change, which is no part of who it is."""
        return "0" * 10 + remote_id[10:] if remote_id and isinstance(self.server, Snac) else remote_id

    def _source(self, status: dict[str, Any]) -> str:
        if "text" in status:
            return status["text"]
        return self.server.told("GET", f"{STATUSES}/{status['id']}/source")["text"]

    def counted(self, text: str) -> int:
        raise AssertionError("not asked")

    def seed(self, count: int) -> Sequence[str]:
        token = self.direct.secrets["token"]
        posts = [self.server.told("POST", STATUSES, token, data={"status": f"Ancien {n}"}) for n in range(count)]
        return [self._id(post["id"]) for post in posts]

    def upset(self, fault: Fault, retry_after: str | None = None) -> None:
        if fault == "revoked":
            form = {name: self.direct.secrets[name] for name in ("token", "client_id", "client_secret")}
            self.server.call("POST", "/oauth/revoke", data=form)
        elif fault == "down":
            self.close()
        else:
            self.way.trouble, self.way.retry_after = fault, retry_after

    def close(self) -> None:
        self.way.close()


COUNTED = {"counted": "it counts otherwise than Mastodon"}
NOT_THERE = {
    ("mastodon-mock", contract.the_longest_text_leaves_and_one_more_is_refused): "it counts code points, not graphemes",
    ("mastodon-mock", contract.what_is_not_told_is_none): "it says it is 4.6 and leaves out quotes_count",
    ("snac", contract.the_longest_text_leaves_and_one_more_is_refused): "it takes a text of any length",
}


@pytest.fixture(params=["mastodon-mock", "snac"])
def far(request: pytest.FixtureRequest) -> Iterator[Far]:
    if request.param == "snac":
        made = Far(request.getfixturevalue("snac"), "brand", COUNTED)
    else:
        server, name = request.getfixturevalue("mastodon_mock"), f"contract{secrets.token_hex(4)}"
        server.account(name)
        made = Far(server, name, COUNTED)
    with allowed(made.host):
        yield made
    made.close()


@pytest.mark.parametrize("check", contract.CHECKS, ids=lambda check: check.__name__)
def test_the_contract_is_kept_on_a_real_server(far: Far, check) -> None:
    reason = NOT_THERE.get(("snac" if isinstance(far.server, Snac) else "mastodon-mock", check))
    if reason:
        pytest.skip(reason)
    try:
        check(Trial(far))
    except Cannot as cannot:
        pytest.skip(str(cannot))
