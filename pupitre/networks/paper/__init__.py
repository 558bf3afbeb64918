"""Paper, the pretend network: for looking around, for developers and for tests. It can post twice and lose answers."""

from collections.abc import Mapping
from datetime import date, timedelta

from pupitre.networks.paper import connect, measure, publish
from pupitre.networks.paper.kinds import kind_of
from pupitre.networks.paper.messages import SENTENCES
from pupitre.networks.words import Card, Facts, Idempotency, PictureRules, PollRules, Rules

LENGTH = 500
"""characters"""


def rules(facts: Facts) -> Rules:
    return Rules(
        length=LENGTH,
        pictures=PictureRules(most=4, frame=frame(facts)),
        polls=PollRules(most=4, option=50),
        thread=25,
        warning=True,
        card=True,
        language=True,
        edits=True,
        deletes=True,
    )


def frame(facts: Facts) -> tuple[int, int]:
    """The pretend account's: "frame" has width and height; without it, pictures are shown whole."""
    told = facts.get("frame")
    return (int(told[0]), int(told[1])) if isinstance(told, list) and len(told) == 2 else (0, 0)


def idempotency(facts: Facts) -> Idempotency:
    """The pretend account's class; with "key_life" (seconds) a class A account forgets its keys."""
    life = facts.get("key_life")
    return Idempotency(kind_of(facts), timedelta(seconds=life) if isinstance(life, int | float) else None)


def lacks(facts: Facts) -> Mapping[str, str]:
    lacking = {"views": "lacks_views", "quotes": "lacks_quotes"}
    if kind_of(facts) == "D":
        lacking |= dict.fromkeys(("likes", "reposts", "comments", "followers", "past"), "lacks_reading")
    return lacking


CARD = Card(
    key="paper",
    name="Paper",
    mark="sticky-note",
    colour="#8a6d3b",
    checked=date(2026, 11, 22),
    connects=connect,
    publishes=publish,
    measures=measure,
    rules=rules,
    idempotency=idempotency,
    lacks=lacks,
    sentences=SENTENCES,
    pretend=True,
)
