"""The audit as a table that leaves the desk: every entry with its seal, newest first."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC

from asgiref.sync import sync_to_async
from django.utils.translation import gettext as _

from pupitre.brands.models import Brand
from pupitre.ground import cells
from pupitre.journal.audit import Choice, every, seals_of
from pupitre.web.audit.listing import lines


async def sent(parts: Iterator[str]) -> AsyncIterator[str]:
    """The same for an answer that goes out while it is read: it is never whole in memory."""

    def following() -> str | None:
        return next(parts, None)

    while (part := await sync_to_async(following)()) is not None:
        yield part


def table(brand: Brand, members: Sequence[int], choice: Choice) -> Iterator[str]:
    """CSV, some hundred rows at a time. Moments are UTC, ISO 8601."""
    yield "\ufeff" + cells.rows([_head()])
    for entries in every(brand.pk, members, choice):
        seals = seals_of(entries)
        yield cells.rows(
            [
                line.entry.pk,
                line.at.astimezone(UTC).isoformat(timespec="milliseconds"),
                line.who,
                line.entry.actor_id,
                line.what,
                line.why,
                line.entry.verb,
                line.entry.subject_kind,
                line.entry.subject_id,
                json.dumps(line.entry.particulars, ensure_ascii=False, sort_keys=True),
                seals.get(line.entry.pk, ""),
            ]
            for line in lines(entries, brand)
        )


def _head() -> list[str]:
    who, what = [_("Who"), _("Number of the member")], [_("What"), _("Why")]
    thing = [_("Verb"), _("Kind of thing"), _("Number of the thing"), _("Particulars"), _("Seal")]
    return [_("Entry"), _("When (UTC)"), *who, *what, *thing]
