"""What a picture shows, remembered with it: the next post that takes it finds the words there."""

from __future__ import annotations

from collections.abc import Mapping

from pupitre.media.models import Asset


def describe(brand_id: int, alts: Mapping[int, str]) -> None:
    """Keep the alternative texts that were written, {asset id: text}; an empty one changes nothing."""
    said = {asset: alt.strip() for asset, alt in alts.items() if alt.strip()}
    if not said:
        return
    for asset in Asset.objects.filter(brand=brand_id, pk__in=said).only("alt"):
        if asset.alt != said[asset.pk]:
            Asset.objects.filter(pk=asset.pk).update(alt=said[asset.pk])
