"""From journal to notices: who is told what. A member is told once, whatever dies meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

from babel.dates import format_datetime
from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from pupitre.brands.models import Membership
from pupitre.brands.rights import may
from pupitre.journal.models import INSTALLATION, Entry
from pupitre.journal.reading import Follower
from pupitre.notices.models import Notice, NoticeQuerySet

log = logging.getLogger(__name__)

TOLD = {
    "sending.refused": "decide",
    "sending.person": "decide",
    "sending.by_hand": "decide",
    "sending.unknown": "decide",
    "sending.late": "decide",
    "sending.blocked": "decide",
    "sending.unapproved": "decide",
    "approval.asked": "approve",
    "approval.given": "see",
    "approval.refused": "see",
    "approval.missing": "see",
    "remark.made": "see",
    "channel.disconnected": "connect",
    "channel.ending": "connect",
    "channel.not_revoked": "connect",
    "hold.begun": "see",
    "hold.lifted": "see",
    "brand.opened": "see",
    "member.joined": "invite",
    "member.new_device": "themselves",
    "audit.broken": "audit",
    "backup.failed": "settings",
    "version.newer": "settings",
    "worker.silent": "settings",
    "worker.back": "settings",
    "listener.silent": "settings",
    "listener.back": "settings",
}
"""which entries are told, and the right one must have to be told; "themselves": the member it is about, nobody else.
An entry that names members (`to`) is told to those of them only."""
PLAIN = (
    gettext_noop("%(brand)s: something needs you"),
    gettext_noop("Open Pupitre to see what happened and what to do: %(address)s"),
)
LETTERS = {
    "sending.by_hand": (
        gettext_noop("%(brand)s: it is time to post"),
        gettext_noop("It is time to post something yourself. Words and pictures are ready: %(address)s"),
    ),
    "backup.failed": (
        gettext_noop("%(brand)s: last night’s backup could not be made"),
        gettext_noop(
            "Last night’s backup of your desk could not be made. The desk works on, and tries again every hour. On the "
            "machine where Pupitre runs, “pupitre doctor” says what is wrong and what to do. %(address)s"
        ),
    ),
    "worker.silent": (
        gettext_noop("%(brand)s: nothing leaves at the moment"),
        gettext_noop(
            "Since %(since)s nothing leaves your desk: its worker gives no sign of life. What is planned is safe. "
            "On the machine where Pupitre runs, “pupitre doctor” says what to do. %(address)s"
        ),
    ),
    "worker.back": (
        gettext_noop("%(brand)s: sendings leave again"),
        gettext_noop(
            "The worker is back; it had given no sign of life since %(since)s. What became too late meanwhile waits "
            "for your decision: %(address)s"
        ),
    ),
    "listener.silent": (
        gettext_noop("%(brand)s: the networks are not read at the moment"),
        gettext_noop(
            "Since %(since)s counts, past posts and channels are not read: the listener gives no sign of life. "
            "Sendings are another process. On the machine where Pupitre runs, “pupitre doctor” says what to do. "
            "%(address)s"
        ),
    ),
    "listener.back": (
        gettext_noop("%(brand)s: the networks are read again"),
        gettext_noop("The listener is back; it had given no sign of life since %(since)s. %(address)s"),
    ),
}
"""what is told in words of its own; the rest only that something waits on the desk"""
MAILED = {
    *("sending.refused", "sending.person", "sending.blocked", "sending.by_hand", "sending.unapproved"),
    *("approval.asked", "approval.refused", "approval.missing"),
    *("channel.disconnected", "channel.ending", "channel.not_revoked", "audit.broken"),
    *LETTERS,
}
LEASE = timedelta(minutes=2)
"""for which a process that mails a notice has it to itself; if it dies, another one mails it then"""
MAILED_WITHIN = timedelta(days=1)
"""what is older is no news: a mail server that is set up later does not send the past"""


def tell(entries: Sequence[Entry]) -> None:
    """Make the notices of these entries; never to who did it.

    What is in the installation's own book concerns every brand: a member is told in the oldest of theirs.
    """
    for entry in entries:
        right = TOLD[entry.verb]
        seats = _seats(entry).filter(member__is_active=True).exclude(member=entry.actor_id).order_by("brand", "pk")
        Notice.objects.bulk_create(
            [
                Notice(
                    brand_id=seat.brand_id,
                    member_id=seat.member_id,
                    entry_id=entry.pk,
                    verb=entry.verb,
                    subject_kind=entry.subject_kind,
                    subject_id=entry.subject_id,
                    particulars=_particulars(entry),
                )
                for seat in seats
                if _is_told(seat, entry, right)
            ],
            ignore_conflicts=True,
        )


def _is_told(seat: Membership, entry: Entry, right: str) -> bool:
    if right == "themselves":
        return seat.member_id == entry.subject_id
    named = entry.particulars.get("to")
    return may(seat.role, right) and (named is None or seat.member_id in named)


def _seats(entry: Entry) -> QuerySet[Membership]:
    if entry.brand_id == INSTALLATION:
        return Membership.objects.filter(brand__is_demo=False)
    return Membership.objects.filter(brand=entry.brand_id)


def _particulars(entry: Entry) -> dict[str, Any]:
    """With a word that the entry is not of the brand in which it is told."""
    return {**entry.particulars, "installation": True} if entry.brand_id == INSTALLATION else entry.particulars


def mail_what_waits(most: int = 50) -> int:
    """Mail what must not wait until somebody looks at a screen; how many left. Nothing when no mail is set up.

    A mail server that is away is tried again. An address that it does not take is not: the notice stays
    on the screen, and the others get theirs.
    """
    if not settings.EMAIL_HOST_SET:
        return 0
    sent = 0
    for notice in _to_mail()[:most]:
        if not _free(_same(notice)).update(mail_until=Now() + LEASE):
            continue  # another process mails it
        try:
            _mail(notice)
            sent += 1
        except SMTPRecipientsRefused:
            log.warning("the mail server does not take the address of member %s", notice.member_id)
        except OSError as error:
            log.warning("a notice could not be mailed; it is tried again: %s", type(error).__name__)
            _same(notice).update(mail_until=None)
            break
        _same(notice).update(mailed_at=timezone.now())
    return sent


def _same(notice: Notice) -> NoticeQuerySet:
    """The notice; of an outage those of the member's other brands too: one mail says it for all."""
    if notice.subject_kind != "outage":
        return Notice.objects.filter(pk=notice.pk)
    return Notice.objects.filter(
        member=notice.member_id, verb=notice.verb, subject_kind="outage", subject_id=notice.subject_id
    )


