"""Cells of a table that leaves the desk: no spreadsheet takes one for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

# https://owasp.org/www-community/attacks/CSV_Injection (2026-11-23)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_BEFORE = " '\"\u00a0\u200b\ufeff"
"""what a spreadsheet may skip before it looks at the first character"""


def safe(value: object) -> str:
    """The value as text; what a spreadsheet would work out gets an apostrophe before it. NUL is left out."""
    text = ("" if value is None else str(value)).replace("\0", "")
    return f"'{text}" if text.lstrip(_BEFORE).startswith(_FORMULA) or text.startswith(_FORMULA) else text


def rows(cells: Iterable[Iterable[object]]) -> str:
    """Rows as CSV (RFC 4180), each cell safe."""
    text = io.StringIO()
    csv.writer(text).writerows([safe(cell) for cell in row] for row in cells)
    return text.getvalue()
