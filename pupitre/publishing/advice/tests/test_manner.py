"""Shouting, breath, tu and vous, signs within words; and the law of a shop's posts."""

import pytest

from pupitre.publishing.advice.law import RULES, of_law
from pupitre.publishing.advice.manner import of_address, of_breath, of_capitals, of_inclusion


def codes(found):
    return [objection.code for objection in found]


@pytest.mark.parametrize(
    "text", ["VENEZ TOUS À LA GRANDE BRADERIE", "Chers clients, NE RATEZ PAS NOTRE VENTE, à samedi"]
)
def test_shouting_is_heard(text):
    assert codes(of_capitals(text)) == ["capitals"]


@pytest.mark.parametrize(
    "text",
    [
        "SOLDES",
        "La SNCF et la RATP",
        "#GRANDEBRADERIEDHIVER #LUNEATELIERS vient de commencer",
        "Écharpes ALPACA, LAINE",
    ],
)
def test_names_and_titles_are_no_shouting(text):
    assert codes(of_capitals(text)) == []


def test_a_sentence_without_breath_is_counted():
    (objection,) = of_breath("Court. " + "mot " * 41 + ". Court.")
    assert objection.params == {"words": 41} and objection.weight == "advice"
    assert codes(of_breath("mot " * 30 + ". " + "mot " * 30)) == []


@pytest.mark.parametrize(
    ("text", "chosen", "said"),
    [
        ("Tu viens avec tes amis ?", "vous", "says_tu"),
        ("Tu viens avec tes amis ?", "tu", None),
        ("Venez avec vos amis", "tu", "says_vous"),
        ("Découvrez-la chez nous, assez vite", "vous", None),
        ("Chez nous, le nez en l’air, assez de riz", "tu", None),
        ("T’as vu ? Votre écharpe est là", "", "tu_and_vous"),
        ("Le ton est donné, ta-da", "vous", None),
        ("Suivez @votre_atelier", "vous", None),
        ("Une écharpe @vous_deux", "tu", None),
    ],
)
def test_how_it_speaks_to_people(text, chosen, said):
    assert codes(of_address(text, chosen)) == ([said] if said else [])


@pytest.mark.parametrize(
    ("text", "chosen", "said"),
    [
        ("Nos client·es", "without", "inclusive_form"),
        ("Nos client·es", "dot", None),
        ("Nos client(e)s", "dot", "inclusive_other"),
        ("Nos client.e.s", "dot", "inclusive_other"),
        ("Nos client-e-s", "without", "inclusive_form"),
        ("Iels sont là", "without", "inclusive_form"),
        ("Nos clientes et clients. Entrez.", "without", None),
        ("Nos client.e.s", "", None),
    ],
)
def test_signs_within_words(text, chosen, said):
    assert codes(of_inclusion(text, chosen)) == ([said] if said else [])


TOUCHED = {
    "law_price": ("Tout à -30 % ce samedi", "Tout à -30 % : 28 € au lieu de 40 €"),
    "law_paid": ("Offert par nos amis de la laine", "Collaboration commerciale. Offert par nos amis de la laine"),
    "law_alcohol": ("Un cocktail à la main", "Un cocktail à la main. L’abus d’alcool est dangereux pour la santé."),
    "law_retouched": ("Notre mannequin en indigo", "Notre mannequin en indigo (photographie retouchée)"),
    "law_contest": ("Grand jeu-concours de Noël", "Grand jeu-concours de Noël, règlement sur notre site"),
}


@pytest.mark.parametrize("code", [rule.code for rule in RULES])
def test_what_the_law_touches_is_told_with_its_source_until_it_is_settled(code):
    touches, settles = TOUCHED[code]
    (objection,) = of_law(touches)
    assert objection.code == code and objection.weight == "advice"
    assert ("art." in str(objection.params["source"])) and objection.params["read"] == "2026-11-23"
    assert codes(of_law(settles)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Trois façons de nouer une écharpe",
        "Cocktail sans alcool",
        "Le vinaigre de cidre fixe la couleur",
        "Ouvert de 10 à 18 h",
    ],
)
def test_an_ordinary_post_hears_nothing_of_the_law(text):
    assert codes(of_law(text)) == []
