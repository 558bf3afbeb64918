"""Background functions of this room: hollow."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app

from pupitre.channels import connect, reap
from pupitre.channels.models import Channel

CHECK_EVERY = timedelta(hours=12)
YOUNG_FOR = timedelta(minutes=30)
"""a token that expires within this time is refreshed before it is needed"""


@app.periodic(cron="*/5 * * * *", periodic_id="channels.check")
@app.task(name="channels.check", queue="reading")
def check_channels(timestamp: int) -> None:
    now = timezone.now()
    old = Q(checked_at=None) | Q(checked_at__lt=now - CHECK_EVERY) | Q(expires_at__lt=now + YOUNG_FOR)
    for channel in Channel.objects.alive().filter(old, state=Channel.READY):
        connect.check(channel)


@app.periodic(cron="*/30 * * * *", periodic_id="channels.forget_workers")
@app.task(name="channels.forget_workers", queue="work")
def forget_workers(timestamp: int) -> None:
    reap.forget_workers()
