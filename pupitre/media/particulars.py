"""What the team says of a picture: its words, where it lies, whose it is and how long it may be used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypedDict

from django.db import transaction
from django.utils import timezone

from pupitre.brands.models import Brand, Member
from pupitre.ground.fold import fold
from pupitre.journal.models import write
from pupitre.media.models import LONGEST_TAG, Asset

MOST_TAGS = 20
LONGEST = {"name": 160, "alt": 5000, "folder": 80, "author": 160, "licence": 200, "consent": 300}
"""characters"""


class Particulars(TypedDict, total=False):
    """Only what is said; what is not named stays as it is."""

    name: str
    alt: str
    folder: str
    tags: Sequence[str]
    author: str
    licence: str
    consent: str
    expires_on: date | None


def change(asset: Asset, said: Particulars, by: Member) -> bool:
    """Keep what is said; an empty name leaves the old one. False when that is what was known."""
    with transaction.atomic():
        kept = Asset.objects.select_for_update().get(pk=asset.pk)
        changed = [name for name, value in _tidied(said).items() if getattr(kept, name) != value]
        if not changed:
            return False
        for name in changed:
            setattr(kept, name, _tidied(said)[name])
        kept.words = words_of(kept)
        kept.save(update_fields=[*changed, "words"])
        write(kept.brand_id, "asset.changed", ("asset", kept.pk), by.pk, name=kept.name, fields=changed)
    return True


def file_under(brand: Brand, assets: Iterable[int], by: Member, folder: str | None, tags: Iterable[str] = ()) -> int:
    """Put several at once into a folder (None: leave them where they are) and add tags; how many changed."""
    changed, more = 0, tuple(tags)
    place: Particulars = {} if folder is None else {"folder": folder}
    for asset in Asset.objects.filter(brand=brand, pk__in=list(assets)):
        changed += change(asset, {**place, "tags": (*asset.tags, *more)}, by)
    return changed


def put_away(asset: Asset, by: Member, away: bool = True) -> bool:
    """Out of the library, or back in; posts that show it keep it. False when it is so already."""
    with transaction.atomic():
        at = timezone.now() if away else None
        moved = Asset.objects.filter(pk=asset.pk, removed_at__isnull=away).update(removed_at=at)
        if moved:
            verb = "asset.put_away" if away else "asset.brought_back"
            write(asset.brand_id, verb, ("asset", asset.pk), by.pk, name=asset.name)
    return bool(moved)


def tidy(tags: Iterable[str]) -> list[str]:
    """Each once whatever its case, without its #, in order."""
    found: dict[str, str] = {}
    for tag in tags:
        plain = _plain(tag).lstrip("#")[:LONGEST_TAG].strip()
        if plain:
            found.setdefault(fold(plain), plain)
    return list(found.values())[:MOST_TAGS]


def words_of(asset: Asset) -> str:
    return fold("\n".join([asset.name, asset.alt, asset.folder, asset.author, *asset.tags]))


def _tidied(said: Particulars) -> dict[str, Any]:
    new: dict[str, Any] = {name: _plain(str(said.get(name)))[:most] for name, most in LONGEST.items() if name in said}
    if "alt" in said:
        new["alt"] = said["alt"].replace("\0", "").strip()[: LONGEST["alt"]]
    if "tags" in said:
        new["tags"] = tidy(said["tags"])
    if "expires_on" in said:
        new["expires_on"] = said["expires_on"]
    return {name: value for name, value in new.items() if value or name != "name"}


def _plain(text: str) -> str:
    return " ".join(text.replace("\0", "").split())
