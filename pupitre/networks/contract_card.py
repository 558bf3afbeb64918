"""What a card must declare: the part of the contract that needs no server."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from pupitre.networks import messages
from pupitre.networks.words import Card, Facts, Rules

HERE = Path(__file__).parent
FRENCH = Path("locale/fr/LC_MESSAGES/django.po")


def check(card: Card, facts: Facts) -> None:
    """1. its facts; 2. every ability it lacks has a sentence; 3. every sentence has its French."""
    assert card.key and card.name and card.mark, "a card without key, name or mark"
    assert card.colour.startswith("#") and len(card.colour) == 7, f"{card.colour} is not a colour"
    assert card.checked <= datetime.now(UTC).date(), "checked on a day to come"
    assert "about" in card.sentences, "no line that says what the network is, for the page that offers it"
    assert card.pretend or "revoke_by_hand" in card.sentences, "no line on where a person takes our permission back"
    sentences = {**messages.SENTENCES, **card.sentences}
    lacks = card.lacks(facts)
    for ability, code in lacks.items():
        assert code in sentences, f"no sentence for {code}, which {ability} lacks"
    for ability, there in _abilities(card.rules(facts)).items():
        assert there or ability in lacks, f"{ability} is not there, and the card does not say so"
    for question in card.connects.questions():
        assert question.label in card.sentences.values(), f"the label of {question.name} is not among the sentences"
        assert not question.help or question.help in card.sentences.values(), f"the help of {question.name} is not"
    if any(question.aside for question in card.connects.questions()):
        for code in ("sign_in", "sign_in_help", "sign_in_aside"):
            assert code in card.sentences, f"two ways of connecting, and no sentence for {code}"
    for code, sentence in card.sentences.items():
        assert _french().get(sentence), f"{code} has no French"


def _abilities(rules: Rules) -> Mapping[str, bool]:
    """Each ability that a card may lack, and whether its rules have it."""
    return {
        "poll": rules.polls is not None,
        "thread": rules.thread > 1,
        "warning": rules.warning,
        "card": rules.card,
        "language": rules.language,
        "edit": rules.edits,
        "delete": rules.deletes,
        "media": rules.pictures is not None,
        "alt": rules.pictures is None or rules.pictures.alt > 0,
    }


@cache
def _french() -> dict[str, str]:
    """The French of every sentence of the networks."""
    told: dict[str, str] = {}
    for path in (HERE / FRENCH, *HERE.glob(f"*/{FRENCH}")):
        if path.exists():
            with open(path, "rb") as file:
                told |= {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}
    return told
