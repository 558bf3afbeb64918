"""Whose account it is when the provider vouches for somebody: a member's, an invited person's, or nobody's."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from pupitre.brands.invite import accept
from pupitre.brands.models import Identity, Invitation, Member
from pupitre.brands.provider import LEEWAY, Told
from pupitre.brands.seats import write_of


class NoAccount(Exception):
    """Codes: unverified, unknown, another (the member's account belongs to somebody else at the provider)."""


def member_for(told: Told, language: str, open_to_all: bool) -> Member:
    """The member the provider vouches for; made when they were invited, or when strangers may open an account.

    Linked the first time, by an address that the provider has checked; from then on by its own number for the
    person, so that an address given to somebody else later opens nothing. Raises NoAccount.
    """
    known = Identity.objects.select_related("member").filter(issuer=told.issuer, subject=told.subject).first()
    if known:
        if not known.member.is_active:
            raise NoAccount("unknown")
        return known.member
    if not told.email:
        raise NoAccount("unverified")
    with transaction.atomic():
        member = Member.objects.select_for_update().filter(email=told.email).first()
        if member and (not member.is_active or member.is_demo):
            raise NoAccount("unknown")
        if member and member.identities.filter(issuer=told.issuer).exists():
            raise NoAccount("another")
        member = member or _newcomer(told, language, open_to_all)
        Identity.objects.create(member=member, issuer=told.issuer, subject=told.subject)
        write_of(member, "member.linked", member)
    return member


def prove(told: Told, member: Member, since: float) -> None:
    """It must be this member, and nobody else, who signed in at the provider after `since` (seconds since 1970).

    Raises NoAccount: not_you, stale (they did not have to sign in there, or it does not say).
    """
    if not member.identities.filter(issuer=told.issuer, subject=told.subject).exists():
        raise NoAccount("not_you")
    if told.signed_in_at is None or told.signed_in_at < since - LEEWAY:
        raise NoAccount("stale")


def _newcomer(told: Told, language: str, open_to_all: bool) -> Member:
    """An account without a password, seated wherever its address was invited."""
    invitations = Invitation.objects.filter(
        email=told.email, accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    )
    if not open_to_all and not invitations:
        raise NoAccount("unknown")
    name = told.name or told.email.partition("@")[0]
    member = Member.objects.create_user(told.email, None, name=name, language=language)
    for invitation in invitations:
        accept(invitation, member)
    return member
