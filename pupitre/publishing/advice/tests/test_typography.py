"""French typography: what is mended, what is left alone, and that twice is as once."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pupitre.publishing.advice.typography import faults, mended

N, W = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("Bonjour !", f"Bonjour{N}!"),
        ("Bonjour!", f"Bonjour{N}!"),
        ("Vraiment ?! Oui", f"Vraiment{N}?! Oui"),
        ("Enfin : le voilà ; il est là", f"Enfin{W}: le voilà{N}; il est là"),
        ("Horaires: 10:30 et 14h", f"Horaires{W}: 10:30 et 14h"),
        ('Elle dit "oui" et "non, merci".', f"Elle dit «{W}oui{W}» et «{W}non, merci{W}»."),
        ("«oui» « non »", f"«{W}oui{W}» «{W}non{W}»"),
        ("L'atelier d'hiver, aujourd'hui", "L’atelier d’hiver, aujourd’hui"),
        ("Et puis... rien", "Et puis… rien"),
        ("-20% sur 12€", f"-20{W}% sur 12{W}€"),
        (
            "Un coup de coeur, une oeuvre, un voeu, des noeuds, un coup d'oeil",
            "Un coup de cœur, une œuvre, un vœu, des nœuds, un coup d’œil",
        ),
        ("COEUR Oeuvre", "CŒUR Œuvre"),
        ("Bravo 🎉!", f"Bravo 🎉{N}!"),
    ],
)
def test_what_french_wants(written, right):
    assert mended(written) == right and faults(written) > 0


@pytest.mark.parametrize(
    "kept",
    [
        "https://lune.example/a?b=c;d!",
        "@lune, #soldes",
        "Merci :) et :D ;-)",
        "Ouvert 10:30–18:00",
        'un tuyau de 15" de large',
        "la moelle, le poêle, la boîte, coexister",
        ":wave: salut",
        "`a ? b : c`",
        "camille@lune.example",
        "....",
        "(!)",
        "Rock'n",
        "",
    ],
)
def test_what_is_no_fault_is_left(kept):
    if kept == "Rock'n":
        assert mended(kept) == "Rock’n"
    else:
        assert mended(kept) == kept and faults(kept) == 0


def test_what_is_right_is_no_fault():
    right = f"«{W}Oui{W}», dit-elle{W}: c’est là{N}! Vraiment{N}?"
    assert mended(right) == right and faults(right) == 0


@given(st.text(alphabet="aoeuœ sl.:;!?«»\"'’…%€10:)(@#/\u00a0\u202f\n", max_size=60))
@example('"a" "b"')
@example("0:;")
@example("0:»")
@example('"«a»"')
def test_twice_is_as_once(text):
    once = mended(text)
    assert mended(once) == once and faults(once) == 0


@given(st.text(max_size=80))
def test_no_letter_is_lost(text):
    """Only signs and spaces change, and oe becomes œ."""

    def letters(said):
        return "".join(sign for sign in said.replace("œ", "oe").replace("Œ", "OE") if sign.isalnum()).lower()

    assert letters(mended(text)) == letters(text)
