"""Look around first: a brand of its own that rooms furnish, and that goes away whole."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone

from pupitre.brands.found import found
from pupitre.brands.models import Brand, Member, Membership
from pupitre.ground.register import Register
from pupitre.journal.erase import close_book

Furnishing = Callable[[Brand, Member, str], None]
provisions: Register[Furnishing] = Register("provisions")
"""each keeps the files that its furnishing will want, before: the same arguments, no transaction is open"""
furnishings: Register[Furnishing] = Register("furnishings")
"""each puts its room's part into the demo: (brand, the member who looks around, "en" or "fr")"""
clearings: Register[Callable[[Brand], None]] = Register("clearings")
"""each takes away what does not go with the brand's row (files)"""

NAMES = {"en": ("Moon House", "Camille Moore"), "fr": ("Maison Lune", "Camille Roux")}
DOOR = "demo door"
"""purpose of the signed word: it opens nothing else"""
HOURS = {str(day): [["09:00", "18:00"]] for day in range(6)}


def open_demo(language: str, member: Member | None = None) -> tuple[Brand, Member]:
    """A furnished demo brand, owned by `member`, or by a member of its own who has no password.

    It opens with its furniture, in one transaction; until then it has only files, and nobody is led to it.
    """
    brand_name, member_name = NAMES[language]
    with transaction.atomic():
        if member is None:
            address = f"demo-{secrets.token_hex(4)}@demo.invalid"
            member = Member.objects.create_user(address, None, name=member_name, language=language, is_demo=True)
        brand = found(
            member,
            f"{brand_name} (demo)" if language == "en" else f"{brand_name} (démo)",
            language=language,
            hours=HOURS,
            is_demo=True,
        )
    try:
        for provide in provisions:
            provide(brand, member, language)
        with transaction.atomic():
            brand.opened_at = timezone.now()
            brand.save(update_fields=["opened_at"])
            for furnish in furnishings:
                furnish(brand, member, language)
    except BaseException:
        leave(brand)
        raise
    return brand, member


def leave(brand: Brand) -> None:
    """Take the demo away whole: its rows, its files, its journal, and the member who was made for it.

    Raises ValueError for a brand that is no demo.
    """
    if not brand.is_demo:
        raise ValueError("only a demo can be left")
    for clear in clearings:
        clear(brand)
    with transaction.atomic():
        members = Member.objects.filter(is_demo=True, memberships__brand=brand)
        made_for_it = list(members.values_list("pk", flat=True))
        close_book(brand.pk)
        brand.delete()
        Member.objects.filter(pk__in=made_for_it).delete()


def leave_all() -> None:
    """Every demo that a member without password looks at."""
    for brand in Brand.objects.filter(is_demo=True, memberships__member__is_demo=True).distinct():
        leave(brand)


def door(member: Member) -> str:
    """A word that lets whoever holds it sit down as this demo member, for a day."""
    return signing.dumps(member.pk, salt=DOOR)


def behind(word: str) -> Member | None:
    """The demo member behind a door's word; None when it is false or too old."""
    try:
        member_id = signing.loads(word, salt=DOOR, max_age=timedelta(days=1))
    except signing.BadSignature:
        return None
    return Member.objects.filter(pk=member_id, is_demo=True, is_active=True).first()


def standing(language: str) -> Member | None:
    """The member of a demo in this language that stands already, if any."""
    seats = Membership.objects.filter(brand__is_demo=True, brand__language=language, role="owner", member__is_demo=True)
    seat = seats.exclude(brand__opened_at=None).select_related("member").order_by("-pk").first()
    return seat.member if seat else None
