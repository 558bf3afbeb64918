"""French typography for text that no catalogue holds."""

import re

NARROW, WIDE = "\u202f", "\u00a0"
_BEFORE_NARROW = re.compile(r"(?<=\S)[ \u00a0\u202f]+(?=[;!?](?:\s|$|[»”)\]]))")
_BEFORE_WIDE = re.compile(r"(?<=\S)[ \u00a0\u202f]+(?=[:»])")
_AFTER_OPEN = re.compile(r"«[ \u00a0\u202f]*(?=\S)")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_UNIT = re.compile(r"(?<=\d) (?=[%€])")


def typeset(text: str, language: str) -> str:
    """Insecable spaces before : ; ! ? » % € and after «, and the curved apostrophe; other languages unchanged."""
    if not language.startswith("fr"):
        return text
    text = _BEFORE_NARROW.sub(NARROW, text)
    text = _BEFORE_WIDE.sub(WIDE, text)
    text = _AFTER_OPEN.sub(f"«{WIDE}", text)
    text = _UNIT.sub(WIDE, text)
    return _APOSTROPHE.sub("’", text)
