"""The contract of all networks, kept on the pretend blog over real HTTP."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

from pupitre.ground.environment import environment
from pupitre.networks import contract
from pupitre.networks.contract import Cannot, Trial
from pupitre.networks.wordpress.tests.pretend import PretendBlog


@pytest.fixture
def harness(monkeypatch: pytest.MonkeyPatch) -> Iterator[PretendBlog]:
    made = PretendBlog()
    monkeypatch.setenv("PUPITRE_ALLOWED_HOSTS_PRIVATE", urlsplit(made.grant.server).netloc)
    environment.cache_clear()
    yield made
    made.close()
    monkeypatch.undo()
    environment.cache_clear()


@pytest.mark.parametrize("check", contract.CHECKS, ids=lambda check: check.__name__)
def test_the_contract_is_kept(harness: PretendBlog, check: Callable[[Trial], None]) -> None:
    try:
        check(Trial(harness))
    except Cannot as reason:
        pytest.skip(str(reason))
