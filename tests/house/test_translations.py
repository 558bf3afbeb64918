"""Everything in English and French: a string without its French fails here."""

import re

from babel.messages.pofile import read_po

from tests.house.strings import HOUSE, french, strings

NAMED = re.compile(r"%\((\w+)\)[sd]")
SAME = re.compile(r"^[\W\d_]*$|^(%\(\w+\)s[\s\W]*)+$")
THIN = "\u202f"
HARD = "\u00a0"


def test_every_string_has_its_french():
    known = french()
    missing = {f"{path.relative_to(HOUSE)}:{line}: {text}" for path, line, text in strings() if not known.get(text)}
    missing = {each for each in missing if not SAME.match(each.split(": ", 1)[1])}
    assert not missing, f"{len(missing)} strings lack their French:\n" + "\n".join(sorted(missing))


def test_placeholders_are_the_same():
    wrong = [
        english
        for english, said in french().items()
        if said and set(NAMED.findall(english)) != set(NAMED.findall(said))
    ]
    assert not wrong


def test_french_typography():
    """An insecable space before : ; ! ? » and after «; no straight apostrophe."""
    wrong = []
    for english, said in french().items():
        plain = re.sub(r"https?://\S+|%\(\w+\)s", "x", said)
        if re.search(rf"[^\s{THIN}{HARD}:/\d\w(«…]?[ ][:;!?»]|«[ ]|(?<=\w)'(?=\w)", plain):
            wrong.append(f"{english} → {said}")
    assert not wrong, "\n".join(wrong)


def test_one_english_has_one_french():
    """All catalogues are merged: two of them must not say the same English, in one context, differently."""
    said: dict[tuple[str, str], set[str]] = {}
    for po in HOUSE.glob("**/locale/fr/LC_MESSAGES/django.po"):
        with po.open("rb") as source:
            for message in read_po(source, locale="fr"):
                if isinstance(message.id, str) and message.id and message.string:
                    said.setdefault((message.context or "", message.id), set()).add(message.string)
    assert {english: words for english, words in said.items() if len(words) > 1} == {}
