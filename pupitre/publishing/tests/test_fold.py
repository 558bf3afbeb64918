"""Words are found whatever their accents, their case or the way a keyboard composes them."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pupitre.publishing import compose
from pupitre.publishing.compose import Draft
from pupitre.publishing.fold import fold
from pupitre.publishing.models import Post


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Échantillon œuvre", "echantillon oeuvre"),
        ("NOËL À STRASSBURG, GROẞE STRAẞE", "noel a strassburg, grosse strasse"),
        ("Ægir Smørrebrød Işık", "aegir smorrebrod isik"),
        ("№ 12 ™", "no 12 tm"),
        ("100 % coton", "100 % coton"),
        ("", ""),
    ],
)
def test_accents_case_and_ligatures_are_folded_away(written, folded):
    assert fold(written) == folded


@given(st.text())
@example("™ № ㎏ ẞ İ ŉ ΐ ﬀ")
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_composed_or_not_a_text_is_the_same_text(text):
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@given(st.text(st.sampled_from("éÀçœŒïß Æ'’1a"), min_size=1))
def test_capitals_are_small_letters(text):
    assert fold(text.upper()) == fold(text)


def test_a_post_is_found_by_any_of_its_texts_and_not_by_its_markup(brand, owner):
    said = {
        "title": "Teinture à l’indigo",
        "text": "Trois façons",
        "thread": ["Première façon", "Œillets"],
        "body": "<p>Une <em>étoffe</em></p>",
    }
    post = compose.save(compose.begin(brand, owner), Draft(said, {}, {}), owner, 0)
    for words in ("INDIGO", "facons", "premiere", "oeillets", "Étoffe"):
        assert list(Post.objects.filter(words__contains=fold(words))) == [post], words
    assert not Post.objects.filter(words__contains="<em>").exists()
