"""Finding posts by their words, newest first: by the brand's language, accents and endings aside."""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchQuery, SearchVector

from pupitre.brands.models import Brand
from pupitre.publishing.fold import fold
from pupitre.publishing.models import Post

CONFIGURATIONS = {"fr": "french", "en": "english"}
"""PostgreSQL's, each with an index of its own in Post.Meta"""
MOST_WORDS = 12


def find_posts(brand: Brand, question: str, most: int) -> tuple[int, list[Post]]:
    """How many posts say all of these words (or begin them), and the newest of them."""
    words = re.findall(r"\w+", fold(question))[:MOST_WORDS]
    if not words:
        return 0, []
    configuration = CONFIGURATIONS.get(brand.language, "english")
    asked = SearchQuery(" & ".join(f"{word}:*" for word in words), search_type="raw", config=configuration)
    said = SearchVector("words", config=configuration)
    found = Post.objects.alive().filter(brand=brand).annotate(said=said).filter(said=asked)
    return found.count(), list(found.order_by("-id")[:most])
