"""What a member changes of themselves, and where they are signed in."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from pupitre.brands.models import Brand, Member, Session
from pupitre.brands.seats import end_sessions, write_of
from pupitre.journal.models import INSTALLATION, write


def change_account(member: Member, **fields: str) -> None:
    """Name, language, time zone, look: only the fields given."""
    for name in fields:
        assert name in {"name", "language", "time_zone", "theme"}, name
        setattr(member, name, fields[name])
    member.save(update_fields=list(fields))


def change_password(member: Member, new: str) -> None:
    """Every session ends; the caller keeps its own alive, after it had the old one proved (sign_in.prove)."""
    with transaction.atomic():
        member.set_password(new)
        member.save(update_fields=["password"])
        end_sessions(member)
        write(INSTALLATION, "member.password", ("member", member.pk), member.pk)


def sessions(member: Member) -> list[Session]:
    """Where the member is signed in, last seen first."""
    return list(Session.objects.filter(member=member).order_by("-seen_at"))


def end_session(member: Member, key: str) -> bool:
    """End one of the member's own sessions; False when they have no such session (any more)."""
    return bool(_end(member, Session.objects.filter(member=member, session_key=key)))


def end_other_sessions(member: Member, but: str) -> int:
    """End every session of the member save the one with key `but`; how many ended."""
    return _end(member, Session.objects.filter(member=member).exclude(session_key=but))


def _end(member: Member, ending: QuerySet[Session]) -> int:
    with transaction.atomic():
        ended = ending.delete()[0]
        if ended:
            write(INSTALLATION, "member.sessions", ("member", member.pk), member.pk, number=ended)
            write_of(member, "member.signed_out", None)
    return ended


def come_to(member: Member, brand: Brand) -> None:
    """Remember the desk the member sat at last."""
    if member.last_brand_id != brand.pk:
        Member.objects.filter(pk=member.pk).update(last_brand_id=brand.pk)
        member.last_brand_id = brand.pk


def last_brand(member: Member) -> Brand | None:
    """The brand the member worked for last, else the first they have a seat in."""
    seen = list(Brand.objects.seen_by(member))
    return next((brand for brand in seen if brand.pk == member.last_brand_id), seen[0] if seen else None)
