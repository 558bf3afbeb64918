"""Bluesky, and every server that speaks the AT Protocol."""

from collections.abc import Mapping
from datetime import date

from pupitre.networks.bluesky import appview, client, connect, measure, publish, revoke
from pupitre.networks.bluesky.messages import SENTENCES
from pupitre.networks.bluesky.richtext import count
from pupitre.networks.words import Card, Facts, Idempotency, PictureRules, Rules

LENGTH = 300
"""graphemes"""
PICTURES = 4
PICTURE_SIDE = 4000
"""longest side that Bluesky's own app sends, in pixels; the servers set none"""
ALT = 2000
"""what Bluesky's own app lets people write; the servers set no limit"""
THREAD = 100
"""the desk's own limit: Bluesky tells none"""


def rules(facts: Facts) -> Rules:
    """What an account's server takes; one of its own may take smaller files."""
    limit = facts.get("blob")
    heaviest = min(publish.PICTURE_BYTES, limit) if isinstance(limit, int) else publish.PICTURE_BYTES
    return Rules(
        length=LENGTH,
        count=count,
        pictures=PictureRules(most=PICTURES, bytes=heaviest, side=PICTURE_SIDE, alt=ALT),
        thread=THREAD,
        card=True,
        language=True,
        deletes=True,
    )


def idempotency(facts: Facts) -> Idempotency:
    """A record's key is ours and never forgotten."""
    return Idempotency("A")


def lacks(facts: Facts) -> Mapping[str, str]:
    lacking = {"poll": "lacks_poll", "edit": "lacks_edit", "warning": "lacks_warning", "views": "lacks_views"}
    if appview.way_of(facts) == appview.NONE:
        lacking |= dict.fromkeys(("likes", "reposts", "comments", "quotes", "followers"), "lacks_counts")
    return lacking


CARD = Card(
    key="bluesky",
    name="Bluesky",
    mark="bluesky",
    colour="#1185fe",
    checked=date(2026, 11, 23),
    connects=connect,
    publishes=publish,
    measures=measure,
    revokes=revoke,
    rules=rules,
    idempotency=idempotency,
    lacks=lacks,
    sentences=SENTENCES,
    documents={client.DOCUMENT: client.metadata},
)
