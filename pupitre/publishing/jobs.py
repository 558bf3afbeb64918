"""Background functions of this room: hollow."""

from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from pupitre.channels.models import Channel
from pupitre.publishing import past
from pupitre.publishing.approval import remind


def read_past_later(channel_id: int) -> None:
    """Read the past of a channel that was just connected."""
    with suppress(AlreadyEnqueued), transaction.atomic():  # of its own: the caller's goes on
        read_past.configure(queueing_lock=f"past-{channel_id}").defer(channel_id=channel_id)


@app.task(name="publishing.read_past", queue="reading", retry=5)
def read_past(channel_id: int) -> None:
    channel = Channel.objects.alive().select_related("brand").filter(pk=channel_id).first()
    if channel:
        past.read_past(channel)


@app.periodic(cron="*/10 * * * *", periodic_id="publishing.read_new")
@app.task(name="publishing.read_new", queue="reading")
def read_new(timestamp: int) -> None:
    for channel in Channel.objects.alive().select_related("brand").filter(state=Channel.READY):
        if channel.backfill.get("done"):
            past.read_new(channel)
        else:
            read_past_later(channel.pk)


@app.periodic(cron="*/5 * * * *", periodic_id="publishing.remind")
@app.task(name="publishing.remind", queue="work", queueing_lock="publishing.remind")
def remind_of_approvals(timestamp: int) -> None:
    remind.remind()
