"""The contract of all networks, kept on a pretend account server over real HTTP, by either way of connecting."""

from collections.abc import Callable, Iterator

import pytest

from pupitre.ground.environment import environment
from pupitre.networks import contract
from pupitre.networks.bluesky.tests.pretend import Pretended, SignedIn
from pupitre.networks.contract_trial import Cannot, Trial


@pytest.fixture(params=[Pretended, SignedIn], ids=["app password", "signed in"])
def harness(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pretended]:
    made = request.param()
    monkeypatch.setenv("PUPITRE_ALLOWED_HOSTS_PRIVATE", made.host)
    environment.cache_clear()
    yield made
    made.close()
    monkeypatch.undo()
    environment.cache_clear()


@pytest.mark.parametrize("check", contract.CHECKS, ids=lambda check: check.__name__)
def test_the_contract_is_kept(harness: Pretended, check: Callable[[Trial], None]) -> None:
    try:
        check(Trial(harness))
    except Cannot as reason:
        pytest.skip(str(reason))
