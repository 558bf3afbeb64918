"""A tile as HTML. In Python, because a full month has a hundred and fifty of them and a template takes longer."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pupitre.channels.models import Channel
from pupitre.ground.disguise import address
from pupitre.publishing import wall
from pupitre.publishing.calendar import Tile
from pupitre.publishing.dates.shown import Shown
from pupitre.publishing.messages import FACES
from pupitre.web.calendar.sheet import Box, Opening, Sheet
from pupitre.web.frame import moments

QUIET = frozenset({"planned", "gone", "elsewhere"})
"""what goes its usual way: where there is little room its shape is enough, its word is for those who can't see it"""
MARKS = 4
"""marks of channels on one tile; of more, how many"""


class Pen:
    """Draws the tiles of one sheet for one seat; what they share is drawn once."""

    def __init__(self, sheet: Sheet, may_plan: bool, may_write: bool) -> None:
        self.sheet = sheet
        self.may_plan = may_plan
        self.may_write = may_write
        self.days = sheet.days
        self.today = format_html('<span class="tag now">{}</span>', _("Today"))
        self.drafts = sheet.compose if may_write else sheet.posts
        self.wordless = _("Without words yet")
        self.move = _("Move to…")
        self.write = _("Write for this day")
        self.last_day = _("%(name)s: last day")
        self.faces = {face: (_shape(face), str(word)) for face, word in FACES.items()}
        self.tokens: dict[int, SafeString] = {}

    def tile(self, tile: Tile) -> SafeString:
        """One <li>."""
        face = tile.face
        carried = self._carried(tile) if self.may_plan and tile.movable else ""
        shape, word = self.faces[face]
        return format_html(
            '<li class="tile is-{}{}" id="{}"{}><a class="tile-link" draggable="false"{}>'
            '<span class="tile-line">{}<time>{}</time><span class="nets">{}</span>'
            '<span class="tile-words">{}</span></span><span class="tile-face">{}</span></a>{}</li>',
            face,
            " quiet" if face in QUIET else "",
            tile.key,
            carried,
            self._link(tile),
            shape,
            f"{tile.at:%H:%M}",
            self._marks(tile),
            tile.headline or self.wordless,
            word,
            self._button(tile) if carried else "",
        )

    def opening(self, opening: Opening) -> SafeString:
        """A free slot, as one <li>: it leads to a new post of that time on its channels."""
        at = f"{opening.at:%H:%M}"
        names = ", ".join(channel.name for channel in opening.channels)
        return format_html(
            '<li class="opening"><a href="{}{}" aria-label="{}" title="{}">'
            '<time>{}</time><span class="nets">{}</span></a></li>',
            self.sheet.compose,
            opening.query,
            _("Free slot, %(at)s: write for %(channels)s") % {"at": at, "channels": names},
            _("Free slot"),
            at,
            self._drawn(opening.channels),
        )

    def head(self, box: Box) -> SafeString:
        """<header> of a day: its name and number as a link to it, and the way to a new post."""
        day = moments.when(box.date, "day")
        count = ""
        if box.count:
            count = ", " + ngettext("%(n)s post", "%(n)s posts", box.count) % {"n": box.count}
        return format_html(
            '<header class="day-head">{}<a class="day-link" id="d-{}" href="{}{}" data-day{}>'
            '<span class="phone-only">{}</span><span class="wide-only" aria-hidden="true">{}</span>'
            '<span class="hidden-words">{}{}</span></a>{}{}{}</header>',
            self._name(box),
            box.iso,
            self.days,
            box.iso,
            mark_safe(' aria-current="date"') if box.today else "",
            day,
            box.date.day,
            day,
            count,
            self.today if box.today else "",
            self._dates(box),
            self._plus(box, day),
        )

    def _dates(self, box: Box) -> SafeString | str:
        """What the day is besides, beside its number: the weightiest by name, of the others how many."""
        if not box.marked:
            return ""
        first, more = box.marked[0], len(box.marked) - 1
        return format_html(
            '<details class="dates" data-pick><summary title="{}"><span class="clip">{}</span>{}</summary>'
            '<div class="panel"><ul>{}</ul>{}</div></details>',
            " · ".join(self._called(each, box) for each in box.marked),
            self._called(first, box),
            format_html('<span class="and">+{}</span>', more) if more else "",
            format_html_join("", "{}", ((self._date(each, box),) for each in box.dates)),
            self._write(box),
        )

    def _called(self, each: Shown, box: Box) -> str:
        """Its name; on the last day of a span that it ends."""
        ends = each.occasion.is_span and box.date == each.occasion.end
        return self.last_day % {"name": each.name} if ends else each.name

    def _date(self, each: Shown, box: Box) -> SafeString:
        note = format_html("<em>{}</em>", each.note) if each.note else ""
        return format_html("<li><b>{}</b><span>{}</span>{}</li>", self._called(each, box), self._what(each), note)

    def _what(self, each: Shown) -> str:
        """Its kind; of a span until when."""
        if not each.occasion.is_span:
            return each.what
        return f"{each.what} · {moments.span(each.occasion.start, each.occasion.end)}"

    def _write(self, box: Box) -> SafeString | str:
        if not (box.begin and self.may_write):
            return ""
        at = f"{box.begin:%Y-%m-%dT%H:%M}"
        return format_html('<a class="btn small" href="{}?at={}">{}</a>', self.sheet.compose, at, self.write)

    def _name(self, box: Box) -> SafeString | str:
        if self.sheet.span.view not in ("week", "list"):
            return ""
        return format_html('<span class="day-name wide-only" aria-hidden="true">{}</span>', box.name)

    def _plus(self, box: Box, day: str) -> SafeString | str:
        if not (box.begin and self.may_write):
            return ""
        return format_html(
            '<a class="plus" href="{}?at={}" aria-label="{}">{}</a>',
            self.sheet.compose,
            f"{box.begin:%Y-%m-%dT%H:%M}",
            _("Write a post for %(day)s") % {"day": day},
            _shape("plus"),
        )

    def _link(self, tile: Tile) -> SafeString | str:
        if tile.post:
            return format_html(' href="{}{}/"', self.drafts if tile.is_draft else self.sheet.posts, tile.post)
        url = address(tile.url)
        return format_html(' href="{}" target="_blank" rel="noopener noreferrer"', url) if url else ""

    def _carried(self, tile: Tile) -> SafeString:
        """What moves with it, and from when: read by drag.js and moves.js."""
        rows = ",".join(map(str, tile.moves))
        at = wall.write(tile.at, self.sheet.zone)
        if not tile.is_draft:
            return format_html(' draggable="true" data-rows="{}" data-at="{}"', rows, at)
        whole = "1" if tile.moves_post else "0"
        words = ' draggable="true" data-rows="{}" data-at="{}" data-draft="{}" data-whole="{}"'
        return format_html(words, rows, at, tile.post, whole)

    def _button(self, tile: Tile) -> SafeString:
        return format_html(
            '<button type="button" class="tile-move" data-move aria-label="{}" aria-describedby="{}">{}</button>',
            self.move,
            tile.key,
            _shape("move"),
        )

    def _marks(self, tile: Tile) -> SafeString:
        return self._drawn([leg.channel for leg in tile.legs if leg.channel])

    def _drawn(self, channels: list[Channel]) -> SafeString:
        drawn = format_html_join("", "{}", ((self._token(channel),) for channel in channels[:MARKS]))
        more = len(channels) - MARKS
        return drawn + format_html('<span class="and">+{}</span>', more) if more > 0 else drawn

    def _token(self, channel: Channel) -> SafeString:
        """The mark of the channel's network, named by the channel."""
        if channel.pk not in self.tokens:
            self.tokens[channel.pk] = format_html(
                '<svg class="net" role="img"><title>{}</title><use href="#net-{}"/></svg>',
                channel.name,
                channel.network,
            )
        return self.tokens[channel.pk]


def _shape(name: str) -> SafeString:
    """For eyes only: its word stands beside it."""
    return format_html('<svg class="shape" aria-hidden="true"><use href="#face-{}"/></svg>', name)
