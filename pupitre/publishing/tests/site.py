"""A server on the loopback that the desk is allowed to speak to, for tests that read other people's pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pupitre.ground import wire
from pupitre.ground.environment import environment


def allowed(httpserver: Any, monkeypatch: Any, settings: Any, tmp_path: Any) -> Iterator[Any]:
    """For a fixture that asks for these four; pictures go into `tmp_path`."""
    monkeypatch.setenv("PUPITRE_ALLOWED_HOSTS_PRIVATE", f"{httpserver.host}:{httpserver.port}")
    environment.cache_clear()
    settings.MEDIA_ROOT = tmp_path
    yield httpserver
    wire.kept.forget()
    monkeypatch.undo()
    environment.cache_clear()
