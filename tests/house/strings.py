"""Every string for people, as gettext would find it: in Python, in templates, in the pure rooms' messages."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

HOUSE = Path(__file__).resolve().parents[2] / "pupitre"
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


def strings() -> Iterator[tuple[Path, int, str]]:
    """(file, line, English) of every marked string; of plurals, the singular."""
    for path in sorted(HOUSE.rglob("*.py")):
        if "migrations" not in path.parts and "tests" not in path.parts:
            yield from _found(path, path.read_text("utf-8"))
    for path in sorted(HOUSE.rglob("*.html")) + sorted(HOUSE.rglob("templates/**/*.txt")):
        yield from _in_template(path, templatize(path.read_text("utf-8"), origin=str(path)))


def _found(path: Path, source: str) -> Iterator[tuple[Path, int, str]]:
    for line, function, message, _comments in extract_python(
        io.BytesIO(source.encode()), list(KEYWORDS), [], {"encoding": "utf-8"}
    ):
        if not message:  # a call whose text is not written there
            continue
        spec = KEYWORDS[function]
        parts = [message] if isinstance(message, str) else list(message)
        index = 1 if spec and isinstance(spec[0], tuple) else 0
        text = parts[index] if index < len(parts) else None
        if text:
            yield path, line, text


_CALL = re.compile(r"""\b(?:ngettext|gettext|_)\(\s*(u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"))""")


def _in_template(path: Path, source: str) -> Iterator[tuple[Path, int, str]]:
    """templatize leaves text that only xgettext can read: the calls are picked out of it."""
    for number, line in enumerate(source.splitlines(), 1):
        for literal in _CALL.findall(line):
            yield path, number, ast.literal_eval(literal)


def french() -> dict[str, str]:
    """Every French sentence of every catalogue, by its English; '' where it is missing or fuzzy."""
    known: dict[str, str] = {}
    for po in HOUSE.glob("**/locale/fr/LC_MESSAGES/django.po"):
        with po.open("rb") as source:
            for message in read_po(source, locale="fr"):
                key = message.id if isinstance(message.id, str) else message.id[0]
                said = message.string if isinstance(message.string, str) else "".join(message.string[:1])
                if key and ((said and not message.fuzzy) or key not in known):
                    known[key] = "" if message.fuzzy else said
    return known
