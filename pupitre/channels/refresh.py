"""Refreshing a token: one at a time per channel, the new pair saved before its first use."""

from __future__ import annotations

import secrets as random
import time
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from pupitre.channels import breaker
from pupitre.channels.attempt import ask
from pupitre.channels.models import Channel
from pupitre.ground import clock, secrets
from pupitre.ground.points import pass_by
from pupitre.journal.models import write
from pupitre.journal.pool import give_back
from pupitre.networks.words import Grant

LEASE = clock.span(45)
EARLIEST, LATEST = 0.5, 0.8
"""of a token's life, when it is renewed early"""
SOONEST = timedelta(minutes=1)
AGAIN = timedelta(minutes=5)
"""until a renewal that failed is tried again, when nobody needs it earlier"""
UNTOLD_BEFORE = timedelta(minutes=30)
"""before the end of a token whose early renewal was never set"""
PASSING = ("later", "notsent", "unsure", "bug")
"""kinds of answer that never disconnect a channel"""


def refresh(channel: Channel) -> bool:
    """Make the channel's grant young again; True when there is a newer one to use.

    Of many callers one asks the network; the others wait for what it brings, a failure included. A
    passing error never disconnects a channel: False, and the channel stays as it was.
    """
    known, waited = channel.grant_version, False
    while True:
        channel.refresh_from_db()
        if channel.grant_version > known:
            return True
        if channel.state != Channel.READY or (waited and channel.refresh_until is None):
            return False
        if take(channel):
            return renew(channel)
        waited = True
        give_back()
        time.sleep(clock.span(0.2).total_seconds())


def renew(channel: Channel) -> bool:
    """Ask the network for a young grant. The channel's refresh must be ours (see `take`)."""
    grant = channel.grant
    give_back()
    pass_by("refreshing")
    answer = ask(lambda: channel.card.connects.check(grant), nothing="bug")
    pass_by("refreshed")
    if isinstance(answer.result, Grant):
        with transaction.atomic():
            if save_grant(channel, answer.result):
                write(channel.brand_id, "channel.refreshed", ("channel", channel.pk))
        pass_by("grant-saved")
        return True  # ours, or one that somebody saved before us
    if answer.kind in PASSING or answer.refresh:
        breaker.failure(channel, answer.code, answer.params, answer.raw)
    else:
        breaker.disconnected(channel, answer.code, answer.params, answer.raw)
    same = Channel.objects.filter(pk=channel.pk, grant_version=channel.grant_version)
    same.update(refresh_until=None, refresh_at=Now() + AGAIN)
    return False


def save_grant(channel: Channel, grant: Grant) -> bool:
    """Keep a new grant of the same account in place of the one we know; False when another is there already.

    Of a channel taken off meanwhile as long as there is something to give back: it is what the network knows.
    """
    wanted = Channel.objects.filter(Q(removed_at=None) | Q(revoke_at__isnull=False))
    saved = wanted.filter(pk=channel.pk, grant_version=channel.grant_version).update(
        sealed=secrets.seal(grant.secrets),
        facts=dict(grant.facts),
        handle=grant.handle or channel.handle,
        name=grant.name or channel.name,
        avatar=grant.avatar or channel.avatar,
        url=grant.url or channel.url,
        expires_at=grant.expires_at,
        refresh_at=early(grant),
        ends_at=grant.ends_at,
        ending_told=channel.ending_told if grant.ends_at == channel.ends_at else 0,
        token_at=Now(),
        checked_at=Now(),
        grant_version=F("grant_version") + 1,
        refresh_until=None,
    )
    channel.refresh_from_db()
    return bool(saved)


def early(grant: Grant) -> datetime | None:
    """When a token is renewed though nobody needs it yet: somewhere between half and four fifths of its life.

    Each at a moment of its own, so that tokens which were given together are not renewed together.
    """
    if grant.expires_at is None:
        return None
    left = grant.expires_at - clock.now()
    share = EARLIEST + (LATEST - EARLIEST) * random.randbelow(1001) / 1000
    return clock.now() + max(left * share, SOONEST)


def due_early() -> models.QuerySet[Channel]:
    """Channels whose token is to be renewed now, the most urgent first; a limit of their network is waited for."""
    due = Q(refresh_at__lte=Now()) | Q(refresh_at=None, expires_at__lte=Now() + UNTOLD_BEFORE)
    open_now = Channel.objects.alive().filter(due, state=Channel.READY)
    return open_now.filter(Q(not_before=None) | Q(not_before__lte=Now())).order_by("expires_at", "pk")


def take(channel: Channel) -> bool:
    """Whether the one refresh is ours now, for a while."""
    same = Channel.objects.filter(pk=channel.pk, grant_version=channel.grant_version)
    return bool(same.filter(Q(refresh_until=None) | Q(refresh_until__lt=Now())).update(refresh_until=Now() + LEASE))
