"""What is caught on the way: words, a link and who is credited, made fit to be kept, wherever they came from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from pupitre.ground import disguise
from pupitre.networks.words import Objection
from pupitre.publishing.links import links

TEXT, URL, TITLE, SOURCE, PICTURES = 5_000, 1_000, 300, 200, 20
"""characters kept of each; pictures of one idea"""
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Note:
    """What an idea says. Plain text throughout; `pictures` are ids of assets, in order."""

    text: str = ""
    url: str = ""
    title: str = ""
    source: str = ""
    pictures: Sequence[int] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.url or self.title or self.pictures)


def tidied(note: Note) -> Note:
    """The same without what can't be kept: letters that are none, what is too long, an address no browser may open.

    Tidying what is tidy changes nothing.
    """
    return Note(
        text=_UNSEEN.sub("", note.text.replace("\r\n", "\n").replace("\r", "\n")).strip()[:TEXT].rstrip(),
        url=_address(note.url),
        title=_line(note.title, TITLE),
        source=_line(note.source, SOURCE),
        pictures=tuple(dict.fromkeys(note.pictures))[:PICTURES],
    )


def captured(url: str = "", title: str = "", text: str = "", source: str = "") -> Note:
    """What another page, a phone's share sheet or a feed hands over, of which nothing is taken on trust.

    Markup is taken out. A phone puts the link into the text: it is found there. Who is credited, when nobody is
    named, is the host of the link.
    """
    said = with_its_link(Note(_bare(text), url, _bare(title), _bare(source)))
    return replace(said, source=said.source or _host(said.url))


def with_its_link(note: Note) -> Note:
    """The note, tidied; without an address the first of its text is its link, and leaves it when it stands alone."""
    said = tidied(note)
    if said.url:
        return said
    found = next((url for url in links(said.text) if _address(url)), "")
    return tidied(replace(said, url=found, text="" if said.text == found else said.text))


def objections(note: Note) -> list[Objection]:
    """Why the note can't be kept as its writer means it: nothing said, or a link that is none. All at once."""
    found = [] if not tidied(note).is_empty or note.url.strip() else [Objection("idea_empty")]
    if note.url.strip() and not _address(note.url):
        found.append(Objection("idea_link", place="url"))
    if len(note.text.strip()) > TEXT:
        found.append(Objection("idea_long", {"most": TEXT, "count": len(note.text.strip())}))
    return found


def _address(url: str) -> str:
    """The address, or empty: a cut one would lead elsewhere."""
    found = disguise.address(_UNSEEN.sub("", url))
    return found if len(found) <= URL else ""


def _line(text: str, most: int) -> str:
    return " ".join(_UNSEEN.sub(" ", text).split())[:most].rstrip()


def _bare(text: str) -> str:
    """Without markup; what taking it out puts together is looked at again."""
    while (fewer := _TAG.sub("", text)) != text:
        text = fewer
    return text


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
