"""A desk whose pictures lie in a bucket of the real server: fixtures `bucket` and `on_bucket`."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import httpx2
import obstore
import pytest
from django.db import connection

from pupitre.ground.environment import Environment, environment
from pupitre.media import bucket as media_bucket
from pupitre.media.bucket import Bucket, opened
from tests.real.swift import KEY, SECRET, swift

REGION = "fr-lune"


def settings_of(name: str, **other: str) -> dict[str, str]:
    said = {"bucket": name, "endpoint": swift().address, "region": REGION, "key": KEY, "secret": SECRET} | other
    return {f"media_{name}": value for name, value in said.items()}


def at(name: str, **other: str) -> Bucket:
    return Bucket(Environment(environment().data, **settings_of(name, **other)))


@pytest.fixture
def bucket_name() -> str:
    """A new, empty bucket."""
    name = f"lune-{secrets.token_hex(6)}"
    store = opened(Environment(environment().data, **settings_of(name)))
    made = httpx2.put(obstore.sign(store, "PUT", "", expires_in=timedelta(minutes=1)), timeout=30)
    assert made.is_success, made.text
    return name


@pytest.fixture
def outside_transactions(monkeypatch) -> Iterator[list[str]]:
    """Every call to the bucket, each made while no transaction is open."""
    calls: list[str] = []
    whole = media_bucket.answered

    @contextmanager
    def watched() -> Iterator[None]:
        ours = [block for block in connection.atomic_blocks if not block._from_testcase]
        assert not ours, "a call to the bucket inside a transaction"
        calls.append("call")
        with whole():
            yield

    monkeypatch.setattr(media_bucket, "answered", watched)
    yield calls


@pytest.fixture
def on_bucket(bucket_name, settings, monkeypatch, tmp_path, outside_transactions) -> Iterator[Bucket]:
    """The desk in this process keeps its pictures in a new bucket, and the folder is empty."""
    for name, value in settings_of(bucket_name).items():
        monkeypatch.setenv(f"PUPITRE_{name.upper()}", value)
    environment.cache_clear()
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "pupitre.media.bucket.Bucket"}}
    yield at(bucket_name)
    monkeypatch.undo()
    environment.cache_clear()


def port_of(address: str) -> int:
    return int(urlsplit(address).port or 0)
