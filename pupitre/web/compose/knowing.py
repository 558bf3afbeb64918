"""What the brand knows already, as the page's script completes from it."""

from __future__ import annotations

from typing import Any

from pupitre.brands.models import Brand
from pupitre.publishing import campaigns, groups, vocabulary


def known(brand: Brand) -> dict[str, Any]:
    used = vocabulary.vocabulary(brand)
    return {
        "hashtags": used.hashtags,
        "handles": used.handles,
        "groups": [{"name": group.name, "words": group.words} for group in groups.of(brand)],
        "campaigns": [{"id": campaign.pk, "name": campaign.name} for campaign in campaigns.to_choose(brand)],
        "labels": vocabulary.labels(brand),
    }
