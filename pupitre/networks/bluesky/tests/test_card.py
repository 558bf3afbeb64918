"""The card: what it promises, and a sentence for everything it says."""

import re
from importlib.resources import files

import pytest

from pupitre.networks import registry, rules
from pupitre.networks.bluesky import CARD
from pupitre.networks.bluesky.tests.conftest import AT, KEY
from pupitre.networks.messages import SENTENCES as COMMON
from pupitre.networks.words import Media, Outgoing, Poll

FACTS = {"appview": "own", "blob": 5_242_880}


def objections(**fields) -> list[str]:
    return [objection.code for objection in rules.objections(Outgoing(KEY, AT, **fields), CARD.rules(FACTS))]


def picture(n: int, size: int = 1000) -> Media:
    return Media(f"{n}.jpg", "image/jpeg", size, 10, 10, read=lambda: bytes(size), alt="x")


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"text": "x" * 300}, []),
        ({"text": "x" * 301}, ["text_long"]),
        ({"text": "👩‍👩‍👧" * 167}, ["text_long"]),
        ({"text": ""}, ["text_empty"]),
        ({"text": "", "media": (picture(1),)}, []),
        ({"text": "x", "media": tuple(map(picture, range(5)))}, ["pictures_many"]),
        ({"text": "x", "media": (picture(1, 2_000_001),)}, ["picture_heavy"]),
        ({"text": "x", "warning": "sang"}, ["warning_none"]),
        ({"text": "x", "poll": Poll(("a", "b"), None)}, ["poll_none"]),
        ({"text": "x", "change": "edit"}, ["edit_none"]),
        ({"change": "delete"}, []),
    ],
)
def test_what_bluesky_would_refuse_is_told_before(fields, codes):
    assert objections(**fields) == codes


def test_what_it_lacks_and_what_it_says_have_sentences():
    for facts in ({}, FACTS, {"appview": ""}):
        lacks = CARD.lacks(facts)
        assert {"poll", "edit", "warning", "views"} <= set(lacks)
        assert set(lacks.values()) <= set(CARD.sentences)
    assert "likes" not in CARD.lacks(FACTS) and "likes" in CARD.lacks({"appview": ""})


def test_every_code_that_the_connector_raises_is_a_sentence():
    raised = set()
    for file in files("pupitre.networks.bluesky").iterdir():
        if file.name.endswith(".py"):
            calls = r"(?:Refused|NotSent|Unsure|Reconnect|Later)\((?:False, |True, )?\"(\w+)\""
            raised |= set(re.findall(calls, file.read_text()))
    assert {"server_other", "key_taken", "picture_too_heavy"} <= raised
    assert raised <= set(CARD.sentences) | set(COMMON)


def test_the_key_never_dies():
    assert (CARD.idempotency(FACTS).kind, CARD.idempotency(FACTS).key_life) == ("A", None)


def test_the_house_finds_this_network_by_its_key():
    assert registry.card("bluesky") is CARD
    assert registry.sentence("bluesky", "lacks_poll") == CARD.sentences["lacks_poll"]
