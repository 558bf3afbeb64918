"""French typography of a post: counted while it is written, mended when the writer asks.

Rules: Lexique des règles typographiques en usage à l'Imprimerie nationale (1990), “Ponctuation”: a thin no-break space
before ; ! ?, a no-break space before the colon and inside « », the curved apostrophe, … for three points, œ where the
word has it. Addresses, mentions, hashtags, clock times and faces :) are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable

THIN, WIDE = "\u202f", "\u00a0"
SPACES = " \u00a0\u202f\u2009\t"
PROTECTED = "|".join(
    [
        r"(?:https?://|www\.)[^\s<>«»\"]+",
        r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
        r"[@#][\w.@-]+",
        r"(?<![\w:]):[a-z0-9_+-]+:(?![\w:])",
        r"`[^`\n]*`",
        r"(?<!\w)[:;=8xX][-^'’]?[)(DPpOo/\\|*3](?![\w)])",
        r"<3",
    ]
)
ROUNDS = 5
"""a sign that got its space may show another one's place: two rounds are the rule"""
QUOTED = re.compile(rf'({PROTECTED})|(?<![\w"»])"(?=[^\s"])([^"\n]{{1,400}}?)(?<=[^\s"])"(?![\w"])')
SIGNS = re.compile(
    "|".join(
        [
            rf"(?P<kept>{PROTECTED})",
            rf"(?<=[^\s(\[«¿¡!?;])(?P<tall>[{SPACES}]*(?:[!?]+|;(?!\w|[-^'’]?[)(DP/|*])))",
            rf"(?<=[\w»)”’…%€])(?P<colon>[{SPACES}]*:)(?=\s|$|[;!?»])",
            rf"(?P<opening>«[{SPACES}]*)(?=\S)",
            rf"(?<=[^\s«])(?P<closing>[{SPACES}]*»)",
            rf"(?<=\d)(?P<unit>[{SPACES}]*[%€])(?!\w)",
            r"(?<=[^\W\d_])(?P<apostrophe>')(?=[\w«])",
            r"(?<!\.)(?P<points>\.{3})(?!\.)",
            r"\b(?P<ligature>oe(?=il(?:s|lère|lères|lade|lades|let|lets)?\b))",
            r"(?P<joined>[oO][eE](?=[uU]))",
        ]
    )
)


def mended(text: str) -> str:
    """The text as French wants it. What is right already comes back as it was, and twice is as once."""
    for _round in range(ROUNDS):
        text, touched = _mend(text)
        if not touched:
            break
    return text


def faults(text: str) -> int:
    """How many places `mended` would touch."""
    return _mend(text)[1]


def _mend(text: str) -> tuple[str, int]:
    touched = 0

    def quoted(found: re.Match[str]) -> str:
        nonlocal touched
        if found[1]:
            return found[1]
        touched += 1
        return f"«{WIDE}{found[2]}{WIDE}»"

    def sign(found: re.Match[str]) -> str:
        nonlocal touched
        if found["kept"]:
            return found["kept"]
        name = found.lastgroup or ""
        right = RIGHT[name](found[0])
        touched += right != found[0]
        return right

    return SIGNS.sub(sign, QUOTED.sub(quoted, text)), touched


RIGHT: dict[str, Callable[[str], str]] = {
    "tall": lambda said: THIN + said.lstrip(SPACES),
    "colon": lambda said: f"{WIDE}:",
    "opening": lambda said: f"«{WIDE}",
    "closing": lambda said: f"{WIDE}»",
    "unit": lambda said: WIDE + said.lstrip(SPACES),
    "apostrophe": lambda said: "’",
    "points": lambda said: "…",
    "ligature": lambda said: "œ",
    "joined": lambda said: "œ" if said[0] == "o" else "Œ",
}
"""what each kind of place is written as"""