def _free(notices: NoticeQuerySet) -> NoticeQuerySet:
    return notices.filter(mailed_at=None).filter(Q(mail_until=None) | Q(mail_until__lt=Now()))


def _to_mail() -> NoticeQuerySet:
    """Unseen, young, and of members who still sit at the desk. Nobody reads the mail of a demo."""
    seats = Membership.objects.filter(brand=OuterRef("brand"), member=OuterRef("member"), member__is_active=True)
    young = _free(Notice.objects.unread()).filter(made_at__gt=timezone.now() - MAILED_WITHIN)
    wanted = young.filter(Exists(seats), verb__in=MAILED, member__is_demo=False, brand__is_demo=False)
    return wanted.select_related("member", "brand").order_by("pk")


def _mail(notice: Notice) -> None:
    subject, body = LETTERS.get(notice.verb, PLAIN)
    with translation.override(notice.member.language):
        said = {"brand": notice.brand.name, "address": address_of(notice), "since": _since(notice)}
        subject, body = _(subject) % said, _(body) % said
    send_mail(" ".join(subject.split()), body, None, [notice.member.email])


def _since(notice: Notice) -> str:
    """By the member's own clock; empty when the notice tells no beginning."""
    since = notice.particulars.get("since")
    if not since:
        return ""
    local = datetime.fromisoformat(since).astimezone(notice.member.zone)
    return format_datetime(local, "d MMMM, HH:mm", locale=notice.member.language)


def address_of(notice: Notice) -> str:
    """Where it is dealt with, from outside."""
    page = f"sendings/{notice.particulars['sending']}/by-hand/" if notice.verb == "sending.by_hand" else "today/"
    return f"{settings.BASE_ADDRESS}/b/{notice.brand.slug}/{page}"


FOLLOWER = Follower("notices", tuple(TOLD), tell)
