"""The stage of these tests, and where their figures are told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pupitre.brands.models import Brand, Member
from pupitre.ground.environment import environment
from tests.faults.stage import Stage
from tests.storms.faults import Weather
from tests.storms.ledger import Ledger
from tests.storms.press import Press, serve


@pytest.fixture
def stage(transactional_db: None, brand: Brand, owner: Member, tmp_path: Path, monkeypatch) -> Iterator[Stage]:
    press = Press(Ledger(tmp_path / "ledger.jsonl"), Weather(calm=True))
    server = serve(press)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    monkeypatch.setenv("PUPITRE_ALLOWED_HOSTS_PRIVATE", f"127.0.0.1:{server.server_port}")
    environment.cache_clear()
    yield Stage(brand, owner, press, server)
    server.shutdown()
    server.server_close()
    monkeypatch.undo()
    environment.cache_clear()
