"""Background functions of this room: hollow."""

from procrastinate.contrib.django import app

from pupitre.notices import push as pushing
from pupitre.notices import tell


@app.periodic(cron="* * * * *", periodic_id="notices.mail")
@app.task(name="notices.mail", queue="work", lock="notices.mail", queueing_lock="notices.mail")
def mail(timestamp: int) -> None:
    """One at a time, so that nobody is mailed twice."""
    tell.mail_what_waits()


@app.periodic(cron="* * * * *", periodic_id="notices.push")
@app.task(name="notices.push", queue="work", lock="notices.push", queueing_lock="notices.push")
def push(timestamp: int) -> None:
    """One at a time, so that no phone rings twice."""
    pushing.push_what_waits()
