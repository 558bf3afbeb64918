"""What a brand changes of its dates. Every verb is an entry of the journal."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from pupitre.brands.models import Brand, Member
from pupitre.journal.models import write
from pupitre.publishing.dates.marronniers import CODES
from pupitre.publishing.dates.models import CalendarAddress, DateChoices, OwnDate


@transaction.atomic
def choose(brand: Brand, by: Member, place: str, hidden: Sequence[str], zones: Sequence[str]) -> None:
    """Where the brand is, the kinds it does not want to see, the zones of the school holidays it does."""
    chosen = {"place": place, "hidden": list(hidden), "zones": list(zones)}
    DateChoices.objects.update_or_create(brand=brand, defaults=chosen)
    write(brand.pk, "dates.chosen", None, by.pk)


@transaction.atomic
def edit_marronniers(brand: Brand, by: Member, edits: Mapping[str, Mapping[str, Any]]) -> None:
    """`edits`: as DateChoices.edits, of every marronnier; what is empty is as it came."""
    kept = {code: {key: value for key, value in edit.items() if value} for code, edit in edits.items() if code in CODES}
    kept = {code: edit for code, edit in kept.items() if edit}
    DateChoices.objects.update_or_create(brand=brand, defaults={"edits": kept})
    write(brand.pk, "dates.marronniers_edited", None, by.pk)


@transaction.atomic
def add_own(brand: Brand, by: Member, name: str, first: date, last: date, yearly: bool, note: str = "") -> OwnDate:
    own = OwnDate.objects.create(brand=brand, name=name, first=first, last=last, yearly=yearly, note=note)
    write(brand.pk, "dates.added", ("own_date", own.pk), by.pk)
    return own


@transaction.atomic
def remove_own(own: OwnDate, by: Member) -> None:
    write(own.brand_id, "dates.removed", ("own_date", own.pk), by.pk)
    own.delete()


@transaction.atomic
def give_address(brand: Brand, member: Member) -> str:
    """A secret for the member's calendar program; the one before stops working. It cannot be read again."""
    token = secrets.token_urlsafe(32)
    made = {"token_hash": _hash(token), "made_at": timezone.now(), "read_on": None}
    CalendarAddress.objects.update_or_create(brand=brand, member=member, defaults=made)
    write(brand.pk, "calendar.address_made", None, member.pk)
    return token


@transaction.atomic
def take_address(brand: Brand, member: Member) -> None:
    """The member's address stops working."""
    if CalendarAddress.objects.filter(brand=brand, member=member).delete()[0]:
        write(brand.pk, "calendar.address_withdrawn", None, member.pk)


def address_kept(brand: Brand, member: Member) -> CalendarAddress | None:
    return CalendarAddress.objects.filter(brand=brand, member=member).first()


def address_of(token: str) -> CalendarAddress | None:
    """The address of this secret, while its member has a seat in its brand."""
    found = CalendarAddress.objects.select_related("brand", "member").filter(token_hash=_hash(token)).first()
    if found is None or not found.member.is_active or not found.member.memberships.filter(brand=found.brand).exists():
        return None
    today = timezone.now().date()
    if found.read_on != today:
        CalendarAddress.objects.filter(pk=found.pk).update(read_on=today)
    return found


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
