"""A file as rows of text: its letters, its separator and its lines are found out. Pure: no database."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

SEPARATORS = (",", ";", "\t")
MOST_BYTES = 2_000_000
MOST_ROWS = 500
LONGEST_CELL = 100_000
"""characters"""


class Unreadable(Exception):
    """The file is no table; `code` has its sentence in publishing/messages.py."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Row:
    """`line`: where it begins in the file, from 1: a cell may have several lines."""

    line: int
    cells: tuple[str, ...]


def decoded(content: bytes) -> str:
    """The text of a file as spreadsheets write it: UTF-8 with or without its mark, UTF-16 with it, else cp1252.

    Raises Unreadable for what is none of these, and for what is too heavy.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable("import_heavy", most=MOST_BYTES // 1_000_000)
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.removeprefix("\ufeff")
        break
    raise Unreadable("import_no_text")


def rows(text: str, known: Callable[[Sequence[str]], int]) -> list[Row]:
    """The rows that are not blank, split by the separator under which most columns of the first are `known`.

    Raises Unreadable for an empty table, one too long, and a quote that is never closed.
    """
    split = [_split(text, separator) for separator in SEPARATORS]
    readable = [each for each in split if each]
    if not readable:
        raise Unreadable("import_empty" if not text.strip() else "import_no_table")
    best = max(readable, key=lambda each: (known(each[0].cells), len(each[0].cells)))
    if len(readable) < len(SEPARATORS) and not known(best[0].cells):
        raise Unreadable("import_no_table")
    if len(best) > MOST_ROWS + 1:
        raise Unreadable("import_long", most=MOST_ROWS)
    return best


def _split(text: str, separator: str) -> list[Row]:
    """Nothing for what can't be read so."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found: list[Row] = []
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append(Row(begins, tuple(cell.strip() for cell in cells)))
            begins = reader.line_num + 1
            if len(found) > MOST_ROWS + 1:
                break
    except csv.Error:
        return []
    return found
