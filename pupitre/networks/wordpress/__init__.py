"""WordPress: a blog of one's own, spoken to over its REST API with an application password."""

from collections.abc import Mapping
from datetime import date

from pupitre.networks.wordpress import connect, measure, publish, revoke
from pupitre.networks.wordpress.messages import SENTENCES
from pupitre.networks.words import Card, Facts, Idempotency, PictureRules, Rules

TITLE = 200
"""characters; WordPress sets no limit: what still reads as a title"""
PICTURES = 20
"""WordPress sets no limit: what a preparation of a few minutes carries"""
PICTURE_BYTES = 2_000_000
"""PHP's own upload_max_filesize is 2 MiB, and WordPress tells nobody whether its host raised it"""
PICTURE_SIDE = 2560
"""pixels; WordPress makes anything larger smaller itself (big_image_size_threshold)"""
PICTURE_TYPES = ("image/jpeg", "image/png", "image/webp", "image/gif")

LACKING = ("poll", "thread", "reply", "warning", "card", "language", "likes", "reposts", "quotes", "views", "followers")


def rules(facts: Facts) -> Rules:
    """What a blog takes from this account, as far as its role lets it."""
    pictures = PictureRules(most=PICTURES, types=PICTURE_TYPES, bytes=PICTURE_BYTES, side=PICTURE_SIDE)
    return Rules(
        length=0,
        shape="article",
        title=TITLE,
        pictures=pictures if facts.get("can_upload", True) else None,
        edits=_may(facts, "edit_published_posts"),
        deletes=_may(facts, "delete_published_posts"),
    )


def idempotency(facts: Facts) -> Idempotency:
    """The slug is chosen by us and asked for by name: a saved handle, though WordPress dedupes nothing."""
    return publish.IDEMPOTENCY


def lacks(facts: Facts) -> Mapping[str, str]:
    lacking = {ability: f"lacks_{ability}" for ability in LACKING}
    if not facts.get("can_upload", True):
        lacking["media"] = "lacks_media"
    if not _may(facts, "edit_published_posts"):
        lacking["edit"] = "lacks_edit"
    if not _may(facts, "delete_published_posts"):
        lacking["delete"] = "lacks_delete"
    return lacking


def _may(facts: Facts, capability: str) -> bool:
    """Yes as well when nothing is known yet: the card speaks before a channel is connected."""
    told = facts.get("capabilities")
    return capability in told if isinstance(told, list | tuple) else True


CARD = Card(
    key="wordpress",
    name="WordPress",
    mark="wordpress",
    colour="#21759b",
    checked=date(2026, 11, 22),
    connects=connect,
    publishes=publish,
    measures=measure,
    revokes=revoke,
    rules=rules,
    idempotency=idempotency,
    lacks=lacks,
    sentences=SENTENCES,
    preview="blog",
    per_second=2,
)
