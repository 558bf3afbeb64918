"""Background functions of the top: hollow."""

from procrastinate.contrib.django import app

from pupitre.desk.backup import nightly


@app.periodic(cron="*/10 * * * *", periodic_id="desk.backup")
@app.task(name="desk.backup", queue="work", lock="desk.backup", queueing_lock="desk.backup")
def back_up(timestamp: int) -> None:
    nightly.back_up_if_due()
