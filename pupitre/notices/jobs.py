"""Background functions of this room: hollow."""

from procrastinate.contrib.django import app

from pupitre.notices import tell


@app.periodic(cron="* * * * *", periodic_id="notices.mail")
@app.task(name="notices.mail", queue="work")
def mail(timestamp: int) -> None:
    tell.mail_what_waits()
