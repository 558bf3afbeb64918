"""Memo: what no programme may post (a story, a personal profile, a network without access). A person does, reminded."""

from collections.abc import Mapping
from datetime import date

from pupitre.networks.memo import connect, measure, publish
from pupitre.networks.memo.messages import SENTENCES
from pupitre.networks.words import Card, Facts, Idempotency, PictureRules, Rules

PICTURES = 20
"""what a phone still takes in its share sheet at once; networks take fewer"""
LACKING = (
    *("poll", "thread", "reply", "warning", "card", "language", "edit", "delete"),
    *("likes", "reposts", "comments", "quotes", "views", "followers", "past"),
)


def rules(facts: Facts) -> Rules:
    """As long as whoever made it said; a memo itself has no limit."""
    length = facts.get("length")
    return Rules(length=length if type(length) is int else 0, pictures=PictureRules(most=PICTURES, bytes=30_000_000))


def idempotency(facts: Facts) -> Idempotency:
    """Nobody but the person who posts it knows whether it is out."""
    return Idempotency("D")


def lacks(facts: Facts) -> Mapping[str, str]:
    return {ability: "lacks_by_hand" for ability in LACKING}


CARD = Card(
    key="memo",
    name="Memo",
    mark="bell-ring",
    colour="#5b4b8a",
    checked=date(2026, 11, 23),
    connects=connect,
    publishes=publish,
    measures=measure,
    rules=rules,
    idempotency=idempotency,
    lacks=lacks,
    sentences=SENTENCES,
    by_hand=True,
)
