"""The second step of a sign-in: after the password a code from an app, a passkey, or a recovery code.

It is on as soon as a member has a code app or a passkey, and off when the last of them is gone.

Codes by RFC 6238 (May 2011) with what every app knows: SHA-1, six digits, thirty seconds.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets as random
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction
from django.utils import timezone

from pupitre.brands.jobs import mail_second_step_off
from pupitre.brands.models import Authenticator, Member, Membership, Passkey, RecoveryCode
from pupitre.brands.seats import write_of
from pupitre.brands.sign_in import count_in, count_out
from pupitre.ground import clock, secrets

STEP = 30
"""seconds that one code lasts"""
DRIFT = 1
"""steps by which the phone's clock may be wrong, either way"""
RECOVERY_CODES = 10
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""what a recovery code is made of: nothing that reads like something else; 16 of 32 letters are 80 bits"""
ISSUER = "Pupitre"


class WrongCode(Exception):
    """Neither a code of this moment, unused, nor an unused recovery code."""


class AlreadyOn(Exception):
    """A code app counts already: it is turned off first."""


class NotYours(Exception):
    """The member sits at desks of other owners too: it is not one owner's to weaken their account."""


@dataclass(frozen=True, slots=True)
class Key:
    """What the app is to learn: `text` to type (base32), `address` to scan (otpauth://)."""

    text: str
    address: str

    @property
    def groups(self) -> str:
        """In fours, for whoever types it."""
        return " ".join(self.text[at : at + 4] for at in range(0, len(self.text), 4))


def is_on(member: Member) -> bool:
    """Whether a password alone does not open the door to this member."""
    return member.pk in having([member.pk])


def having(member_ids: Iterable[int]) -> set[int]:
    """Those among the members who have a second step."""
    members = list(member_ids)
    apps = Authenticator.objects.filter(member__in=members, confirmed_at__isnull=False)
    passkeys = Passkey.objects.filter(member__in=members)
    return {one for (one,) in apps.values_list("member_id").union(passkeys.values_list("member_id"))}


def begin(member: Member) -> None:
    """A new key for a code app, which counts once a code confirms it. Raises AlreadyOn."""
    text = base64.b32encode(random.token_bytes(20)).decode()
    with transaction.atomic():
        known = Authenticator.objects.select_for_update().filter(member=member).first()
        if known and known.confirmed_at:
            raise AlreadyOn
        Authenticator.objects.update_or_create(member=member, defaults={"sealed": secrets.seal({"totp": text})})


def draft_of(member: Member) -> Key | None:
    """The key that waits for its first code."""
    draft = Authenticator.objects.filter(member=member, confirmed_at=None).first()
    if draft is None:
        return None
    text = secrets.unseal(draft.sealed)["totp"]
    return Key(text, _codes(text).get_provisioning_uri(member.email, ISSUER))


def app_since(member: Member) -> Authenticator | None:
    """The code app that counts, if any."""
    return Authenticator.objects.filter(member=member, confirmed_at__isnull=False).first()


def confirm(member: Member, code: str) -> list[str]:
    """The app counts from now on. The recovery codes, to be shown once; none when there were some before.

    Raises WrongCode, AlreadyOn.
    """
    with transaction.atomic():
        draft = Authenticator.objects.select_for_update().filter(member=member).first()
        if draft and draft.confirmed_at:
            raise AlreadyOn
        step = _step_of(draft, code) if draft else None
        if draft is None or step is None:
            raise WrongCode
        Authenticator.objects.filter(pk=draft.pk).update(confirmed_at=timezone.now(), last_step=step)
        write_of(member, "member.second_step_on", member)
        return first_recovery_codes(member)


def take(member: Member, code: str) -> int | None:
    """The second step with a code, used up by it: how many recovery codes are left when it was one of them.

    Counted before it is looked at and whatever the address: who asks knows the password. Raises WrongCode, TooSoon.
    """
    account = f"second step of {member.pk}"
    count_in(account, account)
    if not _take_app_code(member, code):
        _take_recovery_code(member, code)
        count_out(account, account)
        return codes_left(member)
    count_out(account, account)
    return None


