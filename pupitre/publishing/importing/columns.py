"""Which column says what: the formats of other desks, and what people write on top of a column. Pure.

Hootsuite's bulk file has no head: date and time, message, link, in this order; the order of day and month is chosen
beside it (https://kim-iverson-headlee.blogspot.com/2016/08/the-business-of-writing-using-hootsuite.html and
http://jycalcano.blogspot.com/2015/07/post-8-hootsuite-bulk-messaging.html, read 2026-11-23). Buffer's has the head
"Text, Image URL, Tags, Posting Time", times as YYYY-MM-DD HH:mm, one channel a file (its Help Center as quoted in
public code, read 2026-11-23). Postiz reads and writes no CSV; its users asked for "platformName, platformAccount,
textContent, featuredImageFilename, scheduledPostDate" (https://github.com/gitroomhq/postiz-app/issues/236, read
2026-11-23), and its API says content, publishDate, integration, image.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pupitre.publishing.fold import fold
from pupitre.publishing.importing.moments import looks_like_one
from pupitre.publishing.importing.table import Row, Unreadable

COLUMNS: dict[str, tuple[str, ...]] = {
    "text": (
        *("text", "message", "content", "post", "caption", "textcontent", "posttext"),
        *("texte", "contenu", "publication", "legende"),
    ),
    "day": (
        *("date", "day", "postingtime", "datetime", "dateandtime", "scheduledat", "scheduledtime", "scheduleddate"),
        *("publishdate", "scheduledpostdate", "publishat", "when", "dateheure", "dateetheure", "jour", "quand"),
    ),
    "clock": ("time", "hour", "heure", "horaire"),
    "channels": (
        *("channel", "channels", "account", "accounts", "profile", "profiles", "socialprofile", "platformaccount"),
        *("integration", "canal", "canaux", "compte", "comptes", "profil"),
    ),
    "link": ("link", "url", "linkurl", "lien"),
    "pictures": (
        *("imageurl", "imageurls", "image", "images", "picture", "pictures", "photo", "photos", "media", "mediaurl"),
        *("mediaurls", "featuredimagefilename", "visuel", "visuels"),
    ),
    "alt": ("alt", "alttext", "imagealt", "textealternatif"),
    "title": ("title", "titre"),
    "labels": ("tags", "labels", "etiquettes"),
}
"""field → what its column may be called, folded, letters only"""
HEADLESS = ("day", "text", "link")
NAMED = {name: field for field, names in COLUMNS.items() for name in names}
_BETWEEN = re.compile(r"[,;|\n]+")
_SPACE = re.compile(r"[\s,;|]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row says, as it was written."""

    line: int
    text: str = ""
    at: str = ""
    channels: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    alt: str = ""
    title: str = ""
    labels: tuple[str, ...] = ()


def known(cells: Sequence[str]) -> int:
    """How many cells of a first row are understood, as a head or as the first row of a file without one."""
    fields = {field for cell in cells if (field := _field(cell))}
    if fields:
        return len(fields)
    return min(len(cells), len(HEADLESS)) if _is_headless(cells) else 0


def entries(rows: Sequence[Row]) -> list[Entry]:
    """Every row but the head. Raises Unreadable when no column can be told to be the text."""
    first = rows[0].cells
    if _is_headless(first):
        return [_entry(row, dict(enumerate(HEADLESS))) for row in rows]
    fields: dict[int, str] = {}
    for place, cell in enumerate(first):
        field = _field(cell)
        if field and field not in fields.values():
            fields[place] = field
    if not {"text", "title"} & set(fields.values()):
        raise Unreadable("import_no_text_column")
    if len(rows) < 2:
        raise Unreadable("import_empty")
    return [_entry(row, fields) for row in rows[1:]]


def _entry(row: Row, fields: dict[int, str]) -> Entry:
    said = {field: row.cells[place] for place, field in fields.items() if place < len(row.cells)}
    text, link = said.get("text", ""), said.get("link", "")
    if link and link not in text:
        text = f"{text}\n\n{link}".strip()
    return Entry(
        line=row.line,
        text=text.replace("\r\n", "\n").replace("\r", "\n"),
        at=" ".join(filter(None, (said.get("day", ""), said.get("clock", "")))),
        channels=_several(said.get("channels", ""), _BETWEEN),
        pictures=_several(said.get("pictures", ""), _SPACE),
        alt=said.get("alt", ""),
        title=" ".join(said.get("title", "").split()),
        labels=_several(said.get("labels", ""), _BETWEEN),
    )


def _several(cell: str, between: re.Pattern[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(each.split()) for each in between.split(cell) if each.strip()))


def _field(cell: str) -> str:
    return NAMED.get(re.sub(r"[^a-z]", "", fold(cell)), "")


def _is_headless(cells: Sequence[str]) -> bool:
    """Hootsuite's: a moment first, then words."""
    return len(cells) in (2, 3, 4) and looks_like_one(cells[0]) and not any(_field(cell) for cell in cells)
