"""Pictures that may not be used for ever, or whose author is to be named: told while writing, and before planning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from pupitre.channels.models import Part
from pupitre.channels.payload import Payload
from pupitre.ground.fold import fold
from pupitre.media.models import Asset
from pupitre.networks.words import Objection
from pupitre.publishing.models import Content
from pupitre.publishing.say import Assets, plain

SOURCE = "Code de la propriété intellectuelle, art. L. 121-1"
READ = "2026-11-23"


def ended(says: Content, assets: Assets, at: datetime | None, zone: ZoneInfo) -> list[Objection]:
    """The pictures of `says` that may no longer be used at `at` (None: now), by the brand's days."""
    day = (at or timezone.now()).astimezone(zone).date()
    over = [asset for asset in _shown(says, assets) if not asset.may_leave_on(day)]
    return [Objection("rights_over", {"name": asset.name, "until": asset.expires_on}, "media") for asset in over]


def credits(says: Content, assets: Assets) -> list[Objection]:
    """Authors who are to be named and are not, each once. They have a right to it in France, whoever bought the use."""
    words = fold(" ".join([says.get("text", ""), *says.get("thread", ()), plain(says.get("body", ""))]))
    missing = {asset.author: asset.name for asset in _shown(says, assets) if asset.author and not _named(asset, words)}
    said = {"source": SOURCE, "read": READ}
    return [
        Objection("photo_credit", {"author": author, "name": name, **said}, "media", "advice")
        for author, name in missing.items()
    ]


def rights_over(part: Part) -> tuple[str, dict[str, str]]:
    """("rights_over", {"name", "until"}) for a part that is about to leave with a picture that may no longer be used.

    A licence that was shortened after the post was planned. A member who was told may send it as it is; this look
    comes before the one at links, so whoever was told of a link has passed it too.
    """
    if part.reason_code in {"rights_over", "link_dead"} or part.payload.get("change") == "delete":
        return "", {}
    wanted = list(_leaving(part.payload))
    if not wanted:
        return "", {}
    brand = part.sending.channel.brand
    today = timezone.now().astimezone(brand.zone).date()
    over = Asset.objects.filter(brand=brand, pk__in=wanted, expires_on__lt=today).first()
    return ("rights_over", {"name": over.name, "until": str(over.expires_on)}) if over else ("", {})


def _leaving(payload: Payload) -> Iterator[int]:
    """The ids of the pictures that a part carries."""
    card, article = payload.get("card") or {}, payload.get("article") or {}
    pictures = [*payload.get("media", ()), card.get("image"), article.get("featured")]
    yield from (picture["asset"] for picture in pictures if picture and picture.get("asset"))


def _shown(says: Content, assets: Assets) -> Iterator[Asset]:
    """Each picture of the content once: its own, its featured one, its link card's."""
    wanted = [item["asset"] for item in says.get("pictures", ())]
    wanted += [says.get("featured"), (says.get("card") or {}).get("asset")]
    yield from (assets[pk] for pk in dict.fromkeys(wanted) if pk in assets)


def _named(asset: Asset, words: str) -> bool:
    """By the whole name, or by a handle of it: "@lea.martin"."""
    return fold(asset.author) in words
