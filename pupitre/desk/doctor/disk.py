"""Room on the disks that the desk writes on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from babel.numbers import format_decimal
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from pupitre.ground.checks import FAULT, OK, WARNING, Check, Finding
from pupitre.ground.database import embedded
from pupitre.ground.environment import environment

LITTLE, TOO_LITTLE = 2_000_000_000, 300_000_000
"""bytes; below the second PostgreSQL may stop at any moment"""


def _disk(brand_id: int | None) -> Iterator[Finding]:
    seen = set()
    for name, folder in _folders():
        place = _nearest(folder)
        device = os.stat(place).st_dev
        if device not in seen:
            seen.add(device)
            yield _room(name, shutil.disk_usage(place))
    if embedded() is None:
        yield Finding(OK, _("How much room your own PostgreSQL has can’t be told from here: watch it over there."))


def _folders() -> list[tuple[str, Path]]:
    server = embedded()
    ours = [(_("data"), environment().data)]
    if not environment().media_bucket:
        ours.append((_("media"), Path(settings.MEDIA_ROOT)))
    return [*ours, (_("database"), server.cluster)] if server else ours


def _nearest(folder: Path) -> Path:
    """The folder, or the one in which it will be made."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def _room(name: str, usage: tuple[int, int, int]) -> Finding:
    total, _used, free = usage
    said = {"name": name, "free": _number(free / 1e9), "total": _number(total / 1e9)}
    words = _("%(free)s GB of %(total)s GB are free (%(name)s).") % said
    if free < TOO_LITTLE:
        return Finding(FAULT, words, _("Make room now: a full disk stops the database, and nothing leaves then."))
    if free < LITTLE or free < total * 0.03:
        return Finding(WARNING, words, _("Make room soon, or move the data folder to a larger disk (PUPITRE_DATA)."))
    return Finding(OK, words)


def _number(gigabytes: float) -> str:
    return format_decimal(round(gigabytes, 1), locale=get_language() or "en")


DISK = Check("disk", gettext_lazy("Disk"), _disk)
