"""What a sheet shows as the rows of a table: one for each channel of a post, one for each date."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from pupitre.publishing.messages import FACES
from pupitre.web.calendar.sheet import Box, Sheet


def rows(sheet: Sheet) -> Iterator[list[object]]:
    yield [_("Day"), _("Time"), _("Time zone"), _("What"), _("State"), _("Channel"), _("First line"), _("Address")]
    for box in sheet.boxes:
        if box.inside:
            yield from _day(box, str(sheet.zone))


def _day(box: Box, zone: str) -> Iterator[list[object]]:
    for each in box.marked:
        yield [box.iso, "", "", each.what, "", "", each.name, ""]
    for tile in box.day.tiles:
        for leg in tile.legs:
            channel = leg.channel.name if leg.channel else ""
            yield [
                box.iso,
                f"{tile.at:%H:%M}",
                zone,
                _("Post"),
                FACES[leg.face],
                channel,
                tile.headline,
                tile.url,
            ]
