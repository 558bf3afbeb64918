"""Who sits where: the question every page asks first."""

from __future__ import annotations

from django.db import transaction

from pupitre.brands.models import Invitation, Member, Membership, Session
from pupitre.brands.rights import RIGHTS, ROLES
from pupitre.journal.models import write


def seats_of(member: Member) -> list[Membership]:
    """Every seat of the member, by the brand's name."""
    return list(Membership.objects.select_related("brand").filter(member=member).order_by("brand__name", "brand_id"))


def still_seated(member_id: int, brand_id: int, session_key: str) -> bool:
    """The session stands and the member still has a seat: asked again and again by live pages."""
    seat = Membership.objects.filter(member=member_id, brand=brand_id, member__is_active=True)
    return seat.exists() and Session.objects.filter(pk=session_key, member=member_id).exists()


def colleagues(brand_id: int) -> list[Membership]:
    """Everybody of a brand, the highest role first."""
    seats = Membership.objects.select_related("member").filter(brand=brand_id)
    return sorted(seats, key=lambda seat: (ROLES.index(seat.role), seat.member.name.lower()))


def open_invitations(brand_id: int) -> list[Invitation]:
    """What was sent and not used yet, newest first."""
    invitations = Invitation.objects.select_related("by").filter(brand=brand_id, accepted_at=None, withdrawn_at=None)
    return [invitation for invitation in invitations.order_by("-id") if invitation.is_open]


def is_lower(role: str, than: str) -> bool:
    """`role` may do less than `than`."""
    return any(than in roles and role not in roles for roles in RIGHTS.values())


def write_of(member: Member, verb: str, by: Member | None, **particulars: object) -> None:
    """One entry about a member, in the journal of each brand where they sit."""
    for brand_id in Membership.objects.filter(member=member).values_list("brand_id", flat=True):
        write(brand_id, verb, ("member", member.pk), by.pk if by else None, **particulars)


def end_sessions(member: Member, but: str = "") -> int:
    """End every session of the member, save the one with key `but`; how many ended. Their live pages end with them."""
    with transaction.atomic():
        ended = Session.objects.filter(member=member).exclude(session_key=but).delete()[0]
        if ended:
            write_of(member, "member.signed_out", None)
    return ended


def seat_in(slug: str, member: Member) -> Membership | None:
    """The member's seat in the brand of this slug, if they have one."""
    return Membership.objects.select_related("brand", "member").filter(brand__slug=slug, member=member).first()
