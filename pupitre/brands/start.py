"""The first start: the first owner and the first brand. Afterwards the door is closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from pupitre.brands import demo
from pupitre.brands.found import found
from pupitre.brands.models import Brand, Member
from pupitre.ground.environment import environment

ONE_AT_A_TIME = 7_241_001
"""key of PostgreSQL's advisory lock: two first starts at once end with one owner"""


class AlreadyStarted(Exception):
    """Somebody owns this desk already."""


def is_started() -> bool:
    """Somebody real sits at this desk: the demo's member does not count."""
    return Member.objects.filter(is_demo=False).exists()


def begin(owner: Mapping[str, str], brand: Mapping[str, Any], open_to_all: bool = False) -> tuple[Member, Brand]:
    """Make the owner (email, password, name, language, time_zone) and their brand; the demo is put away.

    Raises AlreadyStarted when there is an owner and strangers may not open an account.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        started = is_started()
        if started and not open_to_all:
            raise AlreadyStarted
        member = Member.objects.create_user(**owner)
        made = found(member, **brand)
        if not started:
            demo.leave_all()
    return member, made


def runs_the_desk(member: Member) -> bool:
    """Whether the installation itself is this owner's business: not a demo's, and where strangers may open an

    account only who owns the first brand.
    """
    if member.is_demo:
        return False
    if not environment().open_signup:
        return True
    first = Brand.objects.filter(is_demo=False).order_by("pk").first()
    return first is not None and first.memberships.filter(member=member, role="owner").exists()
