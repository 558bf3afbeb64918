"""A memo reaches nobody, tells nothing, and says at once what is wrong with its answers."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupitre.networks.errors import Refused
from pupitre.networks.memo import CARD, connect, measure, publish
from pupitre.networks.words import Accepted, Measure, Outgoing


def memo(**answers: str):
    return connect.begin({"name": "Stories", **answers}, "")


def test_each_memo_is_another_place():
    assert memo().account != memo().account
    assert memo(url="https://www.instagram.com/").url == "https://www.instagram.com/"


def test_its_longest_text_is_what_was_said():
    assert CARD.rules(memo(length="2200").facts).length == 2200
    assert CARD.rules(memo().facts).length == 0
    assert CARD.rules({}).length == 0


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"name": "  "}, "name_missing"),
        ({"url": "instagram"}, "url_malformed"),
        ({"url": "http://instagram.com/"}, "url_malformed"),
        ({"url": "https://[::1"}, "url_malformed"),
        ({"url": "javascript:alert(1)"}, "url_malformed"),
        ({"length": "many"}, "length_malformed"),
        ({"length": "0"}, "length_malformed"),
    ],
)
def test_what_is_wrong_is_said(answers, code):
    with pytest.raises(Refused) as refused:
        memo(**answers)
    assert refused.value.code == code


@given(st.text(), st.text())
def test_any_answer_is_a_memo_or_a_sentence(url, length):
    try:
        made = memo(url=url, length=length)
    except Refused as refused:
        assert refused.code in CARD.sentences
    else:
        assert made.url == "" or made.url.startswith("https://")


def test_nothing_leaves_and_nobody_can_look():
    outgoing = Outgoing(key="k", created_at=datetime.now(UTC), text="Bleu")
    assert publish.send(outgoing, memo()) == Accepted({})
    assert publish.find(outgoing, memo()) is None
    with pytest.raises(Refused):
        publish.send(Outgoing(key="k", created_at=datetime.now(UTC), change="edit"), memo())


def test_what_is_not_told_is_never_nought():
    assert measure.posts(["1"], memo()) == {"1": Measure()}
    assert measure.account(memo()) == Measure()
    assert measure.past(memo(), None).posts == ()
