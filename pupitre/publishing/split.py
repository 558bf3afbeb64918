"""Cutting a long text into the parts of a thread: at paragraphs, else at sentences, else at words, never inside one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from pupitre.networks.words import Rules

PARAGRAPH = re.compile(r"\n\s*\n")
SENTENCE = re.compile(r"(?<=[.!?…])[»”\")]?\s+(?=\S)")
WORD = re.compile(r"\s+")


def split(text: str, rules: Iterable[Rules]) -> list[str]:
    """Parts that every one of `rules` takes, as few as reading order allows; one part when it fits.

    A word that is too long by itself is cut: nothing is left out.
    """
    limits = [each for each in rules if each.length]

    def fits(part: str) -> bool:
        return all(each.count(part) <= each.length for each in limits)

    return list(_pieces(text.strip(), fits, (("\n\n", PARAGRAPH), (" ", SENTENCE), (" ", WORD))))


def _pieces(text: str, fits: Callable[[str], bool], ways: Sequence[tuple[str, re.Pattern[str]]]) -> Iterator[str]:
    """Pieces that fit, glued together again as long as they do."""
    if not text:
        return
    if fits(text):
        yield text
        return
    if not ways:
        yield from _cut(text, fits)
        return
    (glue, way), *finer = ways
    held = ""
    for piece in (piece.strip() for piece in _between(text, way)):
        joined = f"{held}{glue}{piece}" if held else piece
        if fits(joined):
            held = joined
            continue
        if held:
            yield held
        *whole, held = list(_pieces(piece, fits, finer)) or [""]
        yield from whole
    if held:
        yield held


def _between(text: str, way: re.Pattern[str]) -> Iterator[str]:
    """The text cut where `way` matches; what closes a quotation stays with its sentence."""
    start = 0
    for found in way.finditer(text):
        closing = found.group().rstrip()
        yield text[start : found.start()] + closing
        start = found.end()
    yield text[start:]


def _cut(word: str, fits: Callable[[str], bool]) -> Iterator[str]:
    while word:
        end = len(word)
        while end > 1 and not fits(word[:end]):
            end -= max(1, end // 50)
        yield word[:end]
        word = word[end:]
