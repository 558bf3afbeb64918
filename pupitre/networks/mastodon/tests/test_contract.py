"""The contract of all networks, kept against a pretend Mastodon over real HTTP."""

import pytest

from pupitre.ground.environment import environment
from pupitre.networks import contract
from pupitre.networks.contract_trial import Cannot, Trial
from pupitre.networks.mastodon.tests.pretend import TOKEN, Pretended


@pytest.fixture
def harness(monkeypatch):
    made = Pretended()
    monkeypatch.setenv("PUPITRE_ALLOWED_HOSTS_PRIVATE", made.host)
    environment.cache_clear()
    yield made
    made.close()
    monkeypatch.undo()
    environment.cache_clear()


@pytest.mark.parametrize("check", contract.CHECKS, ids=lambda check: check.__name__)
def test_the_contract_is_kept(harness, check):
    try:
        check(Trial(harness))
    except Cannot as reason:
        pytest.skip(str(reason))


def test_the_pretend_server_is_taken_for_mastodon(harness):
    given = harness.connected()
    assert (given.handle, given.facts["software"], given.facts["api"]) == ("@brand@social.test", "mastodon", 10)
    assert TOKEN not in repr(given)
