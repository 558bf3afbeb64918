"""A thread says every word of the text, in order, and each part fits everywhere."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pupitre.networks.words import Rules
from pupitre.publishing.split import split

SHORT = Rules(length=40)
WORDS = st.text(alphabet="abcé🧣 .!?…\n«»", max_size=400)


@settings(max_examples=400, deadline=None)
@given(WORDS, st.integers(8, 80))
def test_nothing_is_lost_and_everything_fits(text, length):
    twice = Rules(length=length, count=lambda said: len(said.encode()) // 2)
    parts = split(text, [Rules(length=length), twice])
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(len(part) <= length and twice.count(part) <= length for part in parts)
    assert all(part.strip() == part and part for part in parts)


def test_a_text_that_fits_is_one_part():
    assert split("  Indigo, garance, réséda. ", [SHORT]) == ["Indigo, garance, réséda."]
    assert split("", [SHORT]) == []


def test_sentences_stay_whole():
    text = "Indigo is a plant. Garance is another! Is réséda one too? “Yes.” It is."
    assert split(text, [SHORT]) == [
        "Indigo is a plant. Garance is another!",
        "Is réséda one too? “Yes.” It is.",
    ]


def test_paragraphs_stay_whole_where_they_can():
    text = "First thought.\n\nSecond thought, a little longer.\n\nThird."
    assert split(text, [SHORT]) == ["First thought.", "Second thought, a little longer.\n\nThird."]


def test_a_long_sentence_is_cut_between_words_and_an_endless_word_inside():
    assert split("one two three four five six seven eight nine", [SHORT]) == [
        "one two three four five six seven eight",
        "nine",
    ]
    assert "".join(split("a" * 100, [SHORT])) == "a" * 100


def test_without_a_limit_there_is_nothing_to_split():
    assert split("a b " * 500, [Rules(length=0)]) == [("a b " * 500).strip()]
