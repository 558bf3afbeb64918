"""Leaving "unknown": only by looking. `find` reads; it never sends."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction
from django.db.models.functions import Now

from pupitre.channels import breaker, settle, states
from pupitre.channels.attempt import Answer, ask
from pupitre.channels.instant import instant
from pupitre.channels.models import UNKNOWN, Channel, Part
from pupitre.channels.payload import outgoing
from pupitre.channels.refresh import refresh
from pupitre.ground import clock
from pupitre.ground.points import pass_by
from pupitre.networks.words import Accepted, Sent

ROUNDS = 6
"""calls with an unknown outcome for one part before a person is asked why it never arrives"""
PATIENCE = clock.span(24 * 3600)
"""how long a network may go on working at what it accepted"""


def look(part: Part) -> None:
    """One look for one unknown part in our hands. Ends with the part sent, absent, or to be looked for again."""
    channel = part.sending.channel
    began = instant()
    answer = _ask(part, channel)
    if answer.kind == "reconnect" and answer.refresh and refresh(channel):
        answer = _ask(part, channel)
    with transaction.atomic():
        _conclude(part, channel, answer, began - (part.armed_at or began))
        pass_by("look-concluding")
    pass_by("look-concluded")


def _ask(part: Part, channel: Channel) -> Answer:
    connection.close()
    pass_by("looking")
    answer = ask(lambda: channel.card.publishes.find(outgoing(part), channel.grant), nothing="absent")
    pass_by("looked")
    return answer


def _conclude(part: Part, channel: Channel, answer: Answer, since: timedelta) -> None:
    """`since`: how long after the call this look began."""
    if answer.kind == "sent":
        assert isinstance(answer.result, Sent)
        settle.sent(part, answer.result, "found", states.LOOKING, at=answer.result.at)
    elif answer.kind == "absent" and since >= settle.LAST_LOOK:
        _absent(part)
    elif answer.kind == "refused" or since > PATIENCE:
        _to_a_person(part, answer if answer.code else Answer(answer.kind, code="unsettled"))
    elif answer.kind == "later":
        assert answer.wait is not None
        settle.wait_for_network(channel, settle.not_before(answer.wait))
        _later(part, answer)
    elif answer.kind == "reconnect":
        _later(part, answer)
        if not answer.refresh:
            breaker.disconnected(channel, answer.code, answer.params, answer.raw)
    else:
        if answer.kind == "accepted":
            assert isinstance(answer.result, Accepted)
            Part.objects.with_token(part, states.LOOKING).update(handles={**part.handles, **answer.result.handle})
        _later(part, answer)


def _absent(part: Part) -> None:
    """Looked for to the end and not there: it may be sent again, with the same key."""
    if part.attempts.filter(outcome__in=UNKNOWN).count() >= ROUNDS:
        return _to_a_person(part, Answer("absent", code="never_arrives"))
    again = {} if part.gap_id else {"expected_at": Now()}  # after a restore what is late is late: never a burst
    if settle.move(part, (states.LOOKING,), states.PLANNED, look_at=None, not_before=None, **again):
        settle.tell(part, "sending.absent", tries=part.tries)


def _to_a_person(part: Part, answer: Answer) -> None:
    words = {"reason_code": answer.code, "reason_params": answer.params, "reason_raw": answer.raw}
    if settle.move(part, (states.LOOKING,), states.PERSON, look_at=None, **words):
        settle.tell(part, "sending.person", code=answer.code, params=answer.params)


def _later(part: Part, answer: Answer) -> None:
    """It stays unknown, for the newest reason: one without a code leaves the one before."""
    at = settle.next_look(part)
    words = (
        {"reason_code": answer.code, "reason_params": answer.params, "reason_raw": answer.raw} if answer.code else {}
    )
    with transaction.atomic():
        if settle.move(part, (states.LOOKING,), states.UNKNOWN, look_at=at, looks=part.looks + 1, **words):
            code, params = (answer.code, answer.params) if answer.code else (part.reason_code, part.reason_params)
            settle.tell(part, "sending.looked", code=code, params=params, next=at.isoformat())
