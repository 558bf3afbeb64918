"""How a tile is drawn: its face by shape and word, its marks from one sheet of symbols."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from pupitre.publishing.calendar import Tile
from pupitre.publishing.faces import FACES as ORDER
from pupitre.publishing.faces import GROUPS
from pupitre.publishing.messages import FACES
from pupitre.web.calendar.drawing import Pen
from pupitre.web.calendar.sheet import Box, Opening
from pupitre.web.frame import marks

register = template.Library()

SHAPES = {
    "draft": "pencil-line",
    "planned": "clock",
    "unapproved": "badge-alert",
    "held": "hand",
    "leaving": "send",
    "waiting": "hourglass",
    "gone": "check",
    "taken_off": "archive-x",
    "refused": "octagon-x",
    "asks": "circle-question-mark",
    "unknown": "scan-search",
    "blocked": "unplug",
    "late": "alarm-clock",
    "rehearsed": "drama",
    "elsewhere": "globe",
}
"""face → lucide name; told apart without their colour"""
GROUP_WORDS = {
    "draft": _("Drafts"),
    "planned": _("Planned"),
    "approval": _("Waiting for approval"),
    "held": _("Held"),
    "gone": _("Out"),
    "failed": _("Did not go out"),
    "unknown": _("Not known yet"),
    "late": _("Late"),
    "rehearsed": _("Rehearsed"),
    "elsewhere": _("Posted elsewhere"),
}
assert GROUP_WORDS.keys() == GROUPS.keys(), "a group without its words"
_OUTER = re.compile(r"^<svg[^>]*?viewBox=\"([^\"]+)\"[^>]*>(?:<title>.*?</title>)?(.*)</svg>$", re.S)


@register.simple_tag
def symbols(networks: Iterable[str]) -> SafeString:
    """Every shape and every mark once: tiles point to them, so that a full month stays small."""
    drawn = [(f"face-{face}", marks.icon(shape, 14)) for face, shape in SHAPES.items()]
    drawn += [("face-move", marks.icon("calendar-clock", 14)), ("face-plus", marks.icon("plus", 14))]
    drawn += [(f"net-{network}", marks.mark(network)) for network in networks]
    return format_html(
        '<svg class="symbols" aria-hidden="true" focusable="false">{}</svg>',
        format_html_join("", "{}", ((_symbol(name, svg),) for name, svg in drawn)),
    )


@register.simple_tag
def shape(face: str) -> SafeString:
    """The face's shape, for eyes only: its word stands beside it."""
    return format_html('<svg class="shape" aria-hidden="true"><use href="#face-{}"/></svg>', face)


@register.simple_tag(takes_context=True)
def tile(context: Context, tile: Tile) -> SafeString:
    """A tile of the sheet that is being drawn."""
    return _pen(context).tile(tile)


@register.simple_tag(takes_context=True)
def day_head(context: Context, box: Box) -> SafeString:
    """The head of a day of the sheet that is being drawn."""
    return _pen(context).head(box)


@register.simple_tag(takes_context=True)
def opening(context: Context, opening: Opening) -> SafeString:
    """A free slot of the week that is being drawn."""
    return _pen(context).opening(opening)


def _pen(context: Context) -> Pen:
    """One for a sheet."""
    kept = context.render_context
    if "pen" not in kept:
        kept["pen"] = Pen(context["sheet"], context["may"]["plan"], context["may"]["write"])
    pen: Pen = kept["pen"]
    return pen


@register.filter
def word(face: str) -> str:
    """{{ tile.face|word }}: how it stands, in a word or two."""
    return str(FACES[face])


@register.simple_tag
def groups() -> list[tuple[str, str]]:
    """What a calendar can be narrowed to, with its words."""
    return [(group, str(GROUP_WORDS[group])) for group in GROUPS]


@register.simple_tag
def legend() -> list[str]:
    """Every face, from the usual to the grave."""
    return list(reversed(ORDER))


def _symbol(name: str, svg: str) -> SafeString:
    found = _OUTER.match(svg.strip())
    if found is None:
        return mark_safe("")
    view, inside = found.groups()
    look = "" if name.startswith("net-") else _STROKE
    return mark_safe(f'<symbol id="{name}" viewBox="{view}"{look}>{inside}</symbol>')  # noqa: S308


_STROKE = ' fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
