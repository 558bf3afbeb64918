"""A backup every night, and which of them are kept."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from pupitre.brands.models import Brand
from pupitre.desk.backup.lock import Lock, Locked
from pupitre.desk.backup.make import make
from pupitre.desk.models import Backup
from pupitre.ground.environment import environment, secret
from pupitre.journal.models import write
from pupitre.journal.pool import give_back

log = logging.getLogger(__name__)

HOUR = 3
"""o'clock, where the first brand is"""
AGAIN = timedelta(hours=1)
"""after a backup that failed"""
ROOM = 2
"""a new file is begun only when so many of the last one's size are free"""


def back_up_if_due() -> Backup | None:
    """One a night, into the folder of the installation; None when it is not time, or nobody wants any."""
    folder = environment().backup_folder
    if folder is None or not Brand.objects.filter(is_demo=False).exists() or not _is_due(timezone.now()):
        return None
    made = back_up(folder)
    if made.is_good:
        thin_out()
        sweep(folder)
    return made


def back_up(folder: Path) -> Backup:
    """A backup with the installation's own lock, written down whatever comes of it."""
    now = timezone.now()
    path = folder / f"pupitre-{now:%Y%m%d-%H%M%S}.backup"
    row = Backup.objects.create(begun_at=now, path=str(path))
    give_back()
    try:
        lock = Lock(secret("PUPITRE_BACKUP_PASSPHRASE"), secret("PUPITRE_BACKUP_RECIPIENT"))
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _insist_on_room(folder)
        made = make(path, lock)
        row.size, row.rows, row.pictures, row.encrypted = made.size, made.rows, made.pictures, bool(lock)
    except (OSError, Locked) as error:
        row.error = f"{error}"[:500]
        log.error("tonight's backup could not be made: %s", type(error).__name__)
    row.ended_at = timezone.now()
    row.save()
    if row.error:
        _tell(row)
    return row


def thin_out() -> int:
    """Remove the files of backups that nobody needs beside the newer ones; how many."""
    kept = list(Backup.objects.filter(error="", removed_at=None).exclude(ended_at=None).order_by("-begun_at"))
    wanted = worth_keeping([row.begun_at for row in kept], *environment().backup_keep)
    gone = [row for row in kept if row.begun_at not in wanted]
    for row in gone:
        Path(row.path).unlink(missing_ok=True)
        Backup.objects.filter(pk=row.pk).update(removed_at=timezone.now())
    return len(gone)


def sweep(folder: Path) -> None:
    """Remove what a process left that died while it wrote."""
    yesterday = (timezone.now() - timedelta(days=1)).timestamp()
    for draft in folder.glob(".pupitre-*.backup.*"):
        if draft.stat().st_mtime < yesterday:
            draft.unlink(missing_ok=True)


def worth_keeping(made: Sequence[datetime], days: int, weeks: int, months: int) -> set[datetime]:
    """The newest of each of the last so many days, weeks and months that have one; the newest of all always."""
    wanted = set(sorted(made)[-1:])
    for most, period in ((days, "%Y%j"), (weeks, "%G%V"), (months, "%Y%m")):
        newest: dict[str, datetime] = {}
        for at in sorted(made):
            newest[at.strftime(period)] = at
        wanted |= set(sorted(newest.values())[-most:] if most else [])
    return wanted


def newest() -> Backup | None:
    """The newest that is whole, of this installation."""
    return Backup.objects.filter(error="", removed_at=None).exclude(ended_at=None).order_by("-begun_at").first()


def _is_due(now: datetime) -> bool:
    """It is past HOUR, and none was made since HOUR; an hour after one that failed."""
    first = Brand.objects.filter(is_demo=False).order_by("pk").first()
    assert first
    local = now.astimezone(first.zone)
    since = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    since = since if local >= since else since - timedelta(days=1)
    lately = Backup.objects.filter(begun_at__gte=min(since, now))
    if lately.filter(error="").exclude(ended_at=None).exists():
        return False
    return not lately.filter(begun_at__gt=now - AGAIN).exists()


def _insist_on_room(folder: Path) -> None:
    last = newest()
    free = shutil.disk_usage(folder).free
    if last and free < ROOM * last.size:
        raise OSError(f"too little room: {free / 1e9:.1f} GB free, and the last one took {last.size / 1e9:.1f} GB")


def _tell(row: Backup) -> None:
    for brand in Brand.objects.filter(is_demo=False):
        write(brand.pk, "backup.failed", ("backup", row.pk), reason=row.error[:200])
