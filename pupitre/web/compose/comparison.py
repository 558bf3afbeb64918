"""What changed between two revisions, word by word, as people read it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from django.utils.translation import gettext as _

from pupitre.publishing.aims import Aims
from pupitre.publishing.models import OBJECTIVES, Content
from pupitre.publishing.say import plain

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
MOST_WORDS = 4_000
"""beyond, lines are compared: words would take seconds"""

Kind = Literal["same", "gone", "new"]
Said = tuple[Content, Mapping[str, Content]]
"""(content, {channel id: own}), as a revision keeps it"""


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one place: `channel` is its name, empty for the text of all channels."""

    channel: str
    name: str
    pieces: list[Piece]


def compare(before: Said, after: Said, channels: Mapping[int, str]) -> list[Difference]:
    """What is otherwise in `after`. `channels`: their names; one that is gone from the desk is "—"."""
    places: list[tuple[str, Content, Content]] = [("", before[0], after[0])]
    for channel in sorted({*before[1], *after[1]}, key=int):
        name = channels.get(int(channel), "—")
        places.append((name, before[1].get(channel, {}), after[1].get(channel, {})))
    return [difference for place in places for difference in _of_place(*place)]


def of_aims(before: Aims, after: Aims, campaigns: Mapping[int, str]) -> list[Difference]:
    """Campaign, objective and labels where they are otherwise in `after`. `campaigns`: their names."""
    objectives = dict(OBJECTIVES)
    told = (
        (_("Campaign"), *(campaigns.get(aims.campaign or 0, "") for aims in (before, after))),
        (_("Objective"), *(str(objectives.get(aims.objective, "")) for aims in (before, after))),
        (_("Labels"), *(", ".join(aims.labels) for aims in (before, after))),
    )
    return [Difference("", name, words(old, new)) for name, old, new in told if old != new]


def words(before: str, after: str) -> list[Piece]:
    """The two texts as one, with what went and what came."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    for change, i, j, k, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if change == "equal":
            pieces.append(Piece("same", "".join(old[i:j])))
            continue
        gone, came = "".join(old[i:j]), "".join(new[k:end])
        pieces += [piece for piece in (Piece("gone", gone), Piece("new", came)) if piece.text]
    return pieces


def _of_place(channel: str, before: Content, after: Content) -> Iterator[Difference]:
    for key, name in names().items():
        old, new = _plain(key, before.get(key)), _plain(key, after.get(key))
        if old != new:
            yield Difference(channel, name, words(old, new))


def names() -> dict[str, str]:
    """The fields as people call them, in reading order."""
    return {
        "title": _("Title"),
        "text": _("Text"),
        "thread": _("Thread"),
        "body": _("Article"),
        "excerpt": _("Excerpt"),
        "categories": _("Categories"),
        "tags": _("Tags"),
        "warning": _("Content warning"),
        "poll": _("Poll"),
        "card": _("Link card"),
        "pictures": _("Pictures"),
        "featured": _("Featured picture"),
        "language": _("Language"),
    }


def _plain(key: str, value: Any) -> str:
    """A field as text that can be compared and read."""
    if not value:
        return ""
    if key == "body":
        return plain(value)
    if key == "thread":
        return "\n\n".join(value)
    if key in ("categories", "tags"):
        return ", ".join(value)
    if key == "poll":
        return "\n".join(f"– {option}" for option in value["options"])
    if key == "card":
        return "\n".join(filter(None, (value.get("title"), value.get("description"), value["url"])))
    if key == "pictures":
        return "\n".join(f"[{item['asset']}] {item.get('alt', '')}".strip() for item in value)
    return str(value)
