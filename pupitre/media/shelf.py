"""Where kept pictures are found again: always inside one brand, never by a path that somebody sent.

FileNotFoundError: the file is gone. Any other OSError: the folder or the bucket does not answer now.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import IO

from django.core.files.storage import default_storage

from pupitre.brands.models import Brand
from pupitre.media.models import Asset, Rendition


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it is served: `name` is for people, `mime` is ours and never the sender's."""

    file: IO[bytes]
    mime: str
    name: str


def thumb(brand: Brand, asset_id: int) -> Kept:
    """The small picture we made ourselves. Raises Asset.DoesNotExist, OSError."""
    asset = Asset.objects.get(brand=brand, pk=asset_id)
    mime = "image/webp" if asset.thumb.endswith(".webp") else "image/jpeg"
    return Kept(default_storage.open(asset.thumb, "rb"), mime, asset.name)


def original(brand: Brand, asset_id: int) -> Kept:
    """The file as it came, with all it tells. Raises Asset.DoesNotExist, OSError."""
    asset = Asset.objects.get(brand=brand, pk=asset_id)
    return Kept(default_storage.open(asset.path, "rb"), asset.mime, asset.name)


def rendition(brand: Brand, asset_id: int, rendition_id: int) -> Kept:
    """A picture as it left for a network. Raises Rendition.DoesNotExist, OSError."""
    made = Rendition.objects.select_related("asset").get(asset__brand=brand, asset=asset_id, pk=rendition_id)
    return Kept(default_storage.open(made.path, "rb"), made.mime, made.asset.name)


def renditions_at(brand: Brand, paths: Collection[str]) -> list[Rendition]:
    """The cuts that lie at these paths, in their order."""
    found = {made.path: made for made in Rendition.objects.filter(asset__brand=brand, path__in=paths)}
    return [found[path] for path in paths if path in found]
