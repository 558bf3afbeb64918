"""What the brand has used before, for completing what is being written: the newest first, and no more than helps."""

from __future__ import annotations

from collections import Counter

from pupitre.brands.models import Brand
from pupitre.publishing.models import Post

NEWEST = 1_500
"""posts that are looked at: what has not been used since then is not completed"""
MOST_LABELS = 200


def labels(brand: Brand) -> list[str]:
    """The team's labels, the most used lately first."""
    rows = Post.objects.alive().filter(brand=brand).order_by("-id").values_list("labels", flat=True)[:NEWEST]
    used = Counter(label for each in rows for label in each)
    return [label for label, _count in used.most_common(MOST_LABELS)]
