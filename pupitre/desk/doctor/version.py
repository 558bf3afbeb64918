"""The version: which one this is, and whether a newer one is known."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import pupitre
from pupitre.desk.newer import newest_known
from pupitre.ground.checks import OK, WARNING, Check, Finding
from pupitre.ground.environment import environment


def _version(brand_id: int | None) -> Iterator[Finding]:
    said = {"version": pupitre.__version__, "newest": newest_known()}
    if said["newest"]:
        yield Finding(
            WARNING,
            _("This is Pupitre %(version)s, and %(newest)s is there.") % said,
            _("“pupitre upgrade” takes it: with a backup first, and back by itself if anything fails."),
        )
    elif environment().releases:
        yield Finding(OK, _("This is Pupitre %(version)s, and no newer one is known.") % said)
    else:
        yield Finding(
            OK,
            _(
                "This is Pupitre %(version)s. Whether there is a newer one is asked of nobody; “pupitre upgrade "
                "--check” asks once, PUPITRE_RELEASES every day."
            )
            % said,
        )


VERSION = Check("version", gettext_lazy("Version"), _version)
