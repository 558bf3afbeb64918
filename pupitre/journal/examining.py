"""Carrying out a check of the doctor, whatever the database does meanwhile."""

from __future__ import annotations

from django.db import DatabaseError
from django.utils.translation import gettext as _

from pupitre.ground.checks import FAULT, Check, Finding
from pupitre.journal.pool import give_back


def examine(check: Check, brand_id: int | None = None) -> list[Finding]:
    """What a check finds; a database that does not answer is a finding too. No connection is held meanwhile."""
    give_back()
    try:
        return list(check.look(brand_id))
    except DatabaseError:
        return [
            Finding(
                FAULT,
                _("This can’t be told: the database does not answer."),
                _("See what the check of the database says, then look again."),
            )
        ]
    finally:
        give_back()
