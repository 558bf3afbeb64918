"""Mastodon, and the servers that speak its language: GoToSocial, Pleroma, Akkoma, Pixelfed, snac and others."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from math import isqrt

from pupitre.networks.mastodon import connect, measure, messages, publish, revoke, software, text
from pupitre.networks.mastodon.software import number
from pupitre.networks.words import Card, Facts, Idempotency, PictureRules, PollRules, Rules

KEY_LIFE = timedelta(hours=1)
"""https://docs.joinmastodon.org/methods/statuses/#create (2026-07-02): "stored for up to 1 hour" """

THREAD = 25
"""parts; no server has a limit, readers have"""


def rules(facts: Facts) -> Rules:
    """What this server accepts; without facts, what Mastodon accepts out of the box."""
    known = software.of(facts)
    per_url = number(facts, "characters_reserved_per_url", text.PER_URL)
    return Rules(
        length=number(facts, "max_characters", 500),
        count=partial(text.count, per_url=per_url) if known.counts == "mastodon" else text.count_plain,
        pictures=_pictures(facts),
        polls=_polls(facts) if known.polls else None,
        thread=THREAD,
        warning=known.warnings,
        language=known.languages,
        edits=True,
        deletes=known.deletes,
    )


def _pictures(facts: Facts) -> PictureRules:
    types = facts.get("mime_types")
    return PictureRules(
        most=number(facts, "max_media", 4),
        types=tuple(types) if isinstance(types, list) else ("image/jpeg", "image/png", "image/gif", "image/webp"),
        bytes=number(facts, "image_bytes", 16_777_216),
        side=isqrt(number(facts, "image_pixels", 33_177_600)),
        alt=number(facts, "alt_characters", 1500),
    )


def _polls(facts: Facts) -> PollRules | None:
    most = number(facts, "poll_options", 4)
    if most < 2:
        return None
    return PollRules(
        most=most,
        option=number(facts, "poll_option_characters", 50),
        shortest=timedelta(seconds=number(facts, "poll_shortest", 300)),
        longest=timedelta(seconds=number(facts, "poll_longest", 2_629_746)),
    )


def idempotency(facts: Facts) -> Idempotency:
    """A where the key is known to keep a second post away; everywhere else we look."""
    return Idempotency("A", KEY_LIFE) if software.of(facts).dedupes else Idempotency("C")


def lacks(facts: Facts) -> Mapping[str, str]:
    known = software.of(facts)
    missing = {
        **{field: "count_untold" for field in software.untold(facts)},
        "card": "card_made_there",
        "views": "views_untold",
        "poll": "" if known.polls and _polls(facts) else "poll_dropped",
        "edit": "" if known.edits == "all" else "edit_text_only",
        "delete": "" if known.deletes else "delete_there",
        "language": "" if known.languages else "language_dropped",
        "text_only": "picture_needed" if known.picture_needed else "",
    }
    return {ability: code for ability, code in missing.items() if code}


CARD = Card(
    key="mastodon",
    name="Mastodon",
    mark="mastodon",
    colour="#6364FF",
    checked=date(2026, 11, 22),
    connects=connect,
    publishes=publish,
    measures=measure,
    revokes=revoke,
    rules=rules,
    idempotency=idempotency,
    lacks=lacks,
    sentences=messages.SENTENCES,
)
