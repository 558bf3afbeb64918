"""Whatever is sent becomes a draft that can be kept, or is refused: it never breaks the desk."""

import json
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pupitre.networks.words import PictureRules, PollRules, Rules
from pupitre.publishing.compose import KEYS
from pupitre.publishing.say import sketches
from pupitre.web.compose.reading import KINDS, Unreadable, read

PARIS = ZoneInfo("Europe/Paris")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=8), inside, max_size=4),
    max_leaves=12,
)
CONTENT = st.dictionaries(st.sampled_from(sorted(KEYS)) | st.text(max_size=5), JSON, max_size=8)
SHEET = st.fixed_dictionaries(
    {},
    optional={
        "content": CONTENT | JSON,
        "versions": st.dictionaries(st.integers(-3, 10**20).map(str) | st.text(max_size=3), CONTENT | JSON, max_size=3),
        "times": st.dictionaries(st.integers(0, 9).map(str), st.text(max_size=20) | JSON, max_size=3),
        "at": st.datetimes().map(str) | st.text(max_size=20) | JSON,
        "known": JSON,
        "keep": JSON,
        "now": JSON,
    },
)
EVERYTHING = Rules(length=5, pictures=PictureRules(most=1), polls=PollRules(most=2, option=3), thread=2, warning=True)


@settings(max_examples=500, deadline=None)
@given(SHEET | JSON)
def test_anything_is_read_or_refused(said):
    try:
        sheet = read(json.dumps(said).encode(), PARIS)
    except Unreadable:
        assert not isinstance(said, dict)
        return
    for content in (sheet.draft.content, *sheet.draft.versions.values()):
        assert set(content) <= KEYS
        json.dumps(content, ensure_ascii=False).encode("utf-8")
        assert "\x00" not in str(content)
        for rules in (EVERYTHING, Rules(length=0, shape="article")):
            assert sketches(content, rules, {})
    assert all(0 <= channel < 10**18 for channel in sheet.draft.versions)


def test_every_key_of_a_post_can_be_read():
    assert set(KINDS) == KEYS


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"{", b"\xff", b"[" * 200_000])
def test_what_is_no_sheet_is_refused(body):
    with pytest.raises(Unreadable):
        read(body, PARIS)
