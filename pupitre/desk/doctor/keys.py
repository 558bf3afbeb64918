"""The key: only ours to read, and it opens what the database holds."""

from __future__ import annotations

import stat
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pupitre.ground.checks import FAULT, OK, Check, Finding
from pupitre.ground.environment import environment
from pupitre.ground.folder import is_open
from pupitre.ground.secrets import WrongKey, key_count, key_file, sealed_columns, unseal


def _keys(brand_id: int | None) -> Iterator[Finding]:
    try:
        said = {"count": key_count()}
    except WrongKey:
        yield Finding(
            FAULT,
            _("The key file holds no key: no channel can be opened."),
            _("Put the copy from your backup back in its place (secret.key in the data folder)."),
        )
        return
    yield from _open_to_others()
    closed = sum(not _opens(sealed) for sealed in _sealed())
    if closed:
        yield Finding(
            FAULT,
            _("The key does not open %(count)d of the secrets that are kept.") % {"count": closed},
            _("Put the key from your backup back; without it, connect the channels again."),
        )
    else:
        yield Finding(OK, _("The key opens everything that is kept sealed (keys: %(count)d).") % said)


def _sealed() -> Iterator[str]:
    """Everything that rooms keep sealed."""
    for column in sealed_columns:
        yield from column.rows().values_list(column.field, flat=True).iterator()


def _open_to_others() -> Iterator[Finding]:
    if stat.S_IMODE(key_file().stat().st_mode) & 0o077:
        yield Finding(
            FAULT,
            _("Other users of this machine may read the key."),
            _("Close it: chmod 600 %(path)s") % {"path": key_file()},
        )
    if is_open(environment().data):
        yield Finding(
            FAULT,
            _("Other users of this machine may read the data folder."),
            _("Close it: chmod 700 %(path)s") % {"path": environment().data},
        )


def _opens(sealed: str) -> bool:
    try:
        unseal(sealed)
    except WrongKey:
        return False
    return True


KEYS = Check("keys", gettext_lazy("Key"), _keys)
