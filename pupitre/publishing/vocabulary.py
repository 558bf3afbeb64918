"""What the brand has used before, for completing what is being written: the newest first, and no more than helps.

Only what was planned, went out or was posted elsewhere counts: a word half typed in a draft is no habit.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.utils import timezone

from pupitre.brands.models import Brand
from pupitre.publishing.models import Delivery, NativePost, Post

HASHTAG = r"(?<![\w&/])#(?!\d+\b)\w+"
MENTION = r"(?<![\w@/.])@[\w](?:[\w.-]*[\w])?(?:@[\w-]+(?:\.[\w-]+)+)?"
NEWEST = 1_500
"""posts that are looked at: what has not been used since then is not completed"""
FADES = timedelta(days=30)
"""a use counts half as much when it is so much older"""
MOST = 300
"""words of one kind that a page is given"""
_WORD = re.compile(rf"(?P<hashtag>{HASHTAG})|(?P<mention>{MENTION})", re.IGNORECASE)

Use = tuple[Any, str, datetime, str]
"""(what was posted, key of the network, when, text)"""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    hashtags: list[str]
    handles: dict[str, list[str]]
    """by key of the network where they were written to"""


def vocabulary(brand: Brand) -> Vocabulary:
    """Hashtags and handles, the most used lately first, each as it was spelled last."""
    return weigh(_uses(brand), timezone.now())


def labels(brand: Brand) -> list[str]:
    """The team's labels, the most used lately first."""
    rows = Post.objects.alive().filter(brand=brand).order_by("-id")
    weights = _Weights()
    for post, saved_at, used in rows.values_list("pk", "saved_at", "labels")[:NEWEST]:
        for label in used:
            weights.add(post, label, _weight(saved_at, timezone.now()))
    return weights.heaviest()


def weigh(uses: Iterable[Use], now: datetime) -> Vocabulary:
    """One post counts once for each word, however many channels it went to."""
    hashtags = _Weights()
    handles: dict[str, _Weights] = defaultdict(_Weights)
    for post, network, at, text in uses:
        for found in _WORD.finditer(text):
            weights = hashtags if found.lastgroup == "hashtag" else handles[network]
            weights.add(post, found.group(), _weight(at, now))
    return Vocabulary(hashtags.heaviest(), {network: each.heaviest() for network, each in handles.items()})


class _Weights:
    """Words by how much they were used. What is told first gives the spelling."""

    def __init__(self) -> None:
        self.by_word: dict[str, float] = defaultdict(float)
        self.spelled: dict[str, str] = {}
        self.counted: set[tuple[Any, str]] = set()

    def add(self, post: Any, word: str, weight: float) -> None:
        folded = word.casefold()
        if (post, folded) in self.counted:
            return
        self.counted.add((post, folded))
        self.spelled.setdefault(folded, word)
        self.by_word[folded] += weight

    def heaviest(self) -> list[str]:
        order = sorted(self.by_word, key=lambda word: (-self.by_word[word], word))
        return [self.spelled[word] for word in order[:MOST]]


def _weight(at: datetime, now: datetime) -> float:
    return 0.5 ** (max(now - at, timedelta()) / FADES)


def _uses(brand: Brand) -> Iterator[Use]:
    """Texts of what was planned or left, then of what was posted elsewhere: each the newest first."""
    says = KeyTextTransform("text", "says"), KeyTransform("thread", "says")
    rows = Delivery.objects.filter(brand=brand).current().order_by("-id")
    for post, network, at, text, thread in rows.values_list("post_id", "channel__network", "made_at", *says)[:NEWEST]:
        for each in (text, *(thread or ())):
            if each:
                yield post, network, at, each
    native = NativePost.objects.filter(brand=brand).order_by("-at")
    for pk, network, at, text in native.values_list("pk", "channel__network", "at", "text")[:NEWEST]:
        yield -pk, network, at, text
