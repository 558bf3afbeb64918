"""Background functions of this room: hollow."""

from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from pupitre.channels.models import Channel
from pupitre.measures import follow


@app.periodic(cron="* * * * *", periodic_id="measures.read_due")
@app.task(name="measures.read_due", queue="reading")
def read_due(timestamp: int) -> None:
    """Ask for what is due, one job a channel."""
    for channel_id in follow.due_channels():
        with suppress(AlreadyEnqueued):
            read_channel.configure(queueing_lock=f"measures-{channel_id}").defer(channel_id=channel_id)


@app.task(name="measures.read_channel", queue="reading")
def read_channel(channel_id: int) -> None:
    channel = Channel.objects.alive().select_related("brand").filter(pk=channel_id, state=Channel.READY).first()
    while channel and follow.read_posts(channel):
        pass


@app.periodic(cron="7 * * * *", periodic_id="measures.read_accounts")
@app.task(name="measures.read_accounts", queue="reading")
def read_accounts(timestamp: int) -> None:
    for channel in Channel.objects.alive().filter(state=Channel.READY):
        follow.read_account(channel)
