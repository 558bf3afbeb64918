"""The lists of emoji that the picker loads: the same in both languages, and light."""

import gzip
import json

import pytest
from django.contrib.staticfiles import finders


def rows(language):
    with open(finders.find(f"compose/emoji.{language}.json"), encoding="utf-8") as source:
        return json.load(source)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_list_weighs_less_than_60_kilobytes(language):
    with open(finders.find(f"compose/emoji.{language}.json"), "rb") as source:
        assert len(gzip.compress(source.read(), 6)) < 60_000


def test_both_languages_have_the_same_emoji_each_with_its_name():
    french, english = rows("fr"), rows("en")
    assert [row[:3] for row in french] == [row[:3] for row in english]
    assert len({row[0] for row in french}) == len(french) > 1_800
    assert all(row[3].strip() for row in (*french, *english))
    assert any(row[3] != other[3] for row, other in zip(french, english, strict=True))
