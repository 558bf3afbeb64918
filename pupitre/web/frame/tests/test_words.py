"""Moments, numbers, typography, marks, sentences: as the reader writes them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.template import Context, Template
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from pupitre.networks import registry
from pupitre.networks.messages import SENTENCES
from pupitre.web.frame import marks, moments
from pupitre.web.frame.sentences import sentence
from pupitre.web.frame.typography import NARROW, WIDE, typeset

NOW = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)


@pytest.fixture
def at_noon():
    with time_machine.travel(NOW, tick=False), timezone.override("Europe/Paris"):
        yield


@pytest.mark.parametrize(
    ("language", "style", "said"),
    [
        ("en", "", "today, 14:05"),
        ("fr", "", "aujourd’hui, 14:05"),
        ("en", "time", "14:05"),
        ("en", "date", "24 November"),
        ("fr", "date", "24 novembre"),
        ("en", "day", "Tuesday 24 November"),
        ("fr", "day", "mardi 24 novembre"),
        ("en", "long", "Tuesday 24 November 2026, 14:05"),
        ("fr", "long", "mardi 24 novembre 2026, 14:05"),
    ],
)
def test_a_moment_in_words(at_noon, language, style, said):
    with translation.override(language):
        assert moments.when(NOW, style) == said


def test_near_days_have_names_and_far_ones_their_year(at_noon):
    with translation.override("en"):
        assert moments.when(NOW + timedelta(days=1)) == "tomorrow, 14:05"
        assert moments.when(NOW - timedelta(days=1)) == "yesterday, 14:05"
        assert moments.when(NOW + timedelta(days=4)) == "Sat 28 Nov, 14:05"
        assert moments.when(NOW + timedelta(days=400)) == "Wed 29 Dec 2027, 14:05"
        assert moments.when(NOW - timedelta(minutes=3), "ago") == "3 minutes ago"
        assert moments.when(date(2026, 12, 1), "day") == "Tuesday 1 December"
        assert moments.when(None) == ""


def test_the_readers_zone_settles_the_day(at_noon):
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    with translation.override("en"):
        assert moments.when(late) == "tomorrow, 00:30"
        with timezone.override("America/New_York"):
            assert moments.when(late) == "today, 18:30"


def test_numbers():
    with translation.override("en"):
        assert moments.number(2316) == "2,316"
    with translation.override("fr"):
        assert moments.number(2316) == f"2{NARROW}316"
    assert moments.number(None) == ""


@pytest.mark.parametrize(
    ("plain", "set_"),
    [
        ("Qui ? Moi !", f"Qui{NARROW}? Moi{NARROW}!"),
        ("Voici : un", f"Voici{WIDE}: un"),
        ("« oui »", f"«{WIDE}oui{WIDE}»"),
        ("l'atelier", "l’atelier"),
        ("12 %", f"12{WIDE}%"),
        ("à 14:05", "à 14:05"),
        ("https://lune.example/?a=1", "https://lune.example/?a=1"),
    ],
)
def test_french_is_set_as_french(plain, set_):
    assert typeset(plain, "fr") == set_
    assert typeset(plain, "en") == plain


@given(st.text())
def test_setting_twice_changes_nothing_more_and_loses_no_word(text):
    once = typeset(text, "fr")
    assert typeset(once, "fr") == once
    bare = {ord(c): None for c in " \u00a0\u202f"}
    assert once.translate(bare) == text.replace("'", "’").translate(bare) or "'" in text


@pytest.mark.parametrize("key", sorted(registry.cards()))
def test_each_network_has_a_mark_of_its_own(key):
    drawn = marks.mark(key)
    assert registry.card(key).colour in drawn and registry.card(key).name in drawn
    assert "<path" in drawn or "<text" in drawn or "<g" in drawn
    assert "style=" not in drawn


def test_marks_are_told_apart():
    drawn = [marks.mark(key) for key in registry.cards()]
    assert len(set(drawn)) == len(drawn)


def test_a_network_that_is_gone_still_has_a_letter():
    drawn = marks.mark("orkut<script>")
    assert ">O</text>" in drawn and "<script>" not in drawn


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_common_code_is_a_sentence_without_gaps_of_its_own(code, language):
    with translation.override(language):
        said = sentence("paper", code, {})
    assert said and said != code and "%(" not in said


def test_a_sentence_is_filled_and_numbers_are_the_readers():
    with translation.override("fr"):
        said = sentence("paper", "text_long", {"over": 12, "count": 1512, "most": 1500})
    assert "Paper" in said and f"1{NARROW}512" in said


def test_a_code_nobody_knows_is_shown_as_it_is():
    assert sentence("paper", "brand-new-code", {}) == "brand-new-code"
    assert sentence("orkut", "token_dead", {}).startswith("orkut")
    assert sentence("paper", "") == ""


def test_templates_have_the_tags_at_hand():
    words = Template(
        '{% icon "plus" %}{% mark "paper" %}{% avatar "Camille Roux" %}{{ 2316|number }}{{ t|typographie }}'
    )
    with translation.override("fr"):
        drawn = words.render(Context({"t": "<i> ?"}))
    assert 'aria-hidden="true"' in drawn and ">CR<" in drawn and f"2{NARROW}316" in drawn
    assert "<i>" not in drawn


@pytest.mark.parametrize(
    ("name", "initials"), [("Inès", "I"), ("@atelier.dodo", "AD"), ("Jean Luc Petit", "JP"), ("", "?"), ("🧣 🧣", "?")]
)
def test_initials(name, initials):
    drawn = Template("{% avatar name url %}").render(Context({"name": name, "url": "https://elsewhere.example/a.png"}))
    assert f">{initials}<" in drawn and "elsewhere" not in drawn
