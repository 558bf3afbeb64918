"""A member's phone, for tests: makes the codes of the app that the member set up."""

from __future__ import annotations

import base64
from datetime import timedelta

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from pupitre.brands import second_step
from pupitre.brands.models import Authenticator, Member
from pupitre.ground import clock, secrets


def code_of(member: Member, later: float = 0) -> str:
    """What the member's app shows so many seconds from now."""
    key = secrets.unseal(Authenticator.objects.get(member=member).sealed)["totp"]
    at = clock.now() + timedelta(seconds=later)
    return TOTP(base64.b32decode(key), 6, SHA1(), 30).generate(int(at.timestamp())).decode()


def with_app(member: Member) -> list[str]:
    """Set a code app up, as if some time ago: no code of now is used yet. The recovery codes."""
    second_step.begin(member)
    codes = second_step.confirm(member, code_of(member))
    Authenticator.objects.filter(member=member).update(last_step=0)
    return codes
