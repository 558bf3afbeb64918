"""The time: this machine's against the database's and, where a channel's server can be asked, against the world's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pupitre.channels.instant import instant
from pupitre.channels.models import Channel
from pupitre.ground import clock, http
from pupitre.ground.checks import FAULT, OK, WARNING, Check, Finding
from pupitre.journal.pool import give_back

OFF, FAR_OFF = 2.0, 30.0
"""seconds by which clocks may differ"""
ROUGH = 3.0
"""seconds: an HTTP Date has no parts of a second, and may be a cache's"""
ASKED = 2
"""servers that are asked at most"""


def _time(brand_id: int | None) -> Iterator[Finding]:
    yield _judged(abs((clock.now() - instant()).total_seconds()), OFF, _("the database’s clock"))
    servers = Channel.objects.alive().filter(server__startswith="https://").order_by("server")
    addresses = list(servers.values_list("server", flat=True).distinct()[:ASKED])
    give_back()
    outside = next((found for found in map(_asked, addresses) if found is not None), None)
    if outside is None:
        yield Finding(OK, _("No clock of the outside could be asked: that takes a connected channel that answers."))
    else:
        yield _judged(outside, ROUGH, _("the clock of a network’s server"))


def _asked(address: str) -> float | None:
    """Seconds between that server's clock and ours; None when it does not tell."""
    try:
        answer = http.request("HEAD", address, timeout=5)
        said = parsedate_to_datetime(answer.headers["date"])
    except (http.HttpFailure, KeyError, ValueError, TypeError):
        return None
    at = said if said.tzinfo else said.replace(tzinfo=UTC)
    return abs((datetime.now(UTC) - at).total_seconds())


def _judged(seconds: float, allowed: float, whose: str) -> Finding:
    said = {"seconds": f"{seconds:.1f}", "whose": whose}
    if seconds <= allowed:
        return Finding(OK, _("This machine’s clock and %(whose)s agree.") % said)
    words = _("This machine’s clock is %(seconds)s s away from %(whose)s.") % said
    mend = _("Let the system set its clock: timedatectl set-ntp true (or chrony).")
    return Finding(FAULT if seconds > FAR_OFF else WARNING, words, mend)


TIME = Check("time", gettext_lazy("Time"), _time)
