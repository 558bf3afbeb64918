"""What the doctor asks this room: whether mail would leave. Nothing is sent."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from smtplib import SMTPAuthenticationError, SMTPException, SMTPNotSupportedError

from django.conf import settings
from django.core.mail import get_connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pupitre.ground.checks import FAULT, OK, WARNING, Check, Finding

WITHIN = 10
"""seconds"""


def _mail(brand_id: int | None) -> Iterator[Finding]:
    if not settings.EMAIL_HOST_SET:
        yield Finding(
            WARNING,
            _("No mail is set up: notices stay on the screen, and nobody is told when the worker stops."),
            _("Set PUPITRE_MAIL_URL and PUPITRE_MAIL_FROM, then start Pupitre again."),
        )
        return
    said = {"server": f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"}
    door = get_connection(timeout=WITHIN)
    try:
        door.open()
        yield _opened(door, said)
    except (SMTPException, OSError) as error:
        yield _refused(error, said)
    finally:
        door.close()


def _opened(door: object, said: dict[str, str]) -> Finding:
    line = getattr(getattr(door, "connection", None), "sock", None)
    if (
        line is not None
        and not isinstance(line, ssl.SSLSocket)
        and settings.EMAIL_HOST not in ("localhost", "127.0.0.1")
    ):
        return Finding(
            WARNING,
            _("%(server)s takes our mail, but it travels unencrypted.") % said,
            _("Write smtps:// in PUPITRE_MAIL_URL, or a user and a password, with which STARTTLS is asked for."),
        )
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        return Finding(
            WARNING,
            _("%(server)s lets us in, but our mail says that it comes from localhost: many servers drop it.") % said,
            _("Set PUPITRE_MAIL_FROM to an address of your domain."),
        )
    return Finding(OK, _("%(server)s lets us in. Nothing was sent.") % said)


def _refused(error: Exception, said: dict[str, str]) -> Finding:
    if isinstance(error, SMTPAuthenticationError):
        return Finding(
            FAULT,
            _("%(server)s does not take our user and password.") % said,
            _("Correct them in PUPITRE_MAIL_URL; what is no letter or digit is written as in an address (%40 for @)."),
        )
    if isinstance(error, SMTPNotSupportedError):
        return Finding(
            FAULT,
            _("%(server)s offers no encryption or no login there.") % said,
            _("Try its other port: smtps://…:465 or smtp://…:587 in PUPITRE_MAIL_URL."),
        )
    if isinstance(error, ssl.SSLError):
        return Finding(
            FAULT,
            _("No encrypted line to %(server)s: its certificate is of another name, has ended, or is nobody’s we know.")
            % said,
            _("Write the server’s own name in PUPITRE_MAIL_URL, and the port that belongs to it (465, 587)."),
        )
    return Finding(
        FAULT,
        _("%(server)s does not answer (%(error)s).") % {**said, "error": type(error).__name__},
        _("Look at name and port in PUPITRE_MAIL_URL; many hosts close port 25: try 465 (smtps) or 587 (smtp)."),
    )


MAIL = Check("mail", gettext_lazy("Mail"), _mail)
