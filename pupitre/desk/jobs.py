"""Background functions of the top: hollow."""

import logging

from procrastinate.contrib.django import app

from pupitre.desk import newer
from pupitre.desk.backup import nightly

log = logging.getLogger(__name__)


@app.periodic(cron="*/10 * * * *", periodic_id="desk.backup")
@app.task(name="desk.backup", queue="work", lock="desk.backup", queueing_lock="desk.backup")
def back_up(timestamp: int) -> None:
    nightly.back_up_if_due()


@app.periodic(cron="40 7 * * *", periodic_id="desk.newer")
@app.task(name="desk.newer", queue="work", lock="desk.newer", queueing_lock="desk.newer")
def look_for_newer(timestamp: int) -> None:
    try:
        newer.look()
    except newer.NotTold as reason:
        log.warning("whether there is a newer version could not be learned: %s", reason)
