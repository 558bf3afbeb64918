"""From journal to notices: who is told what. A member is told once, whatever dies meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import send_mail
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
    """Mail what must not wait until somebody looks at a screen; how many left. Nothing when no mail is set up."""
    if not getattr(settings, "EMAIL_HOST_SET", False):
        return 0
    sent = 0
    for notice in Notice.objects.filter(verb__in=MAILED, mailed_at=None, read_at=None).select_related(
        "member", "brand"
    )[:most]:
        with translation.override(notice.member.language):
            subject = _("%(brand)s: something needs you") % {"brand": notice.brand.name}
            body = _("Open Pupitre to see what happened and what to do: %(address)s") % {"address": _address(notice)}
        try:
            send_mail(subject, body, None, [notice.member.email])
        except OSError as error:
            log.warning("a notice could not be mailed; it is tried again: %s", error)
            break
        Notice.objects.filter(pk=notice.pk).update(mailed_at=timezone.now())
        sent += 1
    return sent


def _address(notice: Notice) -> str:
    return f"{settings.BASE_ADDRESS}/b/{notice.brand.slug}/today/"


FOLLOWER = Follower("notices", tuple(TOLD), tell)
