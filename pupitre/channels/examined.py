"""What the doctor asks this room: whether worker and listener live, and how each channel is."""

from __future__ import annotations

from collections.abc import Iterator

from babel.dates import format_date
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from pupitre.channels.figures import overdue, processes
from pupitre.channels.models import Channel
from pupitre.ground.checks import FAULT, OK, WARNING, Check, Finding

SLOW = 60.0
"""seconds that something may wait although it could leave"""


def _worker(brand_id: int | None) -> Iterator[Finding]:
    found = processes("work")
    if not found.alive:
        yield Finding(
            FAULT,
            _silence(found.silent_for, _("No worker answers: nothing leaves. What is planned is safe.")),
            _("Start it: “pupitre up”, or with systemd “systemctl restart pupitre” (or pupitre-work)."),
        )
        return
    waited = overdue()
    if waited > SLOW:
        yield Finding(
            WARNING,
            _("The worker lives, but something that could leave has been waiting for %(seconds)d s.")
            % {"seconds": waited},
            _("When it goes on: start one more worker (“pupitre work”), and see what the check of the database says."),
        )
    else:
        said = {"count": found.alive, "seconds": found.silent_for or 0}
        yield Finding(OK, _("Alive: %(count)d, heard of %(seconds)d s ago. Nothing is overdue.") % said)


def _listener(brand_id: int | None) -> Iterator[Finding]:
    found = processes("listen")
    if found.alive:
        said = {"count": found.alive, "seconds": found.silent_for or 0}
        yield Finding(OK, _("Alive: %(count)d, heard of %(seconds)d s ago.") % said)
        return
    yield Finding(
        FAULT,
        _silence(found.silent_for, _("No listener answers: counts, past posts and channels are not read.")),
        _("Start it: “pupitre up”, or with systemd “systemctl restart pupitre” (or pupitre-listen)."),
    )


def _silence(seconds: float | None, words: str) -> str:
    if seconds is None:
        return f"{words} " + _("None was heard of for an hour.")
    return f"{words} " + _("Last heard of %(seconds)d s ago.") % {"seconds": seconds}


def _channels(brand_id: int | None) -> Iterator[Finding]:
    found = Channel.objects.alive().select_related("brand").order_by("brand__name", "name", "pk")
    found = found.filter(brand__is_demo=False) if brand_id is None else found.filter(brand=brand_id)
    channels = list(found)
    for channel in channels:
        state, says, mend = _channel(channel)
        yield Finding(state, says, mend, f"{channel.brand.name}: {channel.name}" if brand_id is None else channel.name)
    if not channels:
        yield Finding(OK, _("No channel is connected yet."))


def _channel(channel: Channel) -> tuple[str, str, str]:
    if channel.needs_somebody:
        return (
            FAULT,
            _("It no longer lets the desk in. What is to leave there waits."),
            _("Connect it again on the page of channels; what waits goes on."),
        )
    if channel.ends_soon:
        return (
            WARNING,
            _("Its permission ends on %(day)s.") % {"day": _day(channel.ends_at)},
            _("Connect it again before that day, on the page of channels."),
        )
    if channel.not_before and channel.not_before > timezone.now():
        return WARNING, _("Its network asked to wait, or does not answer. The desk tries again by itself."), ""
    return OK, _("Connected; its permission is of %(day)s.") % {"day": _day(channel.token_at)}, ""


def _day(moment: object) -> str:
    language = (get_language() or "en")[:2]
    return format_date(moment, "long", locale={"en": "en_GB"}.get(language, language))  # type: ignore[arg-type]


WORKER = Check("worker", gettext_lazy("Worker"), _worker)
LISTENER = Check("listener", gettext_lazy("Listener"), _listener)
CHANNELS = Check("channels", gettext_lazy("Channels"), _channels)
