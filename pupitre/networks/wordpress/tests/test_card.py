"""What WordPress declares of itself, and that every word it says has its sentence."""

import re
from pathlib import Path

import pytest

from pupitre.networks import messages, registry, rules
from pupitre.networks.wordpress import CARD, connect
from pupitre.networks.wordpress.tests.test_publish import AT, outgoing
from pupitre.networks.words import Article, Media, Outgoing

HERE = Path(connect.__file__).parent
SAID = re.compile(r"""(?:Refused|Reconnect|Unsure|NotSent|Later)\((?:False, |wait_until\(answer\), )?"(\w+)\"""")
SUBSCRIBER = {"capabilities": [], "can_upload": False}


def test_the_card_is_in_the_register() -> None:
    assert registry.card("wordpress") is CARD
    assert CARD.idempotency({}).kind == "B"
    assert CARD.preview == "blog" and CARD.rules({}).shape == "article"


def test_every_code_that_is_said_has_a_sentence() -> None:
    told = {code for file in HERE.glob("*.py") for code in SAID.findall(file.read_text())}
    assert {"needs_https", "doubled", "reply_none"} <= told
    assert told - set(CARD.sentences) - set(messages.SENTENCES) == set()


@pytest.mark.parametrize("facts", [{}, SUBSCRIBER])
def test_what_is_lacked_has_a_sentence(facts: dict) -> None:
    assert set(CARD.lacks(facts).values()) <= set(CARD.sentences)


def test_an_account_is_offered_what_its_role_allows() -> None:
    whole, lowered = CARD.rules({}), CARD.rules(SUBSCRIBER)
    assert whole.edits and whole.deletes and whole.pictures
    assert not lowered.edits and not lowered.deletes and lowered.pictures is None
    assert {"media", "edit", "delete"} <= set(CARD.lacks(SUBSCRIBER)) - set(CARD.lacks({}))


def test_an_article_as_it_should_be_meets_no_objection() -> None:
    assert rules.objections(outgoing(), CARD.rules({})) == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Outgoing("k", AT, text="Sans titre"), "title_empty"),
        (Outgoing("k", AT, article=Article("x" * 201, "a")), "title_long"),
        (Outgoing("k", AT, article=Article("x", " ")), "text_empty"),
    ],
)
def test_what_would_be_refused_is_said_before(said: Outgoing, code: str) -> None:
    assert code in {objection.code for objection in rules.objections(said, CARD.rules({}))}


def test_a_picture_too_heavy_for_an_ordinary_host_is_made_lighter() -> None:
    heavy = Media("a.png", "image/png", 2_500_000, 10, 10, lambda: b"", "alt")
    said = outgoing(media=(heavy,))
    assert [(o.code, o.weight) for o in rules.objections(said, CARD.rules({}))] == [("picture_heavy", "look")]
