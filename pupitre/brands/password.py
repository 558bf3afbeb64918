"""A forgotten password: a link by mail, for one person, one hour, one use."""

from __future__ import annotations

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.encoding import force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _

from pupitre.brands.models import Member
from pupitre.brands.seats import end_sessions
from pupitre.ground.environment import environment
from pupitre.journal.models import INSTALLATION, write


class _Tokens(PasswordResetTokenGenerator):
    """Good for nothing but a new password; dead after it, after a sign-in, and after PASSWORD_RESET_TIMEOUT."""

    key_salt = "pupitre.brands.password"


tokens = _Tokens()


def link_for(member: Member) -> str:
    """The whole address, under our own name and never one that a request brought."""
    who = urlsafe_base64_encode(str(member.pk).encode())
    return f"{environment().base}/password/{who}/{tokens.make_token(member)}"


def who_has(who: str, token: str) -> Member | None:
    """The member this link was made for; None when it is wrong, used or too old."""
    try:
        member = Member.objects.filter(pk=int(force_str(urlsafe_base64_decode(who))), is_active=True).first()
    except (ValueError, OverflowError):
        return None
    return member if member and tokens.check_token(member, token) else None


def mail_link(email: str) -> bool:
    """Mail the link when somebody has this address; False when nobody does. Raises what the mail server does."""
    member = Member.objects.filter(email=email.strip().lower(), is_active=True, is_demo=False).first()
    if member is None:
        return False
    with translation.override(member.language):
        words = render_to_string("brands/password.txt", {"member": member, "link": link_for(member)})
        letter = EmailMessage(_("A new password for Pupitre"), words, to=[member.email])
    letter.send()
    return True


def set_anew(member: Member, password: str) -> None:
    """A new password; every session ends."""
    with transaction.atomic():
        member.set_password(password)
        member.save(update_fields=["password"])
        end_sessions(member)
        write(INSTALLATION, "member.password", ("member", member.pk), member.pk, how="link")
