"""The page and what follows each letter ask the database little, whatever the brand has written before."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pupitre.media.take_in import take_in
from pupitre.media.tests import crafted
from pupitre.publishing import compose
from pupitre.publishing.tests.test_writing import channel, draft
from pupitre.web.compose.tests.test_pages import at, send

TEXT = "Indigo, garance, réséda: three plants. @jeanne https://lune.example/teintures #indigo 🧣 " * 5


@pytest.fixture
def busy(settings, tmp_path, client, owner, brand):
    """A post on ten channels, with pictures and a thread."""
    settings.MEDIA_ROOT = tmp_path
    client.force_login(owner)
    channels = [channel(brand, f"Lune {number}") for number in range(10)]
    assets = [take_in(brand, f"{side}.jpg", crafted.picture(size=(side, side)), owner) for side in (40, 50)]
    pictures = [{"asset": asset.pk, "alt": "Indigo"} for asset in assets]
    words = draft(TEXT, channels, pictures=pictures, thread=[TEXT, TEXT])
    return compose.save(compose.begin(brand, owner), words, owner, 0), words


def body(words, known=1):
    versions = {str(each): own for each, own in words.versions.items()}
    return json.dumps({"content": words.content, "versions": versions, "times": {}, "at": "", "known": known})


def queries(act):
    act()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert act().status_code == 200
    return len(asked)


def test_the_page_asks_at_most_twelve_times(client, brand, busy):
    post, _ = busy
    assert queries(lambda: client.get(at(brand, post))) <= 12
    assert len(client.get(at(brand, post)).content) < 150_000


def test_a_look_asks_at_most_ten_times(client, brand, busy):
    post, words = busy
    url, said = at(brand, post, "look/"), body(words)
    assert queries(lambda: client.post(url, said, content_type="application/json")) <= 10


def test_a_save_asks_little(client, brand, busy):
    post, words = busy
    numbers = iter(range(1, 10))

    def save():
        number = next(numbers)
        content = {**words.content, "text": f"{number}"}
        return send(client, at(brand, post), number, content=content, versions={str(c): {} for c in words.versions})

    assert queries(save) <= 16
