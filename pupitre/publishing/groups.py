"""Groups of hashtags: saved under a name, put into a text at once."""

from __future__ import annotations

import re

from django.db import IntegrityError, transaction

from pupitre.brands.models import Brand, Member
from pupitre.networks.words import Objection
from pupitre.publishing.models import HashtagGroup

LONGEST_NAME = 60
LONGEST_WORD = 100
MOST_WORDS = 30


def find(brand: Brand, group_id: int) -> HashtagGroup:
    """Raises HashtagGroup.DoesNotExist for what the brand does not have."""
    return HashtagGroup.objects.get(brand=brand, pk=group_id)


def of(brand: Brand) -> list[HashtagGroup]:
    """By name."""
    return list(HashtagGroup.objects.filter(brand=brand).order_by("name"))


def hashtags_in(text: str) -> list[str]:
    """What somebody wrote as a list of hashtags, with "#" or without, each once, in order.

    >>> hashtags_in("indigo, #Laine  #indigo 2024")
    ['#indigo', '#Laine']
    """
    found: dict[str, str] = {}
    for word in re.findall(r"\w+", text):
        if not re.fullmatch(r"\d+", word):
            found.setdefault(word.casefold(), "#" + word[: LONGEST_WORD - 1])
    return list(found.values())[:MOST_WORDS]


def begin(brand: Brand, name: str, text: str, by: Member) -> HashtagGroup | list[Objection]:
    """A new group, or what is wrong with it."""
    group = HashtagGroup(brand=brand, by=by)
    return change(group, name, text) or group


def change(group: HashtagGroup, name: str, text: str) -> list[Objection]:
    """Another name, other hashtags; or what is wrong with them, and nothing changed."""
    group.name, group.words = " ".join(name.split())[:LONGEST_NAME], hashtags_in(text)
    wrong = [] if group.name else [Objection("group_nameless", {}, "name")]
    if not group.words:
        wrong.append(Objection("group_empty", {}, "words"))
    if wrong:
        return wrong
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError:
        return [Objection("group_known", {"name": group.name}, "name")]
    return []


def remove(group: HashtagGroup) -> None:
    """Texts that it was put into keep their hashtags."""
    group.delete()
