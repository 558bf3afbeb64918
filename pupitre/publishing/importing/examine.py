"""What each row would become, and what is wrong with it: read anew from the file each time, creating nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from html import escape

from pupitre.channels.models import Channel
from pupitre.networks.words import Objection
from pupitre.publishing import compose, wall
from pupitre.publishing.compose import Draft
from pupitre.publishing.fold import fold
from pupitre.publishing.importing import moments
from pupitre.publishing.importing.columns import Entry, entries, known
from pupitre.publishing.importing.models import Import, ImportedRow
from pupitre.publishing.importing.table import rows
from pupitre.publishing.models import Content, Delivery, Post, first_line
from pupitre.publishing.objections import of_time, of_versions


@dataclass(slots=True)
class Finding:
    """One row as it would become a post. `objections`: (key of the network that objects, or "", what it says)."""

    entry: Entry
    at: datetime | None = None
    channels: list[Channel] = field(default_factory=list)
    content: Content = field(default_factory=dict)
    objections: list[tuple[str, Objection]] = field(default_factory=list)
    key: str = ""
    made: ImportedRow | None = None
    """what this very import made of it"""

    @property
    def ok(self) -> bool:
        return self.made is None and not any(each.weight == "refused" for _network, each in self.objections)

    @property
    def headline(self) -> str:
        return first_line(self.entry.title or self.entry.text)

    def object(self, code: str, place: str, **params: object) -> None:
        self.objections.append(("", Objection(code, params, place)))


@dataclass(frozen=True, slots=True)
class Examined:
    """All rows of a file. `untried`: addresses of pictures that nobody has looked at yet."""

    findings: list[Finding]
    untried: list[str]

    @property
    def ambiguous(self) -> Finding | None:
        """The first row whose day and month could be either way round."""
        return next((each for each in self.findings if _says(each, "import_ambiguous")), None)

    @property
    def asks_channels(self) -> bool:
        return any(not each.entry.channels for each in self.findings)


def examine(source: Import) -> Examined:
    """Every row with all that is wrong with it. Raises table.Unreadable for a file that is no table."""
    brand = source.brand
    channels = compose.channels_of(brand)
    findings = [_find(source, entry, channels) for entry in entries(rows(source.text, known))]
    _of_file(source, findings)
    _of_plan(source, findings)
    urls = dict.fromkeys(url for each in findings for url in each.entry.pictures)
    return Examined(findings, [url for url in urls if url not in source.pictures and _is_address(url)])


def _find(source: Import, entry: Entry, channels: list[Channel]) -> Finding:
    found = Finding(entry)
    found.at = _moment(source, found)
    found.channels = list(_channels(source, found, channels))
    found.content = _content(source, found)
    if not (entry.text or entry.title or entry.pictures):
        found.object("import_says_nothing", "text")
    for url in entry.pictures:
        why = source.pictures.get(url, "") if _is_address(url) else "import_picture_no_address"
        if why:
            found.object(why, "pictures", url=url)
    found.objections += _of_rules(source, found)
    found.key = _key(found)
    return found


def _moment(source: Import, found: Finding) -> datetime | None:
    said = found.entry.at
    try:
        at = moments.read(said, source.brand.zone, source.order)
    except moments.Ambiguous:
        found.object("import_ambiguous", "time", said=said)
    except moments.NoMoment as error:
        found.object(error.code, "time", said=said)
    except wall.Absent:
        found.object("import_absent", "time", said=said)
    except wall.Twice as twice:
        exact = twice.second.astimezone(source.brand.zone).isoformat(timespec="minutes")
        found.object("import_twice", "time", said=said, exact=exact)
    except ValueError:
        found.object("import_no_moment", "time", said=said)
    else:
        if source.become == Import.PLAN:
            wrong = of_time(at) if at else [Objection("import_timeless", {}, "time")]
            found.objections += [("", each) for each in wrong]
        return at
    return None


def _channels(source: Import, found: Finding, channels: list[Channel]) -> Iterator[Channel]:
    """Those the row names, by their names or by that of a network of which there is one; else those chosen for all."""
    if not found.entry.channels:
        chosen = [channel for channel in channels if channel.pk in source.channels]
        if not chosen:
            found.object("import_no_channel", "channel")
        yield from chosen
    for name in found.entry.channels:
        called = [channel for channel in channels if fold(channel.name) == fold(name)]
        called = called or [channel for channel in channels if fold(name) in _network(channel)]
        if len(called) == 1:
            yield called[0]
        else:
            found.object("import_channel_several" if called else "import_channel_unknown", "channel", name=name)


def _network(channel: Channel) -> tuple[str, str]:
    return fold(channel.network), fold(channel.card.name)


def _content(source: Import, found: Finding) -> Content:
    """What is said: a blog gets the text as its article."""
    entry = found.entry
    said: Content = {"text": entry.text, "language": source.brand.language}
    articles = any(channel.rules.shape == "article" for channel in found.channels)
    if entry.title or articles:
        said["title"] = entry.title or first_line(entry.text)
    if articles:
        said["body"] = "".join(f"<p>{escape(each)}</p>" for each in entry.text.split("\n\n") if each.strip())
    return said


def _of_rules(source: Import, found: Finding) -> Iterator[tuple[str, Objection]]:
    """What the networks would refuse; a draft may still be mended, so there it only deserves a look."""
    draft = Draft(found.content, {channel.pk: {} for channel in found.channels}, {}, found.at)
    versions = compose.unsaved(Post(brand=source.brand), draft, found.channels)
    for reading in of_versions(versions, {}):
        for each in reading.objections:
            if each.weight == "refused" and not (each.place == "media" and found.entry.pictures):
                is_draft = source.become == Import.DRAFTS
                yield reading.version.channel.network, replace(each, weight="look") if is_draft else each


def _of_file(source: Import, findings: list[Finding]) -> None:
    """Rows that say the same, and rows that became a post already, by this import or by another."""
    keys = [each.key for each in findings]
    made = {
        row.key: row
        for row in ImportedRow.objects.filter(brand=source.brand, key__in=keys, post__removed_at=None).select_related(
            "post"
        )
    }
    first: dict[str, int] = {}
    for found in findings:
        row = made.get(found.key)
        if found.key in first:
            found.object("import_same_line", "text", line=first[found.key])
        elif row and row.source_id == source.pk:
            found.made = row
        elif row:
            found.object("import_known", "text")
        first.setdefault(found.key, found.entry.line)


def _of_plan(source: Import, findings: list[Finding]) -> None:
    """What is planned in these minutes already: the same words once more are refused, others are told of."""
    times = [each.at for each in findings if each.at and not each.made]
    if not times:
        return
    planned = _planned(source, min(times), max(times) + timedelta(minutes=1))
    for found in findings:
        if found.at is None or found.made:
            continue
        for channel in found.channels:
            texts = planned.get((channel.pk, found.at.replace(second=0, microsecond=0)), set())
            if found.entry.text in texts:
                found.object("import_planned", "text", channel=channel.name)
            elif texts:
                found.objections.append(("", Objection("at_once", {"channel": channel.name}, "time", "look")))


def _planned(source: Import, start: datetime, end: datetime) -> Mapping[tuple[int, datetime], set[str]]:
    found: dict[tuple[int, datetime], set[str]] = {}
    rows = Delivery.objects.filter(brand=source.brand).current().between(start, end)
    for channel, at, text in rows.values_list("channel", "sending__due_at", "says__text"):
        found.setdefault((channel, at.replace(second=0, microsecond=0)), set()).add((text or "").strip())
    return found


def _key(found: Finding) -> str:
    said = [found.entry.text, found.entry.title, list(found.entry.pictures)]
    where = sorted(channel.pk for channel in found.channels)
    when = found.at.isoformat() if found.at else ""
    return hashlib.sha256(json.dumps([said, where, when]).encode()).hexdigest()


def _is_address(url: str) -> bool:
    return url.lower().startswith(("https://", "http://")) and len(url) <= 1000


def _says(found: Finding, code: str) -> bool:
    return any(each.code == code for _network, each in found.objections)
