"""Every network keeps the contract, and the contract sees a connector that does not.

A network joins with one line in HARNESSES: a function that makes its harness in a folder of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from pupitre.ground.environment import environment
from pupitre.networks import contract, registry
from pupitre.networks.contract import Cannot, Harness, Trial
from pupitre.networks.errors import NotSent, Unsure
from pupitre.networks.paper import publish
from pupitre.networks.paper.where import place_of
from pupitre.networks.tests.paper_harness import BehindAPress, OnASheet
from pupitre.networks.words import Grant, Outgoing, Sent

HARNESSES: dict[str, Callable[[Path], Harness]] = {
    **{f"a sheet of class {kind}": lambda _, kind=kind: OnASheet(kind) for kind in "ABCD"},
    **{f"a press of class {kind}": lambda folder, kind=kind: BehindAPress(kind, folder) for kind in "ABCD"},
}


@pytest.fixture
def harness(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Harness]:
    made = HARNESSES[request.param](tmp_path)
    if made.grant.server.startswith("http://127.0.0.1:"):
        monkeypatch.setenv("PUPITRE_ALLOWED_HOSTS_PRIVATE", made.grant.server.removeprefix("http://"))
        environment.cache_clear()
    yield made
    made.close()
    monkeypatch.undo()
    environment.cache_clear()


@pytest.mark.parametrize("check", contract.CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("harness", HARNESSES, indirect=True)
def test_every_network_keeps_the_contract(harness: Harness, check: Callable[[Trial], None]) -> None:
    try:
        check(Trial(harness))
    except Cannot as reason:
        pytest.skip(str(reason))


@pytest.mark.parametrize("key", registry.cards())
def test_every_card_is_complete_before_anything_is_connected(key: str) -> None:
    contract.contract_card.check(registry.card(key), {})


def with_a_new_key(outgoing: Outgoing, grant: Grant) -> Sent:
    """Planted: each call is a new post, as if no key had been given."""
    post = place_of(grant).put(publish.new_key("", grant), publish.letter(outgoing), outgoing.created_at)
    return Sent(post.id)


def twice_when_in_doubt(outgoing: Outgoing, grant: Grant) -> Sent:
    """Planted: an answer that does not come is met by sending again."""
    try:
        return publish.send(outgoing, grant)
    except Unsure:
        return publish.send(outgoing, grant)


def sure_that_nothing_left(outgoing: Outgoing, grant: Grant) -> Sent:
    """Planted: a lost answer is reported as if nothing had been sent."""
    try:
        return publish.send(outgoing, grant)
    except Unsure as error:
        raise NotSent(error.code) from error


def the_latest(outgoing: Outgoing, grant: Grant) -> Sent | None:
    """Planted: looking means taking the latest post."""
    posts = place_of(grant).latest(None, 1).posts
    return Sent(posts[0].id) if posts else None


def planted(**verbs: Callable) -> SimpleNamespace:
    own = {name: getattr(publish, name) for name in ("new_key", "prepare", "send", "find")}
    return SimpleNamespace(**{**own, **verbs})


def counting_bytes(card):
    return replace(
        card, rules=lambda facts: replace(registry.card("paper").rules(facts), count=lambda t: len(t.encode()))
    )


BAD = {
    "one that posts again for the same key": (
        "A",
        lambda card: replace(card, publishes=planted(send=with_a_new_key)),
        {"the_same_key_never_makes_two"},
    ),
    "one that sends again when in doubt": (
        "C",
        lambda card: replace(card, publishes=planted(send=twice_when_in_doubt)),
        {"a_lost_answer_is_never_hidden", "an_error_after_acceptance_is_never_hidden"},
    ),
    "one that hides a lost answer": (
        "A",
        lambda card: replace(card, publishes=planted(send=sure_that_nothing_left)),
        {"a_lost_answer_is_never_hidden", "an_error_after_acceptance_is_never_hidden"},
    ),
    "one that miscounts text": (
        "A",
        counting_bytes,
        {"text_is_counted_as_the_network_counts", "the_longest_text_leaves_and_one_more_is_refused"},
    ),
    "one that takes the latest for ours": (
        "C",
        lambda card: replace(card, publishes=planted(find=the_latest)),
        {"find_sees_nothing_before_sending", "find_finds_exactly_what_was_sent"},
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_the_contract_sees_a_bad_connector(name: str) -> None:
    kind, spoil, expected = BAD[name]
    seen = set()
    for check in contract.CHECKS:
        harness = OnASheet(kind)
        harness.card = spoil(harness.card)
        if name.endswith("the latest for ours"):
            harness.seed(1)
        try:
            check(Trial(harness))
        except AssertionError:
            seen.add(check.__name__)
        except Cannot:
            continue
        finally:
            harness.close()
    assert expected <= seen


def test_a_good_connector_is_not_accused() -> None:
    """The same walk as for the bad ones, so that their failures are theirs."""
    for check in contract.CHECKS:
        harness = OnASheet("A")
        try:
            check(Trial(harness))
        except Cannot:
            continue
        finally:
            harness.close()
