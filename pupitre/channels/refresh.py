"""Refreshing a token: one at a time per channel, the new pair saved before its first use."""

from __future__ import annotations

import time

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from pupitre.channels import breaker
from pupitre.channels.models import Channel
from pupitre.ground import clock, secrets
from pupitre.ground.points import pass_by
from pupitre.journal.models import write
from pupitre.networks.errors import NetworkError, Reconnect, Refused
from pupitre.networks.words import Grant

LEASE = clock.span(45)


def refresh(channel: Channel) -> bool:
    """Make the channel's grant young again; True when there is a newer one to use.

    Of many callers one asks the network; the others wait for what it brings. A passing error never
    disconnects a channel: False, and the channel stays as it was.
    """
    known = channel.grant_version
    while True:
        channel.refresh_from_db()
        if channel.grant_version > known:
            return True
        if channel.state != Channel.READY:
            return False
        if _take(channel, known):
            return _ask(channel)
        connection.close()
        time.sleep(clock.span(0.2).total_seconds())


def save_grant(channel: Channel, grant: Grant) -> None:
    """Keep a new grant of the same account."""
    with transaction.atomic():
        Channel.objects.filter(pk=channel.pk).update(
            sealed=secrets.seal(grant.secrets),
            facts=dict(grant.facts),
            handle=grant.handle or channel.handle,
            name=grant.name or channel.name,
            avatar=grant.avatar or channel.avatar,
            url=grant.url or channel.url,
            expires_at=grant.expires_at,
            token_at=Now(),
            checked_at=Now(),
            grant_version=F("grant_version") + 1,
            refresh_until=None,
        )
    channel.refresh_from_db()


def _take(channel: Channel, known: int) -> bool:
    free = Channel.objects.filter(pk=channel.pk, grant_version=known).filter(
        Q(refresh_until=None) | Q(refresh_until__lt=Now())
    )
    return bool(free.update(refresh_until=Now() + LEASE))


def _ask(channel: Channel) -> bool:
    grant = channel.grant
    connection.close()
    pass_by("refreshing")
    try:
        young = channel.card.connects.check(grant)
    except (Reconnect, Refused) as error:
        breaker.disconnected(channel, error.code, error.params, error.raw)
        return _release(channel)
    except NetworkError as error:
        breaker.failure(channel, error.code, error.params, error.raw)
        return _release(channel)
    pass_by("refreshed")
    save_grant(channel, young)
    write(channel.brand_id, "channel.refreshed", ("channel", channel.pk))
    return True


def _release(channel: Channel) -> bool:
    Channel.objects.filter(pk=channel.pk).update(refresh_until=None)
    return False
