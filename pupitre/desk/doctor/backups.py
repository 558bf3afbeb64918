"""Backups: is there one of last night, where, and can it be read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pupitre.brands.models import Brand
from pupitre.desk.backup import nightly
from pupitre.desk.models import Backup
from pupitre.ground.checks import FAULT, OK, WARNING, Check, Finding
from pupitre.ground.environment import environment

YOUNG = timedelta(hours=50)
"""two nights and some hours"""


def look(brand_id: int | None) -> Iterable[Finding]:
    """The newest backup of our own making; backups that somebody makes otherwise are not known to us."""
    folder = environment().backup_folder
    if folder is None:
        yield Finding(
            WARNING, _("Nightly backups are switched off."), _("Unset PUPITRE_BACKUP_FOLDER, or name a folder.")
        )
        return
    newest, last = nightly.newest(), Backup.objects.order_by("-begun_at").first()
    if last and last.error:
        yield Finding(
            FAULT, _("The last backup failed: %(error)s.") % {"error": last.error}, _("The next try is in an hour.")
        )
    if newest is None:
        began = Brand.objects.filter(is_demo=False).order_by("made_at").values_list("made_at", flat=True).first()
        state = FAULT if began and began < timezone.now() - YOUNG else OK
        mend = _("Look whether the worker runs; “pupitre backup FILE” makes one now.") if state == FAULT else ""
        yield Finding(state, _("No backup was made yet; the first comes by night."), mend)
    elif not Path(newest.path).exists():
        yield Finding(
            WARNING,
            _("The newest backup is not on this machine: %(path)s.") % {"path": newest.path},
            _("That is right when another machine makes them; else somebody has removed it."),
        )
    elif newest.begun_at < timezone.now() - YOUNG:
        days = {"days": (timezone.now() - newest.begun_at).days}
        yield Finding(FAULT, _("The newest backup is %(days)s days old.") % days, _("Look whether the worker runs."))
    else:
        told = {"path": newest.path, "size": f"{newest.size / 1e6:.1f}"}
        yield Finding(OK, _("Last night’s is there: %(path)s, %(size)s MB.") % told, "", "")
    if newest and folder.is_relative_to(environment().data):
        yield Finding(
            WARNING,
            _("Backups lie on the same disk as the desk: they help against mistakes, not against a broken disk."),
            _(
                "Name a folder on another disk or machine: PUPITRE_BACKUP_FOLDER. And keep a copy of secret.key "
                "elsewhere."
            ),
        )


BACKUPS = Check("backups", gettext_lazy("Backups"), look)
