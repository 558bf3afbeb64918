"""Before it goes out: what would be refused, what deserves a look, what is fine; each once, with its channels."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from pupitre.brands.models import Brand
from pupitre.channels.models import Channel
from pupitre.networks.words import Objection
from pupitre.publishing import wall
from pupitre.publishing.advice.advise import advise
from pupitre.publishing.advice.around import Told
from pupitre.publishing.models import Version
from pupitre.publishing.objections import Reading, of_time
from pupitre.publishing.plan import InTheWay
from pupitre.publishing.rights import credits, ended
from pupitre.web.compose.reading import Sheet
from pupitre.web.compose.wording import odd, place_of, say
from pupitre.web.frame.moments import when

ALL = "all"
FIELDS = {"media": "pictures", "post": "text", "channel": "channels"}
"""place of an objection → field of the page, where they are not called the same"""


@dataclass(slots=True)
class Line:
    """One sentence. `tab` and `key` (a field) lead to where it is mended; `choices` are answers to click."""

    weight: str
    sentence: str
    channels: list[Channel] = field(default_factory=list)
    tab: str = ALL
    key: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    code: str = ""


def lines(
    brand: Brand, readings: Sequence[Reading], sheet: Sheet, settled: Collection[int] = (), near: Told = ()
) -> list[Line]:
    """The gravest first. Of channels in `settled` (planned or gone) the time is no longer asked.

    `near`: advice of what else the brand does.
    """
    open_ = [reading for reading in readings if reading.version.channel_id not in settled]
    found = [*_odd_times(brand, open_, sheet), *_times(open_, sheet)]
    for reading in readings:
        advice = (*advise(brand, reading.says), *credits(reading.says, reading.assets))
        for objection in (*reading.objections, *advice, *_of_rights(brand, reading, sheet, settled)):
            _add(found, reading.version, objection, len(readings))
    for version, objection in near:
        if version.channel_id not in settled:
            _add(found, version, _in_words(objection, version, brand), len(readings))
    found += _fine(brand, readings, sheet, found)
    return sorted(found, key=lambda line: ("refused", "look", "ok", "advice").index(line.weight))


def in_the_way(stands: InTheWay) -> list[Line]:
    """What kept a post from being planned."""
    found: list[Line] = []
    versions = {version.pk for version, _objection in stands if version}
    for version, objection in stands:
        line = _add(found, version, objection, len(versions))
        if version and objection.code == "slot_taken":
            _lead_on(line, version, objection)
    return found


def _lead_on(line: Line, version: Version, objection: Objection) -> None:
    """From a slot that has a post by now to the next free one, of this channel alone when there are others."""
    then = objection.params.get("next")
    alone = not version.own_at and version.post.versions.count() == 1
    line.tab = ALL if alone else str(version.channel.pk)
    if isinstance(then, datetime):
        line.choices = [(_("Next free slot: %(at)s") % {"at": when(then)}, wall.write(then, version.post.brand.zone))]


def _add(found: list[Line], version: Version | None, objection: Objection, of: int) -> Line:
    """The same sentence on several channels is one line."""
    network = version.channel.network if version else ""
    sentence = say(network, objection)
    line = next((line for line in found if line.sentence == sentence), None)
    if line is None:
        line = Line(objection.weight, sentence, key=FIELDS.get(objection.place, objection.place), code=objection.code)
        found.append(line)
    if version:
        line.channels.append(version.channel)
        own = line.key in version.own
        line.tab = str(version.channel.pk) if len(line.channels) == 1 and (own or of > 1) else ALL
    return line


def _in_words(objection: Objection, version: Version, brand: Brand) -> Objection:
    """Channel and moment as its sentence names them."""
    said = {**objection.params, "channel": version.channel.name}
    if isinstance(at := said.get("at"), datetime):
        with timezone.override(brand.zone):
            said["at"] = when(at)
    return replace(objection, params=said)


def _odd_times(brand: Brand, readings: Sequence[Reading], sheet: Sheet) -> Iterator[Line]:
    channels = {reading.version.channel.pk: reading.version.channel for reading in readings}
    for whose, error in sheet.odd.items():
        sentence, choices = odd(error, brand.zone)
        of = [channels[whose]] if whose in channels else []
        if whose is None or of:
            yield Line("refused", sentence, of, tab=str(whose or ALL), key="time", choices=choices)


def _times(readings: Sequence[Reading], sheet: Sheet) -> list[Line]:
    found: list[Line] = []
    for objection in of_time(sheet.draft.at) if readings else ():
        found.append(Line(objection.weight, say("", objection), key="time"))
    for reading in readings:
        for objection in of_time(reading.version.own_at):
            channel = reading.version.channel
            found.append(Line(objection.weight, say("", objection), [channel], str(channel.pk), "time"))
    return found


def _of_rights(brand: Brand, reading: Reading, sheet: Sheet, settled: Collection[int]) -> list[Objection]:
    """What may no longer be used at the time that is wanted."""
    if reading.version.channel_id in settled:
        return []
    return ended(reading.says, reading.assets, reading.version.own_at or sheet.draft.at, brand.zone)


def _fine(brand: Brand, readings: Sequence[Reading], sheet: Sheet, found: list[Line]) -> Iterator[Line]:
    objected = {line.key for line in found if line.weight != "advice"}
    if readings and not objected & {"text", "thread", "title"}:
        limited = [reading for reading in readings if any(count.most for count in reading.counts)]
        if limited:
            yield Line("ok", _("The text fits on every channel."))
    pictures = [item for reading in readings for item in reading.says.get("pictures", ())]
    if pictures and all(item.get("alt", "").strip() for item in pictures):
        yield Line("ok", _("Every picture has its alternative text."))
    at = sheet.draft.at
    if at and "time" not in objected:
        with timezone.override(brand.zone):
            leaves = {"when": when(at), "zone": place_of(brand.zone)}
        yield Line("ok", _("It leaves %(when)s, %(zone)s time.") % leaves)
    if not readings:
        yield Line("refused", say("", Objection("no_channel", {}, "channel")), key="channels")
