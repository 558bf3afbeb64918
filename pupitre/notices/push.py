"""Notices on a member's own devices by Web Push: encrypted for the device alone, so that no push service reads them.

RFC 8030 (the call), RFC 8291 (encryption), RFC 8292 (who we are); read 2026-11-23.
"""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from joserfc import jwt
from joserfc.jwk import ECKey

from pupitre.brands.models import Membership
from pupitre.ground import clock, http
from pupitre.notices.models import Notice, NoticeQuerySet, Receiver
from pupitre.notices.receivers import private_key, public_key, to_bytes
from pupitre.notices.sealing import seal
from pupitre.notices.tell import LEASE, MAILED, MAILED_WITHIN, address_of

log = logging.getLogger(__name__)

WITHIN = 10.0
"""seconds that a push service may take"""
KEPT = timedelta(hours=12)
"""how long a push service keeps what a sleeping phone has not fetched"""
GONE = {404, 410}
SAID = {
    "sending.by_hand": gettext_noop("It is time to post: words and pictures are ready."),
    "sending.refused": gettext_noop("A post was refused."),
    "sending.person": gettext_noop("Is a post out? Only you can look."),
    "sending.blocked": gettext_noop("A post waits until its channel is connected again."),
    "worker.silent": gettext_noop("Nothing leaves at the moment: the worker gives no sign of life."),
}
OTHERWISE = gettext_noop("Something needs you on the desk.")
"""in few words, without anything of the post: a locked phone shows it to anybody"""


def push_what_waits(most: int = 50) -> int:
    """Push what must not wait until somebody looks at a screen; how many notices reached a device.

    A push service that is away is asked again at the next round, for a day; a device that is gone is forgotten.
    """
    reached = 0
    for notice in _to_push()[:most]:
        if not _free(Notice.objects.filter(pk=notice.pk)).update(push_until=Now() + LEASE):
            continue  # another process pushes it
        answers = [_tell(receiver, notice) for receiver in Receiver.objects.filter(member=notice.member_id)]
        again = bool(answers) and not any(answers) and Receiver.objects.filter(member=notice.member_id).exists()
        kept = {"push_until": None} if again else {"pushed_at": timezone.now()}
        Notice.objects.filter(pk=notice.pk).update(**kept)
        reached += any(answers)
    return reached


def _tell(receiver: Receiver, notice: Notice) -> bool:
    """Whether its push service took it."""
    try:
        answer = http.request(
            "POST", receiver.endpoint, headers=_headers(receiver), body=_sealed(receiver, notice), timeout=WITHIN
        )
    except (http.HttpFailure, http.AddressRefused) as error:
        log.warning("a push service did not answer: %s", type(error).__name__)
        return False
    if answer.status in GONE:
        receiver.delete()
        return False
    if not answer.ok:
        log.warning("a push service answered %s", answer.status)
        return False
    Receiver.objects.filter(pk=receiver.pk).update(told_at=timezone.now())
    return True


def _headers(receiver: Receiver) -> dict[str, str]:
    split = urlsplit(receiver.endpoint)
    claims = {
        "aud": f"{split.scheme}://{split.netloc}",
        "exp": int((clock.now() + KEPT).timestamp()),
        "sub": settings.BASE_ADDRESS,
    }
    token = jwt.encode({"typ": "JWT", "alg": "ES256"}, claims, ECKey.import_key(private_key()))
    return {
        "TTL": str(int(KEPT.total_seconds())),
        "Urgency": "high",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "Authorization": f"vapid t={token}, k={public_key()}",
    }


def _sealed(receiver: Receiver, notice: Notice) -> bytes:
    """What only the device can open: the brand, a few words, and the page."""
    with translation.override(notice.member.language):
        words = _(SAID.get(notice.verb, OTHERWISE))
    said = {"title": notice.brand.name, "body": words, "url": address_of(notice), "tag": f"notice-{notice.pk}"}
    return seal(json.dumps(said).encode(), to_bytes(receiver.key), to_bytes(receiver.secret))


def _free(notices: NoticeQuerySet) -> NoticeQuerySet:
    return notices.filter(pushed_at=None).filter(Q(push_until=None) | Q(push_until__lt=Now()))


def _to_push() -> NoticeQuerySet:
    """Unseen, young, and of members who still sit at the desk and have a device."""
    seats = Membership.objects.filter(brand=OuterRef("brand"), member=OuterRef("member"), member__is_active=True)
    devices = Receiver.objects.filter(member=OuterRef("member"), made_at__lt=OuterRef("made_at"))
    young = _free(Notice.objects.unread()).filter(made_at__gt=timezone.now() - MAILED_WITHIN, verb__in=MAILED)
    wanted = young.filter(Exists(seats), Exists(devices), member__is_demo=False, brand__is_demo=False)
    return wanted.select_related("member", "brand").order_by("pk")
