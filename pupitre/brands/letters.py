"""Letters that guard an account: to the member alone, in their language, with links under our own name."""

from __future__ import annotations

from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from pupitre.brands.models import Member
from pupitre.ground.environment import environment


def second_step_off(member_id: int, by: str) -> bool:
    """Tell that the password alone opens now; `by` names the owner who did it, empty: the member."""
    return _post(member_id, _subject_off, "brands/second_step_off.txt", by=by)


def passkey_added(member_id: int, name: str) -> bool:
    """Tell that a device signs in for the member from now on."""
    return _post(member_id, _subject_passkey, "brands/passkey_added.txt", passkey=name)


def _subject_passkey() -> str:
    return _("A new passkey opens your desk")


def new_device(member_id: int, device: str, word: str) -> bool:
    """Tell of a sign-in from a device not seen before; `word` ends it."""
    return _post(member_id, _subject_device, "brands/new_device.txt", device=device, word=word)


def _subject_device() -> str:
    return _("A sign-in on a new device")


def _subject_off() -> str:
    return _("Your second step is off")


def _post(member_id: int, subject: Any, template: str, **said: Any) -> bool:
    """False when there is no mail or nobody to read it. Raises what the mail server does."""
    member = Member.objects.filter(pk=member_id, is_active=True, is_demo=False).first()
    if member is None or not environment().mail_url:
        return False
    with translation.override(member.language):
        words = render_to_string(template, {"member": member, "base": environment().base, **said})
        letter = EmailMessage(" ".join(subject().split()), words, to=[member.email])
    letter.send()
    return True
