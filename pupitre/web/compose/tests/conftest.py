"""The cast of Compose: Camille at the desk, a channel, a post on it."""

import pytest

from pupitre.publishing import compose
from pupitre.publishing.tests.test_writing import channel, draft


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def desk(client, owner, brand):
    client.force_login(owner)
    return client


@pytest.fixture
def lune(brand):
    return channel(brand)


@pytest.fixture
def post(brand, owner, lune):
    return compose.save(compose.begin(brand, owner), draft("Indigo", [lune]), owner, 0)
