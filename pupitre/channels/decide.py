"""What only a person decides: an unknown outcome, a late post, a refusal."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from pupitre.channels import settle, states
from pupitre.channels.entrust import dated, subject_of
from pupitre.channels.instant import instant
from pupitre.channels.models import Part, Sending
from pupitre.journal.models import write
from pupitre.networks.words import Remote

NOT_OUT = (states.LATE, states.REFUSED, states.REHEARSED, states.BLOCKED)
"""what is certainly not out there"""


def it_is_there(sending: Sending, url: str, by_id: int) -> bool:
    """A member saw it on the network: sent, with the link they gave (may be empty)."""
    with transaction.atomic():
        part = _at_hand(sending, states.PERSON, states.UNKNOWN, states.LOOKING)
        if part is None:
            return False
        return settle.sent(part, Remote(part.remote_id, url or part.remote_url), "member", part.state, by=by_id)


def send_now(sending: Sending, by_id: int) -> bool:
    """Send what did not leave; False when there is nothing to decide any more.

    What has become doubtful meanwhile is another decision: whoever saw "late" did not look whether it is there.
    """
    return _send(sending, by_id, NOT_OUT)


def send_again(sending: Sending, by_id: int) -> bool:
    """A member looked, and it is not there: once more, with the same key. False when there is nothing to decide."""
    return _send(sending, by_id, (states.PERSON,))


def _send(sending: Sending, by_id: int, wanted: tuple[str, ...]) -> bool:
    with transaction.atomic():
        part = _at_hand(sending, *wanted)
        if part is None:
            return False
        now = instant()
        for later in Part.objects.filter(sending=sending, position__gte=part.position).exclude(state=states.SENT):
            created = later.keyed_at if later.first_armed_at else dated(now, later.position)
            Part.objects.filter(pk=later.pk).update(
                state=states.PLANNED,
                expected_at=now,
                due_at=min(later.due_at, now),
                keyed_at=created,
                not_before=None,
                look_at=None,
            )
        Sending.objects.filter(pk=sending.pk).update(state=states.PLANNED, settled_at=None, held=False)
        write(sending.brand_id, "sending.again", subject_of(sending), by_id, sending=sending.pk, after=part.state)
    return True


def put_away(sending: Sending, by_id: int) -> None:
    """A failure that was seen and needs nobody any more."""
    if Sending.objects.filter(pk=sending.pk, settled_at=None).update(settled_at=timezone.now()):
        write(sending.brand_id, "sending.put_away", subject_of(sending), by_id, sending=sending.pk)


def hold_this(sending: Sending, by_id: int) -> bool:
    """Keep this one back until `release_this`. False when a part of it is leaving at this moment.

    Arming holds the sending's row: after this, no new call of it begins.
    """
    with transaction.atomic():
        if Sending.objects.filter(pk=sending.pk, held=False).update(held=True):
            write(sending.brand_id, "sending.held", subject_of(sending), by_id, sending=sending.pk)
    return not Part.objects.filter(sending=sending, state=states.ARMED).exists()


def release_this(sending: Sending, by_id: int) -> None:
    if Sending.objects.filter(pk=sending.pk, held=True).update(held=False):
        write(sending.brand_id, "sending.released", subject_of(sending), by_id, sending=sending.pk)


def _at_hand(sending: Sending, *wanted: str) -> Part | None:
    """The first part that is not sent, fenced and ours, when it is in one of the states `wanted`."""
    part = (
        Part.objects.select_for_update(of=("self",))
        .select_related("sending__channel")
        .filter(sending=sending)
        .exclude(state=states.SENT)
        .order_by("position")
        .first()
    )
    if part is None or part.state not in wanted:
        return None
    Part.objects.filter(pk=part.pk).update(token=F("token") + 1)
    part.token += 1
    return part
