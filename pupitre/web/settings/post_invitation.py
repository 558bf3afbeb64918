"""The invitation's link, and the letter that carries it when this installation has mail."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from pupitre.brands.models import Invitation, Member
from pupitre.ground.environment import environment

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """`posted` True: the mail left; False: it was refused; None: this installation has no mail."""

    link: str
    email: str
    posted: bool | None


def post_invitation(invitation: Invitation, token: str, by: Member) -> Letter:
    """The link under our own address, never one taken from the request; by mail too where there is mail."""
    link = environment().base + reverse("invitation", args=[token])
    posted = _post(invitation, link, by) if environment().mail_url else None
    return Letter(link, invitation.email, posted)


def _post(invitation: Invitation, link: str, by: Member) -> bool:
    said = {"invitation": invitation, "link": link, "by": by}
    with translation.override(invitation.brand.language):
        subject = _("%(name)s invites you to %(brand)s") % {"name": by.name, "brand": invitation.brand.name}
        letter = EmailMessage(
            " ".join(subject.split()), render_to_string("settings/invitation.txt", said), to=[invitation.email]
        )
    try:
        letter.send()
    except (SMTPException, OSError) as error:
        logger.warning("an invitation could not be mailed: %s", type(error).__name__)
        return False
    return True
