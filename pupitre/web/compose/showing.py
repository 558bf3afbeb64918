"""A draft as it would go out: exact counts, what stands in the way, and each post as its readers will see it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import nh3
from babel.dates import format_timedelta
from django.utils.safestring import SafeString, mark_safe

from pupitre.brands.models import Brand
from pupitre.channels.models import Channel
from pupitre.media.recipe import only_for
from pupitre.publishing.advice.around import Told
from pupitre.publishing.models import Content, Version
from pupitre.publishing.objections import Count, Reading, of_versions
from pupitre.publishing.say import BODY, Assets, below_the_article, body_of, plain
from pupitre.web.compose.colouring import coloured
from pupitre.web.compose.lines import Line, lines
from pupitre.web.compose.reading import Sheet
from pupitre.web.frame.moments import locale


@dataclass(frozen=True, slots=True)
class Counted:
    """What a channel's network counts; `words` where it tells no limit."""

    channel: Channel
    counts: Sequence[Count]
    words: int | None = None

    @property
    def over(self) -> bool:
        return any(count.over for count in self.counts)

    @property
    def near(self) -> bool:
        return any(count.most and count.count > 0.9 * count.most for count in self.counts)


@dataclass(frozen=True, slots=True)
class Picture:
    asset: int
    alt: str
    recipe: str = ""
    """what is done with it for this channel, as the address of its sketch asks; empty: nothing"""


@dataclass(frozen=True, slots=True)
class Preview:
    """One version as readers will see it. `parts` are the posts of a thread, safe HTML."""

    channel: Channel
    at: datetime | None
    says: Content
    parts: list[SafeString]
    pictures: list[Picture]
    warning: str = ""
    card: Mapping[str, Any] | None = None
    poll: Mapping[str, Any] | None = None
    article: SafeString | None = None
    featured: Picture | None = None

    @property
    def kind(self) -> str:
        return self.channel.card.preview


@dataclass(frozen=True, slots=True)
class Look:
    counts: list[Counted]
    lines: list[Line]
    previews: list[Preview]
    refused: int = 0
    blank: bool = False
    """nothing is written yet: nothing to object to"""
    readings: list[Reading] = field(default_factory=list)


def look(
    brand: Brand,
    versions: Sequence[Version],
    sheet: Sheet,
    assets: Assets,
    settled: Collection[int] = (),
    near: Told = (),
) -> Look:
    """The draft of `sheet`, whose versions are `versions` and name `assets`. Asks the database nothing.

    `settled`: channels where it is planned or gone; `near`: advice of what else the brand does.
    """
    readings = of_versions(versions, assets)
    blank = not any(_says_something(each) for each in (sheet.draft.content, *sheet.draft.versions.values()))
    found = [] if blank else lines(brand, readings, sheet, settled, near)
    return Look(
        counts=[_counted(reading) for reading in readings],
        lines=found,
        previews=[] if blank else [_preview(reading, sheet, assets) for reading in readings],
        refused=sum(line.weight == "refused" for line in found),
        blank=blank,
        readings=readings,
    )


def _says_something(says: Content) -> bool:
    return any(says.get(key) for key in ("text", "title", "body", "pictures", "thread", "poll", "card"))


def _counted(reading: Reading) -> Counted:
    counts = [count for count in reading.counts if count.most]
    if counts:
        return Counted(reading.version.channel, counts)
    text = plain(reading.says["body"]) if reading.says.get("body") else reading.says.get("text", "")
    return Counted(reading.version.channel, [], words=len(re.findall(r"[\w’'-]+", text)))


def _preview(reading: Reading, sheet: Sheet, assets: Assets) -> Preview:
    version, says = reading.version, reading.says
    channel = version.channel
    rules = channel.rules
    article = rules.shape == "article"
    shown = below_the_article(says) if article else says.get("pictures", ())
    texts = [says.get("text", ""), *(part for part in says.get("thread", ()) if part.strip())]
    return Preview(
        channel=channel,
        at=version.own_at or sheet.draft.at,
        says=says,
        parts=[] if article else [coloured(text, rules) for text in texts],
        pictures=list(_pictures(shown, assets, str(version.channel.pk))),
        warning=says.get("warning", "") if rules.warning else "",
        card=_card(says, assets) if rules.card and not article else None,
        poll=_poll(says) if rules.polls and not article else None,
        article=_article(says, assets) if article else None,
        featured=Picture(says["featured"], "") if says.get("featured") in assets else None,
    )


def _pictures(shown: Iterable[Mapping[str, Any]], assets: Assets, channel: str) -> Iterable[Picture]:
    for item in shown:
        if item["asset"] in assets:
            recipe = only_for(item.get("recipe") or {}, channel)
            yield Picture(
                item["asset"], item.get("alt", ""), urlencode({"recipe": json.dumps(recipe)}) if recipe else ""
            )


def _card(says: Content, assets: Assets) -> Mapping[str, Any] | None:
    card = says.get("card")
    if not card or says.get("pictures"):
        return None
    asset = card.get("asset") if card.get("asset") in assets else None
    return {**card, "asset": asset}


def _poll(says: Content) -> Mapping[str, Any] | None:
    poll = says.get("poll")
    if not poll:
        return None
    lasts = format_timedelta(timedelta(seconds=poll["seconds"]), threshold=1.2, locale=locale())
    return {**poll, "lasts": lasts, "options": [option for option in poll["options"] if option.strip()]}


def _article(says: Content, assets: Assets) -> SafeString:
    """The body as the blog would show it. Pictures of the post it names are shown, any other is left out."""
    named = {asset.name for asset in assets.values()}

    def only_ours(tag: str, attribute: str, value: str) -> str | None:
        return value if tag != "img" or attribute != "src" or value in named else None

    tags = set(BODY) - {"img"}
    attributes = {tag: allowed for tag, allowed in BODY.items() if tag != "img"}
    html = nh3.clean(body_of(says), tags=tags, attributes=attributes, attribute_filter=only_ours, link_rel="noopener")
    return mark_safe(html)  # noqa: S308  (cleaned just above)
