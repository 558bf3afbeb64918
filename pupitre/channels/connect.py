"""Connecting an account of the brand, checking it, connecting it anew, taking it off the desk."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from pupitre.brands.models import Brand, Member
from pupitre.channels import breaker, reap, revoke, settle, states
from pupitre.channels.models import Channel, Host, Part, Sending
from pupitre.channels.refresh import early, refresh, renew, save_grant, take
from pupitre.ground import secrets
from pupitre.journal.models import write
from pupitre.networks import registry
from pupitre.networks.errors import Refused
from pupitre.networks.words import Detour, Grant

PENDING = (*states.READY, states.LATE, states.BLOCKED)
"""states of what was to leave"""


def begin(network: str, answers: Mapping[str, str], callback: str) -> Grant | Detour:
    """Ask the network. Raises the network's errors; no transaction is open."""
    return registry.card(network).connects.begin(answers, callback)


def finish(network: str, memory: Mapping[str, str], answer: Mapping[str, str]) -> Grant:
    """The member came back from the network."""
    return registry.card(network).connects.finish(memory, answer)


def keep(brand: Brand, network: str, grant: Grant, by: Member | None, anew: Channel | None = None) -> Channel:
    """Keep the grant as a channel of the brand. The same account again is the same channel, made young.

    `anew`: the channel that a member meant to connect again. Another account raises
    Refused("other_account"): it never silently replaces the first (R32).
    """
    same = (
        Channel.objects.alive().filter(brand=brand, network=network, server=grant.server, account=grant.account).first()
    )
    if anew is not None and (same is None or same.pk != anew.pk):
        raise Refused("other_account", {"expected": anew.handle or anew.name, "got": grant.handle or grant.name})
    if same is not None:
        return _make_young(same, grant, by)
    try:
        with transaction.atomic():
            channel = Channel.objects.create(
                brand=brand,
                network=network,
                server=grant.server,
                account=grant.account,
                handle=grant.handle,
                name=grant.name or grant.handle or brand.name,
                avatar=grant.avatar,
                url=grant.url,
                sealed=secrets.seal(grant.secrets),
                facts=dict(grant.facts),
                expires_at=grant.expires_at,
                refresh_at=early(grant),
                ends_at=grant.ends_at,
                checked_at=timezone.now(),
            )
            write(brand.pk, "channel.connected", ("channel", channel.pk), by.pk if by else None, network=network)
    except IntegrityError:  # a double click: the other one made it
        return Channel.objects.alive().get(brand=brand, network=network, server=grant.server, account=grant.account)
    return channel


def check(channel: Channel) -> bool:
    """Ask the network whether the connection stands; what it says is kept on the channel."""
    channel.refresh_from_db()
    if channel.state == Channel.READY:
        healthy = refresh(channel)
    else:  # what a network refused it may accept again
        healthy = take(channel) and renew(channel)
        if healthy:
            _reopen(channel, None)
    channel.refresh_from_db()
    if healthy:
        breaker.success(channel)
        channel.refresh_from_db()
    return healthy


def remove(channel: Channel, by: Member) -> bool:
    """Take the account off the desk: its network is to forget the desk, and the desk its secrets; its history stays.

    What was to leave is dropped; what may be out there without our knowing goes to a person, since
    nobody can look any more. False while a part of it is on its way.
    """
    with transaction.atomic():
        open_parts = Part.objects.filter(sending__channel=channel, state__in=(*PENDING, *states.LEASED, states.UNKNOWN))
        parts = list(open_parts.select_for_update(of=("self",)).select_related("sending__channel").order_by("pk"))
        if any(part.state in (states.ARMED, states.LOOKING) for part in parts):
            return False
        unknown = [part for part in parts if part.state == states.UNKNOWN]
        dropped = [part for part in parts if part.state != states.UNKNOWN]
        Part.objects.filter(pk__in=[part.pk for part in dropped]).update(state=states.DROPPED, token=F("token") + 1)
        Sending.objects.filter(pk__in=[part.sending_id for part in dropped]).update(
            state=states.DROPPED, settled_at=Now()
        )
        for part in unknown:
            settle.move(part, (states.UNKNOWN,), states.PERSON, look_at=None, reason_code="not_looked")
            settle.tell(part, "sending.person", code="not_looked")
        Channel.objects.filter(pk=channel.pk).update(removed_at=Now())
        revoke.begin(channel)
        write(channel.brand_id, "channel.removed", ("channel", channel.pk), by.pk, network=channel.network)
    return True


def _make_young(channel: Channel, grant: Grant, by: Member | None) -> Channel:
    while not save_grant(channel, grant):  # a refresh came between: the person's is the newer one
        pass
    Channel.objects.filter(pk=channel.pk).update(connected_at=Now())
    _reopen(channel, by)
    return channel


def _reopen(channel: Channel, by: Member | None) -> None:
    """It is accepted again: what was blocked goes on."""
    with transaction.atomic():
        Channel.objects.filter(pk=channel.pk).update(
            state=Channel.READY, error_code="", error_raw="", error_params={}, failures=0, not_before=None
        )
        Host.objects.filter(server=channel.server).update(failures=0, not_before=None)
        write(channel.brand_id, "channel.reconnected", ("channel", channel.pk), by.pk if by else None)
    reap.unblock()  # by itself: parts are locked before channels
    channel.refresh_from_db()


def set_late(channel: Channel, sends: bool, by: Member) -> None:
    """Whether what is more than 15 minutes late leaves by itself on this channel."""
    if Channel.objects.filter(pk=channel.pk).exclude(send_late=sends).update(send_late=sends):
        write(channel.brand_id, "channel.late_rule", ("channel", channel.pk), by.pk, send_late=sends)
