"""Invitations: one link, one person, seven days."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from pupitre.brands.models import Brand, Invitation, Member, Membership
from pupitre.brands.rights import ROLES
from pupitre.journal.models import write

LASTS = timedelta(days=7)


class InvitationRefused(Exception):
    """Why it can't be made or used; the code has its sentence in the pages."""


def invite(brand: Brand, email: str, role: str, by: Member) -> tuple[Invitation, str]:
    """Make an invitation; the token is returned once and cannot be read again. Raises InvitationRefused."""
    own = brand.memberships.get(member=by)
    if role not in ROLES or (role == "owner" and own.role != "owner"):
        raise InvitationRefused("role")
    if brand.memberships.filter(member__email=email.strip().lower()).exists():
        raise InvitationRefused("already")
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        invitation = Invitation.objects.create(
            brand=brand,
            email=email.strip().lower(),
            role=role,
            token_hash=_hash(token),
            by=by,
            expires_at=timezone.now() + LASTS,
        )
        write(brand.pk, "invitation.made", ("invitation", invitation.pk), by.pk, role=role)
    return invitation, token


def find_invitation(token: str) -> Invitation | None:
    """The open invitation of this token, if any."""
    found = Invitation.objects.select_related("brand").filter(token_hash=_hash(token)).first()
    return found if found and found.is_open else None


def accept(invitation: Invitation, member: Member) -> Membership:
    """Seat the member. Using it twice changes nothing."""
    with transaction.atomic():
        locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if not locked.is_open:
            raise InvitationRefused("closed")
        seat, _ = Membership.objects.get_or_create(brand=locked.brand, member=member, defaults={"role": locked.role})
        Invitation.objects.filter(pk=locked.pk).update(accepted_at=timezone.now())
        write(locked.brand_id, "member.joined", ("member", member.pk), member.pk, role=seat.role)
    return seat


def join_anew(invitation: Invitation, account: Mapping[str, str]) -> Member:
    """Make an account (email, password, name, language, time_zone) and seat it. Raises InvitationRefused."""
    with transaction.atomic():
        member = Member.objects.create_user(**account)
        accept(invitation, member)
    return member


def withdraw(invitation: Invitation, by: Member) -> None:
    """The link opens nothing any more. One that was used, or withdrawn before, stays as it is."""
    with transaction.atomic():
        still_open = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
        if still_open.update(withdrawn_at=timezone.now()):
            write(invitation.brand_id, "invitation.withdrawn", ("invitation", invitation.pk), by.pk)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