def codes_left(member: Member) -> int:
    return RecoveryCode.objects.filter(member=member, used_at=None).count()


def new_recovery_codes(member: Member) -> list[str]:
    """Ten new ones, returned once; those before them open nothing any more."""
    codes = ["-".join(_word() for _ in range(4)) for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        RecoveryCode.objects.filter(member=member).delete()
        RecoveryCode.objects.bulk_create([RecoveryCode(member=member, code_hash=_hash(code)) for code in codes])
        write_of(member, "member.recovery_codes", member)
    return codes


def first_recovery_codes(member: Member) -> list[str]:
    return [] if RecoveryCode.objects.filter(member=member, used_at=None).exists() else new_recovery_codes(member)


def drop_app(member: Member) -> None:
    """No code is asked any more. Where there is no passkey either, the password alone opens again."""
    with transaction.atomic():
        if Authenticator.objects.filter(member=member).delete()[0]:
            settle(member)


def settle(member: Member) -> None:
    """After one way is gone: with the last one go the recovery codes, and the member is told by mail."""
    if not is_on(member):
        RecoveryCode.objects.filter(member=member).delete()
        write_of(member, "member.second_step_off", member)
        mail_second_step_off.defer(member_id=member.pk, by="")


def set_back(member: Member, by: Member | None) -> bool:
    """For a member who lost app, passkeys and codes: the password alone opens until they set it up anew.

    `by` None: whoever runs the installation. False when there was none. Raises NotYours.
    """
    if by and not _owns_every_desk_of(by, member):
        raise NotYours
    with transaction.atomic():
        if not _forget(member):
            return False
        write_of(member, "member.second_step_reset", by)
        mail_second_step_off.defer(member_id=member.pk, by=by.name if by else "")
    return True


def _owns_every_desk_of(owner: Member, member: Member) -> bool:
    owned = Membership.objects.filter(member=owner, role="owner").values("brand")
    return not Membership.objects.filter(member=member).exclude(brand__in=owned).exists()


def _forget(member: Member) -> bool:
    was_on = is_on(member)
    Passkey.objects.filter(member=member).delete()
    Authenticator.objects.filter(member=member).delete()
    RecoveryCode.objects.filter(member=member).delete()
    return was_on


def _take_app_code(member: Member, code: str) -> bool:
    """One winner, however many send the same code at once."""
    app = app_since(member)
    step = _step_of(app, code) if app else None
    if app is None or step is None:
        return False
    return bool(Authenticator.objects.filter(pk=app.pk, last_step__lt=step).update(last_step=step))


def _take_recovery_code(member: Member, code: str) -> None:
    unused = RecoveryCode.objects.filter(member=member, code_hash=_hash(code), used_at=None)
    with transaction.atomic():
        if not unused.update(used_at=timezone.now()):
            raise WrongCode
        write_of(member, "member.recovery_code_used", member)


def _step_of(app: Authenticator, code: str) -> int | None:
    """The time step that this code belongs to, if it is a near one that was not used."""
    given = "".join(code.split()).encode()
    codes = _codes(secrets.unseal(app.sealed)["totp"])
    now = int(clock.now().timestamp()) // STEP
    fitting = [step for step in range(now - DRIFT, now + DRIFT + 1) if _same(codes.generate(step * STEP), given)]
    return next((step for step in fitting if step > app.last_step), None)


def _codes(text: str) -> TOTP:
    try:
        return TOTP(base64.b32decode(text), 6, SHA1(), STEP)  # noqa: S303  (what the apps know; HMAC stands on it firmly)
    except binascii.Error as error:
        raise secrets.WrongKey("The saved key of a code app is no key.") from error


def _same(one: bytes, other: bytes) -> bool:
    return hmac.compare_digest(one, other)


def _word() -> str:
    return "".join(random.choice(LETTERS) for _ in range(4))


def _hash(code: str) -> str:
    """However it was typed: with or without its hyphens, small or capital."""
    return hashlib.sha256("".join(letter for letter in code.lower() if letter.isalnum()).encode()).hexdigest()
