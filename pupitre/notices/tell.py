"""From journal to notices: who is told what. A member is told once, whatever dies meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from pupitre.brands.models import Membership
from pupitre.brands.rights import may
from pupitre.journal.models import Entry
from pupitre.journal.reading import Follower
from pupitre.notices.models import Notice

log = logging.getLogger(__name__)

TOLD = {
    "sending.refused": "decide",
    "sending.person": "decide",
    "sending.unknown": "decide",
    "sending.late": "decide",
    "sending.blocked": "decide",
    "channel.disconnected": "connect",
    "hold.begun": "see",
    "hold.lifted": "see",
    "brand.opened": "see",
    "member.joined": "invite",
}
"""which entries are told, and the right one must have to be told"""
MAILED = {"sending.refused", "sending.person", "sending.blocked", "channel.disconnected"}
MAILED_WITHIN = timedelta(days=1)
"""what is older is no news: a mail server that is set up later does not send the past"""


def tell(entries: Sequence[Entry]) -> None:
    """Make the notices of these entries; never to who did it."""
    for entry in entries:
        right = TOLD[entry.verb]
        seats = Membership.objects.filter(brand=entry.brand_id, member__is_active=True).exclude(member=entry.actor_id)
        Notice.objects.bulk_create(
            [
                Notice(
                    brand_id=entry.brand_id,
                    member_id=seat.member_id,
                    entry_id=entry.pk,
                    verb=entry.verb,
                    subject_kind=entry.subject_kind,
                    subject_id=entry.subject_id,
                    particulars=entry.particulars,
                )
                for seat in seats
                if may(seat.role, right)
            ],
            ignore_conflicts=True,
        )


def mail_what_waits(most: int = 50) -> int:
    """Mail what must not wait until somebody looks at a screen; how many left. Nothing when no mail is set up.

    A mail server that is away is tried again. An address that it does not take is not: the notice stays
    on the screen, and the others get theirs.
    """
    if not settings.EMAIL_HOST_SET:
        return 0
    sent = 0
    for notice in _to_mail()[:most]:
        try:
            _mail(notice)
            sent += 1
        except SMTPRecipientsRefused:
            log.warning("the mail server does not take the address of member %s", notice.member_id)
        except OSError as error:
            log.warning("a notice could not be mailed; it is tried again: %s", type(error).__name__)
            break
        Notice.objects.filter(pk=notice.pk).update(mailed_at=timezone.now())
    return sent


def _to_mail() -> QuerySet[Notice]:
    """Unseen, young, and of members who still sit at the desk. Nobody reads the mail of a demo."""
    seats = Membership.objects.filter(brand=OuterRef("brand"), member=OuterRef("member"), member__is_active=True)
    young = Notice.objects.unread().filter(mailed_at=None, made_at__gt=timezone.now() - MAILED_WITHIN)
    wanted = young.filter(Exists(seats), verb__in=MAILED, member__is_demo=False, brand__is_demo=False)
    return wanted.select_related("member", "brand").order_by("pk")


def _mail(notice: Notice) -> None:
    with translation.override(notice.member.language):
        subject = _("%(brand)s: something needs you") % {"brand": notice.brand.name}
        body = _("Open Pupitre to see what happened and what to do: %(address)s") % {"address": _address(notice)}
    send_mail(" ".join(subject.split()), body, None, [notice.member.email])


def _address(notice: Notice) -> str:
    return f"{settings.BASE_ADDRESS}/b/{notice.brand.slug}/today/"


FOLLOWER = Follower("notices", tuple(TOLD), tell)
