"""The mark of each network: a rounded square of its colour with its sign, told apart at a glance."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module

import lucide
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from pupitre.networks import registry

_LETTER = "<text x='12' y='19.5' text-anchor='middle' font-size='21' font-weight='700' fill='{ink}'>{letter}</text>"


@cache
def mark(network: str) -> SafeString:
    """The network's mark as inline SVG, with its name for those who can't see it."""
    try:
        card = registry.card(network)
        name, slug, colour = card.name, card.mark, card.colour
    except KeyError:  # a channel kept from a network that this house no longer has
        name, slug, colour = network, "", "#6b655b"
    ink = "#ffffff" if _is_dark(colour) else "#1d1b18"
    sign = _sign(slug, ink) or _LETTER.format(ink=ink, letter=escape(name[:1].upper()))
    return format_html(
        '<svg class="net" viewBox="0 0 36 36" role="img" aria-label="{}"><title>{}</title>'
        '<rect width="36" height="36" rx="9" fill="{}"/><g transform="translate(7 7) scale(.9167)">{}</g></svg>',
        name,
        name,
        colour,
        mark_safe(sign),  # noqa: S308  (our own wheels' drawings)
    )


@cache
def icon(name: str, size: int = 18) -> SafeString:
    """A lucide icon. It says nothing by itself: the words beside it do. Raises lucide.IconDoesNotExist."""
    drawn = lucide._render_icon(name, size, aria_hidden="true", focusable="false", stroke_width="1.75")
    return mark_safe(re.sub(r'\sclass="[^"]*"', "", drawn).replace("<svg", '<svg class="icon"', 1))  # noqa: S308


def _sign(slug: str, ink: str) -> str:
    """The sign's paths, from the icon set of brands or else of things; empty when neither knows it."""
    if not re.fullmatch(r"[a-z0-9-]+", slug):
        return ""
    try:
        module = import_module(f"simplepycons._{slug}")
    except ModuleNotFoundError:
        return _thing(slug, ink)
    drawing = next(kind for name, kind in vars(module).items() if name.endswith("Icon") and name != "Icon")
    paths = re.findall(r'\sd="([^"]+)"', drawing().raw_svg)
    return "".join(f'<path fill="{ink}" d="{" ".join(path.split())}"/>' for path in paths)


def _thing(slug: str, ink: str) -> str:
    try:
        drawn = lucide._render_icon(slug, 24)
    except lucide.IconDoesNotExist:
        return ""
    inside = re.sub(r"^<svg[^>]*>|</svg>\s*$", "", drawn.strip())
    return f'<g fill="none" stroke="{ink}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{inside}</g>'


def _is_dark(colour: str) -> bool:
    """White can be read on it better than ink (relative luminance of WCAG 2.2)."""
    channels = [int(colour.lstrip("#")[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] < 0.36
