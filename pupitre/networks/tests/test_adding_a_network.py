"""docs/adding-a-network.md is true: its guestbook, taken from the page as it stands, keeps the contract."""

import re
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import pupitre.networks
from pupitre.ground.environment import environment
from pupitre.networks import contract, contract_card, registry
from pupitre.networks.contract import Cannot, Trial
from pupitre.networks.errors import Refused

PAGE = Path(__file__).parents[3] / "docs" / "adding-a-network.md"
BLOCK = re.compile(r"^`pupitre/networks/(guestbook/\S+)`\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def guestbook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The page's files as one more folder of networks, for as long as these tests run."""
    shelf = tmp_path_factory.mktemp("shelf")
    for name, source in BLOCK.findall(PAGE.read_text("utf-8")):
        (shelf / name).parent.mkdir(parents=True, exist_ok=True)
        (shelf / name).write_text(source, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pupitre.networks, "__path__", [*pupitre.networks.__path__, str(shelf)])
        known = contract_card._french() | _french(shelf)
        patch.setattr(contract_card, "_french", lambda: known)
        registry.cards.cache_clear()
        yield import_module("pupitre.networks.guestbook.tests.pretend")
    registry.cards.cache_clear()
    for name in [name for name in sys.modules if name.startswith("pupitre.networks.guestbook")]:
        del sys.modules[name]
    del pupitre.networks.guestbook


def _french(shelf: Path) -> dict[str, str]:
    with (shelf / "guestbook" / contract_card.FRENCH).open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in contract_card.read_po(file) if entry.id}


def test_the_page_has_every_file_of_the_folder(guestbook: ModuleType) -> None:
    told = {name for name, _ in BLOCK.findall(PAGE.read_text("utf-8"))}
    assert {
        f"guestbook/{name}.py" for name in ("__init__", "messages", "errors", "connect", "publish", "measure")
    } < told
    assert "guestbook" in registry.cards()


@pytest.mark.parametrize("check", contract.CHECKS, ids=lambda check: check.__name__)
def test_the_guestbook_keeps_the_contract(
    guestbook: ModuleType, check: Callable[[Trial], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    harness = guestbook.PretendBook()
    monkeypatch.setenv("PUPITRE_ALLOWED_HOSTS_PRIVATE", harness.grant.server.removeprefix("http://"))
    environment.cache_clear()
    try:
        check(Trial(harness))
    except Cannot as reason:
        pytest.skip(str(reason))
    finally:
        harness.close()
        monkeypatch.undo()
        environment.cache_clear()


def test_a_guestbook_is_connected_as_the_page_says(guestbook: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    harness = guestbook.PretendBook()
    monkeypatch.setenv("PUPITRE_ALLOWED_HOSTS_PRIVATE", harness.grant.server.removeprefix("http://"))
    environment.cache_clear()
    try:
        answers = {"server": harness.grant.server, "token": harness.book.token}
        grant = harness.card.connects.begin(answers, "")
        assert (grant.account, grant.name, grant.facts) == ("7", "The brand", {"length": 280})
        assert harness.card.connects.check(grant) == grant
        for changed, code in (({"token": "x"}, "token_wrong"), ({"server": "http://book.example"}, "needs_https")):
            with pytest.raises(Refused) as caught:
                harness.card.connects.begin(answers | changed, "")
            assert caught.value.code == code
    finally:
        harness.close()
        monkeypatch.undo()
        environment.cache_clear()
