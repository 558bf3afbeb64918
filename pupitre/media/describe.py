"""What a picture shows, remembered with it: the next post that takes it finds the words there."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pupitre.brands.models import Brand
from pupitre.media.models import Asset
from pupitre.media.particulars import words_of
from pupitre.media.resemblance import alike

MOST = 3
"""suggestions"""


def describe(brand_id: int, alts: Mapping[int, str]) -> None:
    """Keep the alternative texts that were written, {asset id: text}; an empty one changes nothing."""
    said = {asset: alt.strip() for asset, alt in alts.items() if alt.strip()}
    if not said:
        return
    for asset in Asset.objects.filter(brand=brand_id, pk__in=said):
        if asset.alt != said[asset.pk]:
            asset.alt = said[asset.pk]
            Asset.objects.filter(pk=asset.pk).update(alt=asset.alt, words=words_of(asset))


def suggested(brand: Brand, asset: Asset) -> list[str]:
    """What the brand wrote of pictures like this one: those that look alike, then of its name, then of its tags."""
    described = Asset.objects.filter(brand=brand).exclude(alt="").exclude(pk=asset.pk)
    near = list(alike(brand, asset.seen, asset.pk).exclude(alt="").values_list("alt", flat=True)[:MOST])
    if len(near) < MOST and (stem := _stem(asset.name)):
        near += described.filter(name__istartswith=stem).order_by("-pk").values_list("alt", flat=True)[:MOST]
    if len(near) < MOST and asset.tags:
        near += described.filter(tags__contains=asset.tags).order_by("-pk").values_list("alt", flat=True)[:MOST]
    return [alt for alt in dict.fromkeys(near) if alt != asset.alt][:MOST]


def _stem(name: str) -> str:
    """What a file is called without its number: "scarf-indigo-2.jpg" → "scarf-indigo"; what a camera wrote is none."""
    stem = re.sub(r"[\W\d_]+$", "", name.rsplit(".", 1)[0])
    return (
        stem
        if len(stem) >= 5 and not re.match(r"(?i)(?:img|dsc\w?|image|photo|screenshot|capture|picture)\b", stem)
        else ""
    )
