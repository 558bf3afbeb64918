"""The account's own past posts: 90 days when it is connected, then whatever is posted elsewhere."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from pupitre.channels import breaker
from pupitre.channels.models import Channel, Part
from pupitre.channels.refresh import refresh
from pupitre.journal.models import write
from pupitre.journal.pool import give_back
from pupitre.measures.follow import keep_first
from pupitre.networks.errors import NetworkError, Reconnect
from pupitre.networks.words import Page, Past
from pupitre.publishing.models import NativePost

log = logging.getLogger(__name__)

REACH = timedelta(days=90)
MOST_PAGES = 200


def read_past(channel: Channel) -> bool:
    """Read on from where the channel's back-fill stands; True when it reached 90 days (or the end).

    One that is done begins anew: the channel was connected again, and may have been away for long.
    Each page is kept with its cursor in one transaction, so that a cut costs one page.
    """
    state = {} if channel.backfill.get("done") else dict(channel.backfill)
    if channel.card.measures is None:
        Channel.objects.filter(pk=channel.pk).update(backfill={"seen": 0, "done": True})
        return True
    for _ in range(MOST_PAGES):
        page = _ask(channel, state.get("cursor"))
        if page is None:
            return False
        done = page.cursor is None or any(past.at < timezone.now() - REACH for past in page.posts)
        state = {"cursor": page.cursor, "seen": state.get("seen", 0) + len(page.posts), "done": done}
        with transaction.atomic():
            keep(channel, page.posts)
            Channel.objects.filter(pk=channel.pk).update(backfill=state)
            write(channel.brand_id, "channel.read", ("channel", channel.pk), seen=state["seen"], done=done)
        if done:
            return True
    return True


def read_new(channel: Channel) -> int:
    """What was posted on the account elsewhere since we last looked; how many were new."""
    page = _ask(channel, None)
    return keep(channel, page.posts) if page else 0


def keep(channel: Channel, posts: tuple[Past, ...]) -> int:
    """Keep what is not ours and not kept yet, at most 90 days old; how many were new."""
    young = [past for past in posts if past.at >= timezone.now() - REACH]
    ids = [past.remote.remote_id for past in young]
    sent = Part.objects.filter(remote_id__in=ids, sending__channel__in=_same_account(channel))
    ours = set(sent.values_list("remote_id", flat=True))
    known = set(NativePost.objects.filter(channel=channel, remote_id__in=ids).values_list("remote_id", flat=True))
    new = [past for past in young if past.remote.remote_id not in ours | known]
    NativePost.objects.bulk_create([_native(channel, past) for past in new], ignore_conflicts=True)
    keep_first(channel, [(past.remote.remote_id, past.at, past.measure) for past in new])
    return len(new)


def _same_account(channel: Channel) -> QuerySet[Channel]:
    """The channel, and those of the same account that were taken off the desk before."""
    account = {name: getattr(channel, name) for name in ("brand_id", "network", "server", "account")}
    return Channel.objects.filter(**account)


def _native(channel: Channel, past: Past) -> NativePost:
    return NativePost(
        brand_id=channel.brand_id,
        channel=channel,
        remote_id=past.remote.remote_id,
        url=past.remote.url,
        at=past.at,
        text=past.text,
        title=past.title[:300],
        pictures=past.media,
        is_reply=past.is_reply,
    )


def _ask(channel: Channel, cursor: str | None) -> Page | None:
    assert channel.card.measures is not None
    grant = channel.grant
    give_back()
    try:
        return channel.card.measures.past(grant, cursor)
    except Reconnect as error:
        if not error.refresh:
            breaker.disconnected(channel, error.code, error.params, error.raw)
            return None
        return channel.card.measures.past(channel.grant, cursor) if refresh(channel) else None
    except NetworkError as error:
        log.info("past posts of channel %s were not read: %s", channel.pk, error.code)
        return None
