"""The manner of a text: shouting, breathless sentences, and whether it speaks to people as the brand has chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pupitre.networks.words import Objection

LETTERS = 24
"""a shorter text in capitals is a title"""
SHOUTED = 0.6
"""share of capitals from which a text shouts"""
IN_A_ROW = 4
"""words in capitals one after the other"""
BREATH = 40
"""words of a sentence that is hard to follow on a screen"""
NOT_WORDS = re.compile(r"(?:https?://|www\.)\S+|[@#]\w[\w.@-]*|[\w.+-]+@[\w-]+\.\S+")
ROW = re.compile(rf"(?:\b[^\W\d_a-zà-öø-ÿœ]{{3,}}\b[\s’',]*){{{IN_A_ROW},}}")
SENTENCE = re.compile(r"[^.!?…\n]+")
WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
TU = re.compile(r"\b(?:tu|toi|tes|t[’'](?:as|es|en|y|il|elle|attend|offre|invite|aime)\w*)\b", re.IGNORECASE)
VOUS = re.compile(r"\b(?:vous|votre|vos|(?!(?:chez|assez|nez|rez|lez|riz|quartz)\b)[^\W\d_]{2,}ez)\b", re.IGNORECASE)
DOT = re.compile(r"\b[^\W\d_]{2,}·[^\W\d_]{1,8}(?:·s)?\b")
OTHER = re.compile(
    r"\b[^\W\d_]{2,}(?:\((?:e|ne|se|rice|euse)s?\)s?|[.•‧⋅](?:e|ne|se|rice|euse)[.•‧⋅]s\b|-(?:e|ne|rice|euse)-s\b)"
)
NEUTRAL = re.compile(r"\b(?:iels?|celleux|toustes|ceulles)\b", re.IGNORECASE)


def of_capitals(text: str) -> Iterator[Objection]:
    """Screen readers spell capitals out, and readers hear somebody shout."""
    plain = NOT_WORDS.sub(" ", text)
    letters = [sign for sign in plain if sign.isalpha()]
    shouted = sum(sign.isupper() for sign in letters)
    if (len(letters) >= LETTERS and shouted > SHOUTED * len(letters)) or ROW.search(plain):
        yield Objection("capitals", {}, weight="advice")


def of_breath(text: str) -> Iterator[Objection]:
    """The longest sentence, when it is too long."""
    longest = max((len(WORD.findall(each)) for each in SENTENCE.findall(NOT_WORDS.sub("x", text))), default=0)
    if longest > BREATH:
        yield Objection("sentence_long", {"words": longest}, weight="advice")


def of_address(text: str, chosen: str) -> Iterator[Objection]:
    """French: `chosen` is tu, vous, or nothing. One text that says both is told whatever was chosen."""
    plain = NOT_WORDS.sub(" ", text)
    tu, vous = TU.search(plain), VOUS.search(plain)
    if tu and vous:
        yield Objection("tu_and_vous", {"tu": tu[0], "vous": vous[0]}, weight="advice")
    elif tu and chosen == "vous":
        yield Objection("says_tu", {"word": tu[0]}, weight="advice")
    elif vous and chosen == "tu":
        yield Objection("says_vous", {"word": vous[0]}, weight="advice")


def of_inclusion(text: str, chosen: str) -> Iterator[Objection]:
    """French: `chosen` is dot (client·es), without, or nothing: then nothing is said."""
    if not chosen:
        return
    plain = NOT_WORDS.sub(" ", text)
    other = OTHER.search(plain)
    if chosen == "dot" and other:
        yield Objection("inclusive_other", {"word": other[0]}, weight="advice")
    found = DOT.search(plain) or other or NEUTRAL.search(plain)
    if chosen == "without" and found:
        yield Objection("inclusive_form", {"word": found[0]}, weight="advice")
