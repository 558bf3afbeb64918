"""The card: what each server accepts, lacks and promises, and a sentence for every code."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from pupitre.networks import messages as shared
from pupitre.networks.mastodon import CARD, messages, software
from pupitre.networks.mastodon.tests.wire import grant, outgoing
from pupitre.networks.rules import objections
from pupitre.networks.words import Idempotency, Poll, PollRules

FOLDER = Path(__file__).parents[1]
EVERY = [*software.TABLE, "unheard-of"]


def facts(name: str, **more):
    return grant(name, **more).facts


def test_without_facts_it_is_mastodon_out_of_the_box():
    rules = CARD.rules({})
    assert (rules.length, rules.pictures.most, rules.pictures.alt) == (500, 4, 1500)
    assert (rules.polls.most, rules.edits, rules.deletes, rules.warning, rules.language) == (4, True, True, True, True)
    assert rules.count("@fan@remote.example.org https://example.com/" + "a" * 90) == 4 + 1 + 23


def test_a_server_says_its_own_limits():
    told = facts(
        "mastodon", max_characters=1000, max_media=8, image_bytes=9, image_pixels=100, characters_reserved_per_url=9
    )
    rules = CARD.rules(told | {"mime_types": ["image/png"], "alt_characters": 10_000})
    assert (rules.length, rules.pictures.most, rules.pictures.bytes, rules.pictures.side) == (1000, 8, 9, 10)
    assert (rules.pictures.types, rules.pictures.alt) == (("image/png",), 10_000)
    assert rules.count("https://example.com/long") == 9


def test_polls_are_as_long_as_the_server_says():
    told = facts("gotosocial", poll_options=6, poll_option_characters=80, poll_shortest=60, poll_longest=3600)
    assert CARD.rules(told).polls == PollRules(6, 80, timedelta(minutes=1), timedelta(hours=1))
    assert CARD.rules(facts("gotosocial", poll_options=0)).polls is None


def test_only_a_key_that_is_known_to_hold_is_trusted():
    trusted = {name for name in EVERY if CARD.idempotency(facts(name)).kind == "A"}
    assert trusted == {"mastodon"}
    assert CARD.idempotency(facts("mastodon")) == Idempotency("A", timedelta(hours=1))
    assert CARD.idempotency(facts("hollo")) == Idempotency("C")


def test_only_mastodon_gives_links_away():
    text = "https://example.com/" + "a" * 80
    counts = {name: CARD.rules(facts(name)).count(text) for name in EVERY}
    assert {name for name, count in counts.items() if count == 23} == {"mastodon"}
    assert set(counts.values()) == {23, 100}


def test_snac_has_no_polls_and_its_card_says_so():
    poll = outgoing(poll=Poll(("oui", "non"), timedelta(days=1)))
    assert {objection.code for objection in objections(poll, CARD.rules(facts("snac")))} == {"poll_none"}
    assert CARD.lacks(facts("snac"))["poll"] == "poll_dropped"


@pytest.mark.parametrize("name", EVERY)
def test_what_a_server_lacks_is_said_in_a_sentence(name):
    lacks = CARD.lacks(facts(name))
    assert {"card", "views"} <= set(lacks)
    assert {messages.SENTENCES[code] for code in lacks.values()}
    rules = CARD.rules(facts(name))
    assert ("poll" in lacks) == (rules.polls is None)
    assert ("delete" in lacks) == (not rules.deletes)
    assert ("language" in lacks) == (not rules.language)


def test_mastodon_lacks_only_what_the_whole_fediverse_lacks():
    fediverse = {"card": "card_made_there", "views": "views_untold"}
    assert dict(CARD.lacks(facts("mastodon", api=10))) == fediverse
    assert dict(CARD.lacks({})) == fediverse | {"quotes": "count_untold"}


def test_every_line_of_the_table_carries_its_day():
    for name, known in software.TABLE.items():
        assert known.key == name == name.lower()
        assert date(2026, 1, 1) < known.checked <= date(2026, 12, 31)


def test_an_unknown_server_is_called_by_its_own_name_and_trusted_least():
    known = software.of({"software": "Sharkey", "software_name": "Sharkey"})
    assert (known.key, known.name, known.dedupes, known.counts) == ("sharkey", "Sharkey", False, "plain")


def test_every_code_spoken_in_this_folder_has_its_sentence():
    spoken = set()
    for file in FOLDER.glob("*.py"):
        spoken |= set(re.findall(r'(?:Refused|NotSent|Unsure|Objection)\(\s*"(\w+)"', file.read_text()))
        spoken |= set(re.findall(r'Reconnect\(False, "(\w+)"', file.read_text()))
    assert len(spoken) > 20
    assert spoken <= set(messages.SENTENCES) | set(shared.SENTENCES)


def test_no_sentence_is_idle():
    source = "".join(file.read_text() for file in FOLDER.glob("*.py") if file.name != "messages.py")
    questions = {"about", "server", "server_help", "token", "token_help", "revoke_by_hand"}
    assert {code for code in messages.SENTENCES if f'"{code}"' not in source} <= questions
