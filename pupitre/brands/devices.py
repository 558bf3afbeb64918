"""A sign-in from a device not seen before: the member is told, with a link that ends it."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone

from pupitre.brands.account import end_session
from pupitre.brands.jobs import mail_new_device
from pupitre.brands.models import KnownDevice, Member, Session
from pupitre.brands.seats import write_of

REMEMBERED = timedelta(days=400)
"""as long as browsers keep a cookie at most (RFC 6265bis, draft 22, December 2025)"""
JUST_MADE = timedelta(minutes=5)
"""the sign-in that made the account is nobody else's"""
PURPOSE = "pupitre.brands.devices end a session"
"""of the signed word: it opens nothing else"""
LASTS = timedelta(days=30)
"""as long as a session"""


def recognise(member: Member, token: str, session: Session) -> str:
    """Told of each sign-in. `token` is what the browser keeps ("" when it keeps none); returns what it is to keep."""
    token = token if len(token) == 43 else secrets.token_urlsafe(32)
    known = KnownDevice.objects.filter(member=member, token_hash=_hash(token))
    if known.update(seen_at=timezone.now()):
        return token
    with transaction.atomic():
        is_first = not KnownDevice.objects.filter(member=member).exists()
        KnownDevice.objects.get_or_create(member=member, token_hash=_hash(token))
        if not member.is_demo and not (is_first and member.joined_at > timezone.now() - JUST_MADE):
            write_of(member, "member.new_device", None, device=session.device)
            mail_new_device.defer(member_id=member.pk, device=session.device, word=word_for(session))
    return token


def word_for(session: Session) -> str:
    """A signed word that ends this session, whoever holds it; it names the session without telling its key."""
    return signing.dumps([session.member_id, session.number], salt=PURPOSE)


def session_behind(word: str) -> tuple[Member, Session | None] | None:
    """Whose it is, and the session while it lasts. None when the word is false or too old."""
    try:
        member_id, number = signing.loads(word, salt=PURPOSE, max_age=LASTS)
    except signing.BadSignature:
        return None
    member = Member.objects.filter(pk=member_id).first()
    if member is None:
        return None
    standing = Session.objects.filter(member=member)
    return member, next((one for one in standing if one.number == number), None)


def end_behind(word: str) -> bool:
    """False when it is over already, or the word is false."""
    found = session_behind(word)
    return bool(found and found[1] and end_session(found[0], found[1].session_key))


def forget() -> None:
    """Devices that nobody came back with."""
    KnownDevice.objects.filter(seen_at__lt=timezone.now() - REMEMBERED).delete()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
