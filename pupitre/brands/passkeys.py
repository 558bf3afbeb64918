"""Passkeys: a device that knows its member signs in for them, alone or as the second step.

As WebAuthn level 2 has it (W3C, 8 April 2021).
A passkey belongs to one name of the desk (`Place.name`) and is always asked to check who holds the device.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json, parse_registration_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from pupitre.brands import second_step
from pupitre.brands.jobs import mail_passkey_added
from pupitre.brands.models import Member, Passkey
from pupitre.brands.seats import write_of

MOST = 20
"""passkeys of one member"""


class PasskeyRefused(Exception):
    """The device's answer is not one to this question, from this place, by a passkey that is known here."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the desk is open in the browser: `name` as passkeys know it, `origin` as the browser says it."""

    name: str
    origin: str


@dataclass(frozen=True, slots=True)
class Question:
    """What the browser hands to the device: `options` as JSON; `challenge` is kept here until the answer."""

    options: str
    challenge: bytes


def passkeys_of(member: Member) -> list[Passkey]:
    """First made first."""
    return list(Passkey.objects.filter(member=member).order_by("id"))


def usable(member: Member, place: Place | None) -> bool:
    """Whether the member has a passkey that works where the desk is open."""
    return place is not None and Passkey.objects.filter(member=member, place=place.name).exists()


def ask_for_new(member: Member, place: Place) -> Question:
    known = passkeys_of(member)
    handle = known[0].user_handle if known else secrets.token_hex(32)
    options = generate_registration_options(
        rp_id=place.name,
        rp_name=second_step.ISSUER,
        user_id=bytes.fromhex(handle),
        user_name=member.email,
        user_display_name=member.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=bytes(one.credential)) for one in known],
    )
    return Question(options_to_json(options), options.challenge)


def keep(member: Member, name: str, answer: str, asked: Question, place: Place) -> list[str]:
    """The new passkey counts. The recovery codes when they are the member's first, to be shown once.

    `asked` is the question this answers. The member is told by mail. Raises PasskeyRefused.
    """
    try:
        credential = parse_registration_credential_json(answer)
        made = verify_registration_response(
            credential=credential,
            expected_challenge=asked.challenge,
            expected_rp_id=place.name,
            expected_origin=place.origin,
            require_user_verification=True,
        )
        with transaction.atomic():
            if Passkey.objects.filter(member=member).count() >= MOST:
                raise PasskeyRefused("many")
            Passkey.objects.create(
                member=member,
                name=name,
                place=place.name,
                credential=made.credential_id,
                public_key=made.credential_public_key,
                sign_count=made.sign_count,
                user_handle=_user_of(asked).hex(),
            )
            write_of(member, "member.passkey_added", member)
            mail_passkey_added.defer(member_id=member.pk, name=name)
            return second_step.first_recovery_codes(member)
    except (WebAuthnException, IntegrityError, ValueError) as refused:
        raise PasskeyRefused(type(refused).__name__) from refused


def ask_to_enter(place: Place, member: Member | None = None) -> Question:
    """Of anybody, whichever passkey they choose; or, as the second step, of one member."""
    known = Passkey.objects.filter(member=member, place=place.name) if member else []
    options = generate_authentication_options(
        rp_id=place.name,
        allow_credentials=[PublicKeyCredentialDescriptor(id=bytes(one.credential)) for one in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Question(options_to_json(options), options.challenge)


def enter(answer: str, challenge: bytes, place: Place, member: Member | None = None) -> Member:
    """Who answered. `member`: nobody else will do. Raises PasskeyRefused."""
    try:
        credential = parse_authentication_credential_json(answer)
        known = Passkey.objects.select_related("member").filter(
            credential=credential.raw_id, place=place.name, member__is_active=True
        )
        passkey = (known.filter(member=member) if member else known).first()
        handle = credential.response.user_handle
        if passkey is None or (handle and handle.hex() != passkey.user_handle):
            raise PasskeyRefused("unknown")
        proven = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=place.name,
            expected_origin=place.origin,
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as refused:
        raise PasskeyRefused(type(refused).__name__) from refused
    Passkey.objects.filter(pk=passkey.pk).update(sign_count=proven.new_sign_count, last_used_at=timezone.now())
    return passkey.member


def remove(member: Member, number: int) -> bool:
    """False when the member has no such passkey. With the last way the second step is off."""
    with transaction.atomic():
        if not Passkey.objects.filter(member=member, pk=number).delete()[0]:
            return False
        write_of(member, "member.passkey_removed", member)
        second_step.settle(member)
    return True


def _user_of(asked: Question) -> bytes:
    """The member's handle, as the question gave it to the device."""
    return base64url_to_bytes(json.loads(asked.options)["user"]["id"])
