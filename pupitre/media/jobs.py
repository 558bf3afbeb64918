"""Background functions of this room: hollow."""

from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from pupitre.media import far, resemblance
from pupitre.media.models import Far


def fetch_later(far_id: int) -> None:
    with suppress(AlreadyEnqueued), transaction.atomic():  # of its own: the caller's goes on
        fetch_far.configure(queueing_lock=f"far-{far_id}").defer(far_id=far_id)


@app.task(name="media.fetch_far", queue="reading")
def fetch_far(far_id: int) -> None:
    found = Far.objects.filter(pk=far_id).first()
    if found:
        far.fetch(found)


@app.periodic(cron="41 4 * * *", periodic_id="media.forget_far")
@app.task(name="media.forget_far", queue="work")
def forget_far(timestamp: int) -> None:
    far.forget()


@app.periodic(cron="*/10 * * * *", periodic_id="media.look_at_unseen")
@app.task(name="media.look_at_unseen", queue="work")
def look_at_unseen(timestamp: int) -> None:
    resemblance.look_at_unseen()
