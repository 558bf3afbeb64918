"""What the doctor asks this room: whether pictures can be kept, read and removed, and whether known ones are there."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pupitre.ground.checks import FAULT, OK, WARNING, Check, Finding
from pupitre.ground.environment import environment
from pupitre.journal.pool import give_back
from pupitre.media.away import ShelfAway
from pupitre.media.messages import AWAY
from pupitre.media.models import Asset

FAR_OFF = 120
"""seconds between two clocks; S3 refuses at 900"""
LOOKED_FOR = 3
"""newest and oldest pictures, each"""


def look(brand_id: int | None) -> Iterator[Finding]:
    """A file of chance is kept, read, listed and removed again; it is seen by nobody."""
    try:
        kept_at = _tried(f".doctor-{secrets.token_hex(12)}.txt", secrets.token_bytes(2000))
        missing = _missing(brand_id)
    except ShelfAway as away:
        says, mend = AWAY[away.code]
        yield Finding(FAULT, f"{says} " + _("What is kept there is safe; no picture is shown or leaves."), str(mend))
        return
    except OSError as error:
        yield Finding(
            FAULT,
            _("The folder of the pictures can’t be used: %(reason)s.") % {"reason": error.strerror or error},
            _("Give its user the right to write in %(folder)s, and see whether a shared folder is mounted there.")
            % {"folder": settings.MEDIA_ROOT},
        )
        return
    yield from _well(kept_at, missing)


def _tried(name: str, content: bytes) -> datetime:
    """When it was kept, by the clock over there. Raises OSError."""
    try:
        default_storage.save(name, ContentFile(content))
        with default_storage.open(name, "rb") as file:
            if file.read() != content:
                raise ShelfAway("broke_off")
        default_storage.listdir("")
        at = default_storage.get_modified_time(name)
        default_storage.delete(name)
    except OSError:
        with suppress(OSError):
            default_storage.delete(name)
        raise
    if default_storage.exists(name):
        raise ShelfAway("right")
    return at


def _missing(brand_id: int | None) -> bool:
    """Whether one of the newest and oldest pictures is not there. Raises OSError."""
    known = Asset.objects.filter(brand=brand_id) if brand_id is not None else Asset.objects.filter(brand__is_demo=False)
    ends = (known.order_by(order).values_list("path", flat=True)[:LOOKED_FOR] for order in ("-pk", "pk"))
    paths = {path for end in ends for path in end}
    give_back()
    return not all(default_storage.exists(path) for path in paths)


def _well(kept_at: datetime, missing: bool) -> Iterator[Finding]:
    bucket = environment().media_bucket
    if bucket:
        yield Finding(OK, _("The bucket keeps pictures, gives them back and removes them."))
    else:
        yield Finding(OK, _("The folder keeps pictures, gives them back and removes them."))
    apart = abs((timezone.now() - kept_at).total_seconds())
    if apart > FAR_OFF:
        mend = _("Set this machine’s clock (timedatectl set-ntp true).")
        if bucket:
            mend += " " + _("A storage refuses every call from a clock that is 15 minutes off.")
        yield Finding(
            WARNING, _("Where pictures are kept, the clock is %(seconds)d s off from here.") % {"seconds": apart}, mend
        )
    if missing:
        yield Finding(
            WARNING,
            _("A picture that the desk knows is not there."),
            _("If pictures were kept elsewhere before, “pupitre media move” carries them over; else restore a backup."),
        )


PICTURES = Check("pictures", gettext_lazy("Pictures"), look)
