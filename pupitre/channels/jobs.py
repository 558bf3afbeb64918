"""Background functions of this room: hollow."""

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from pupitre.channels import connect, ending, reap, revoke
from pupitre.channels.models import Channel
from pupitre.channels.refresh import due_early

CHECK_EVERY = timedelta(hours=12)


@app.periodic(cron="*/5 * * * *", periodic_id="channels.check")
@app.task(name="channels.check", queue="reading")
def check_channels(timestamp: int) -> None:
    now = timezone.now()
    old = Q(checked_at=None) | Q(checked_at__lt=now - CHECK_EVERY)
    for channel in Channel.objects.alive().filter(old, state=Channel.READY):
        connect.check(channel)


@app.periodic(cron="* * * * *", periodic_id="channels.refresh_early")
@app.task(name="channels.refresh_early", queue="reading")
def refresh_early(timestamp: int) -> None:
    """Tokens that end soon, each in a job of its own: one that does not answer keeps no other waiting."""
    for channel_id in due_early().values_list("pk", flat=True):
        with suppress(AlreadyEnqueued), transaction.atomic():
            refresh_channel.configure(queueing_lock=f"refresh-{channel_id}").defer(channel_id=channel_id)


@app.task(name="channels.refresh", queue="reading")
def refresh_channel(channel_id: int) -> None:
    channel = due_early().filter(pk=channel_id).first()
    if channel:  # else somebody who needed it was first
        connect.check(channel)


@app.periodic(cron="* * * * *", periodic_id="channels.revoke_removed")
@app.task(name="channels.revoke_removed", queue="reading")
def revoke_removed(timestamp: int) -> None:
    """Channels taken off, each in a job of its own: a network that does not answer keeps no other waiting."""
    for channel_id in revoke.due().values_list("pk", flat=True):
        with suppress(AlreadyEnqueued), transaction.atomic():
            revoke_channel.configure(queueing_lock=f"revoke-{channel_id}").defer(channel_id=channel_id)


@app.task(name="channels.revoke", queue="reading")
def revoke_channel(channel_id: int) -> None:
    channel = revoke.due().filter(pk=channel_id).first()
    if channel:
        revoke.revoke(channel)


@app.periodic(cron="7 * * * *", periodic_id="channels.warn_ending")
@app.task(name="channels.warn_ending", queue="work")
def warn_ending(timestamp: int) -> None:
    ending.warn()


@app.periodic(cron="*/30 * * * *", periodic_id="channels.forget_workers")
@app.task(name="channels.forget_workers", queue="work")
def forget_workers(timestamp: int) -> None:
    reap.forget_workers()
