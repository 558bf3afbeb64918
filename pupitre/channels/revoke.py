"""Giving back what let the desk in: after an account is taken off, its network is asked to forget the desk.

What is needed for it stays sealed on the channel until the network has forgotten, or until it is given up: then a
person is told where to do it by hand. Asking twice does no harm, so a worker that dies meanwhile costs one try.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from pupitre.channels.attempt import Answer, ask
from pupitre.channels.models import Channel
from pupitre.ground import clock
from pupitre.journal.models import write
from pupitre.journal.pool import give_back

WAITS = (60, 600, 3600, 6 * 3600)
"""seconds after each try that failed for a while; after the last one it is given up"""


def begin(channel: Channel) -> None:
    """From now on the network is to be asked. Called in the transaction that takes the channel off."""
    asks = channel.card.revokes is not None or not channel.card.pretend
    kept = {"revoke_at": Now()} if asks and channel.sealed else {"sealed": "", "revoke_at": None}
    Channel.objects.filter(pk=channel.pk).update(**kept, revoke_tries=0)


def due() -> QuerySet[Channel]:
    """Channels taken off whose network is to be asked now; a refresh under way first brings the pair to give back."""
    still = Q(refresh_until=None) | Q(refresh_until__lte=Now())
    return Channel.objects.filter(still, removed_at__isnull=False, revoke_at__lte=Now()).order_by("revoke_at", "pk")


def revoke(channel: Channel) -> bool:
    """Ask the network once; whether nothing is left to be done. Another try comes later, unless this was the last."""
    if not _take(channel):
        return False
    if _is_in_use(channel):
        return _end(channel, None)
    revokes, grant = channel.card.revokes, channel.grant
    give_back()
    if revokes is None:
        return _end(channel, Answer("refused", code="revoke_by_hand"))
    answer = ask(lambda: revokes.revoke(grant), nothing="absent")
    if answer.kind in ("absent", "reconnect"):  # a grant that is dead is forgotten there
        return _end(channel, None)
    if answer.kind == "refused" or channel.revoke_tries >= len(WAITS):
        return _end(channel, answer)
    if answer.wait is not None:
        Channel.objects.filter(pk=channel.pk, revoke_at__isnull=False).update(revoke_at=Now() + answer.wait)
    return False


def _take(channel: Channel) -> bool:
    """Whether this try is ours: its successor is set before the network is asked."""
    wait = timedelta(seconds=WAITS[min(channel.revoke_tries, len(WAITS) - 1)])
    ours = due().filter(pk=channel.pk, revoke_tries=channel.revoke_tries)
    return bool(ours.update(revoke_at=Now() + clock.span(wait.total_seconds()), revoke_tries=F("revoke_tries") + 1))


def _is_in_use(channel: Channel) -> bool:
    """The same secrets open a channel that is still on the desk, of this brand or another."""
    same = Channel.objects.alive().filter(network=channel.network, server=channel.server, account=channel.account)
    return any(other.sealed and other.grant.secrets == channel.grant.secrets for other in same)


def _end(channel: Channel, left: Answer | None) -> bool:
    """Forget the secrets. `left`: why a person has to do there what the network did not do for us."""
    with transaction.atomic():
        ours = Channel.objects.filter(pk=channel.pk, revoke_at__isnull=False)
        if not ours.update(sealed="", revoke_at=None):
            return True
        verb = "channel.not_revoked" if left else "channel.revoked"
        why: dict[str, Any] = {"code": left.code, "host": channel.host} if left else {}
        write(channel.brand_id, verb, ("channel", channel.pk), None, network=channel.network, **why)
    return True
