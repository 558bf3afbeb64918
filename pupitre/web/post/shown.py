"""A post's page as its templates read it: rows with words, buttons, counts; nothing is decided here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pupitre.brands.models import Membership
from pupitre.channels.models import Channel, Part, Sending
from pupitre.ground.disguise import address
from pupitre.publishing.chapters import Book, Chapter, Course
from pupitre.publishing.faces import FACES, face_of
from pupitre.publishing.models import Content, Delivery, Post, Version
from pupitre.publishing.say import Assets, body_of
from pupitre.publishing.standing import DELETE, EDIT, RIGHTS
from pupitre.web.compose.colouring import coloured
from pupitre.web.frame.pane import Pane, pane
from pupitre.web.frame.sentences import sentence
from pupitre.web.post.growth import Drawing, drawing
from pupitre.web.post.telling import Told, because, stands, tell

ICONS = {"likes": "heart", "reposts": "repeat-2", "comments": "message-circle", "quotes": "quote", "views": "eye"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a channel shows: the texts of its parts, safe; an article's body, behind glass."""

    parts: list[SafeString]
    pictures: list[tuple[int, str]]
    """(asset id, alternative text)"""
    warning: str = ""
    title: str = ""
    body: Pane | None = None
    card: Mapping[str, Any] | None = None
    poll: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """One sending: where it stands, why, the buttons this seat has, its story."""

    sending: Sending
    channel: Channel
    face: str
    words: str
    why: str
    raw: str
    buttons: Sequence[str]
    story: Sequence[Told]
    look_url: str = ""
    see_url: str = ""

    def __contains__(self, button: str) -> bool:
        return button in self.buttons


@dataclass(frozen=True, slots=True)
class ThreadPart:
    number: int
    text: SafeString
    face: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """One delivery."""

    delivery: Delivery
    channel: Channel
    way: Way
    says: Said
    thread: list[ThreadPart]
    changes: list[Way]
    counts: list[tuple[str, str, int | None]]
    """(lucide name, its word, how many; None: not told)"""
    read: bool
    growth: Drawing | None
    edit: bool
    delete: bool
    edited: bool
    lacks: list[str]
    """what the network does not let us change, in sentences"""


@dataclass(frozen=True, slots=True)
class Sheet:
    post: Post
    rows: list[Row]
    dropped: list[Row]
    draft: list[tuple[Channel, Said]]
    summary: list[tuple[str, int]] = field(default_factory=list)
    """(face, how many channels), the gravest first"""

    @property
    def aimed(self) -> bool:
        return bool(self.post.campaign_id or self.post.objective or self.post.labels)

    @property
    def is_draft(self) -> bool:
        return not self.rows


def sheet(book: Book, seat: Membership) -> Sheet:
    """What this seat sees of the post."""
    rows = [_row(chapter, book.assets, seat) for chapter in book.chapters]
    faces = Counter(row.way.face for row in rows)
    return Sheet(
        post=book.post,
        rows=rows,
        dropped=[_row(chapter, book.assets, seat) for chapter in book.dropped],
        draft=[(version.channel, _drafted(version, book, seat)) for version in book.draft],
        summary=sorted(faces.items(), key=lambda pair: FACES.index(pair[0])),
    )


def _row(chapter: Chapter, assets: Assets, seat: Membership) -> Row:
    channel = chapter.delivery.channel
    allowed = chapter.can_change if seat.may("plan") else ()
    way = _way(chapter.course, channel, seat)
    if chapter.taken_off:
        way = _taken_off(way)
    return Row(
        delivery=chapter.delivery,
        channel=channel,
        way=way,
        says=_said(chapter.says, channel, assets, _of(seat, "delivery-article", chapter.delivery.pk)),
        thread=list(_thread(chapter, channel)),
        changes=[_way(course, channel, seat) for course in chapter.changes],
        counts=_counts(chapter),
        read=bool(chapter.measured and chapter.measured.read_at),
        growth=drawing(chapter.measured.published_at, chapter.growth) if chapter.measured else None,
        edit=EDIT in allowed,
        delete=DELETE in allowed,
        edited=chapter.edited,
        lacks=list(_lacks(chapter)) if seat.may("plan") else [],
    )


def _way(course: Course, channel: Channel, seat: Membership) -> Way:
    why, raw = because(course.standing.reason, channel)
    return Way(
        sending=course.sending,
        channel=channel,
        face=course.standing.face,
        words=stands(course.standing, channel),
        why=why,
        raw=raw,
        buttons=[choice for choice in course.standing.choices if seat.may(RIGHTS[choice])],
        story=[tell(line, channel) for line in course.lines],
        look_url=address(channel.url),
        see_url=next((url for part in course.parts if (url := address(part.remote_url))), ""),
    )


def _taken_off(way: Way) -> Way:
    return Way(way.sending, way.channel, "taken_off", "", "", "", (), way.story)


def _of(seat: Membership, name: str, *about: int) -> str:
    return reverse(name, args=[seat.brand.slug, *about])


def _drafted(version: Version, book: Book, seat: Membership) -> Said:
    url = _of(seat, "version-article", book.post.pk, version.channel_id)
    return _said(version.says, version.channel, book.assets, url)


def _said(says: Content, channel: Channel, assets: Assets, article: str) -> Said:
    """`article`: where its body is shown when it is one."""
    rules = channel.rules
    pictures = [(item["asset"], item.get("alt", "")) for item in says.get("pictures", ()) if item["asset"] in assets]
    if rules.shape == "article":
        html = body_of(says)
        return Said([], pictures, title=says.get("title", ""), body=pane(article, html) if html else None)
    texts = [says.get("text", ""), *(part for part in says.get("thread", ()) if part.strip())]
    return Said(
        parts=[coloured(text) for text in texts],
        pictures=pictures,
        warning=says.get("warning", "") if rules.warning else "",
        card=says.get("card") if rules.card and not pictures else None,
        poll=says.get("poll") if rules.polls else None,
    )


def _thread(chapter: Chapter, channel: Channel) -> Iterator[ThreadPart]:
    """The parts of a thread, each with its own link; nothing for a single post."""
    parts: Sequence[Part] = chapter.course.parts
    if len(parts) < 2:
        return
    for part in parts:
        face = face_of(part.state, deleted=chapter.taken_off)
        yield ThreadPart(part.position + 1, coloured(part.payload.get("text", "")), face, address(part.remote_url))


def _counts(chapter: Chapter) -> list[tuple[str, str, int | None]]:
    measured = chapter.measured
    if measured is None:
        return []
    words = {
        "likes": _("Likes"),
        "reposts": _("Shares"),
        "comments": _("Comments"),
        "quotes": _("Quotes"),
        "views": _("Views"),
    }
    return [(ICONS[name], words[name], getattr(measured, name)) for name in ICONS]


def _lacks(chapter: Chapter) -> Iterator[str]:
    """Where the network does not let us change what is out, or not all of it: its own sentence."""
    if chapter.course.standing.face != "gone" or chapter.taken_off:
        return
    channel = chapter.delivery.channel
    told = channel.card.lacks(channel.facts)
    for ability, allowed in (("edit", channel.rules.edits), ("delete", channel.rules.deletes)):
        code = told.get(ability) or ("" if allowed else f"{ability}_none")
        if code:
            yield sentence(channel.network, code)
