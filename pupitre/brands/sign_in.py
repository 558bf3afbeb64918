"""Signing in with a password, and what slows somebody who guesses."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.contrib.auth import authenticate
from django.db import connection, transaction
from django.utils import timezone

from pupitre.brands.models import Member, Session, WrongTry

FREE_TRIES = 5
"""wrong passwords per account and address before each next try must wait"""
FREE_TRIES_FROM = 30
"""the same for one address, whatever the account"""
REMEMBERED = timedelta(hours=1)
FIRST_WAIT, LONGEST_WAIT = 15, 900
"""seconds; each further wrong password doubles the wait"""


class WrongPassword(Exception):
    """No member has this e-mail and password. The same whether the e-mail is known or not."""


class TooSoon(Exception):
    """Too many wrong passwords: nothing was tried. `seconds` until the next try."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def enter(email: str, password: str, address: str) -> Member:
    """The member with this e-mail and password. Raises WrongPassword, TooSoon.

    The try is counted before the password is looked at, so that many at once gain nothing.
    """
    email = email.strip().lower()
    count_in(email, address)
    member = authenticate(None, username=email, password=password)
    if member is None:
        raise WrongPassword
    count_out(email, address)
    assert isinstance(member, Member)
    return member


def prove(member: Member, password: str, address: str) -> None:
    """Once more, before something that guards the account is changed. Raises WrongPassword, TooSoon."""
    if enter(member.email, password, address) != member:
        raise WrongPassword


def count_in(account: str, address: str) -> None:
    """One more try on this account from this address. Raises TooSoon, uncounted, when it comes too early."""
    kept = {"account": _hash(account), "address": _hash(address)}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [kept["address"]])
        recent = WrongTry.objects.filter(address=kept["address"], at__gt=timezone.now() - REMEMBERED)
        tries = list(recent.order_by("at").values_list("account", "at"))
        own = [at for known, at in tries if known == kept["account"]]
        wait = max(_wait(own, FREE_TRIES), _wait([at for _, at in tries], FREE_TRIES_FROM))
        if wait > 0:
            raise TooSoon(wait)
        WrongTry.objects.create(**kept)


def wait_of(account: str, address: str) -> int:
    """Seconds until the next try on this account from this address would be counted; 0: at once."""
    kept = {"account": _hash(account), "address": _hash(address)}
    recent = WrongTry.objects.filter(**kept, at__gt=timezone.now() - REMEMBERED)
    return _wait(list(recent.order_by("at").values_list("at", flat=True)), FREE_TRIES)


def count_out(account: str, address: str) -> None:
    """The right one was found: the tries before it count no more."""
    WrongTry.objects.filter(account=_hash(account), address=_hash(address)).delete()


def forget() -> None:
    """Tries that count no more, and sessions that are over."""
    WrongTry.objects.filter(at__lt=timezone.now() - REMEMBERED).delete()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


def _wait(tries: list, free: int) -> int:
    """Seconds until the next try after these wrong ones."""
    if len(tries) < free:
        return 0
    wait = min(FIRST_WAIT * 2 ** (len(tries) - free), LONGEST_WAIT)
    return int(max(0, wait - (timezone.now() - tries[-1]).total_seconds()) + 0.999)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
