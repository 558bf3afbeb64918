"""One part's way out: prepare, arm, call, settle."""

from __future__ import annotations

from functools import partial

from django.db import connection, transaction

from pupitre.channels import address, settle
from pupitre.channels.arm import arm, told_to_stay
from pupitre.channels.attempt import Answer, LastLook, ask, last_looks
from pupitre.channels.models import Channel, Part
from pupitre.channels.payload import answer_the_part_before, outgoing
from pupitre.channels.refresh import refresh
from pupitre.ground import clock
from pupitre.ground.points import pass_by
from pupitre.networks.errors import Refused
from pupitre.networks.words import Accepted, Sent

CALL_WITHIN = min(1.2, clock.span(20).total_seconds())
"""seconds after arming beyond which the call is not begun. Less than a hold waits before it is acknowledged, so
that no call begins after that; and a worker that froze may have lost its lease."""


def send(part: Part) -> None:
    """Send one claimed part, once. Ends with the part settled, or given back.

    1. what is checked just before leaving, and what can be repeated without harm: each handle kept at once;
    2. arming is committed: nothing has left yet;
    3. the one call, outside every transaction;
    4. its answer is written down.
    An old token is refreshed once, and the attempt begins again with the same key.
    """
    channel = part.sending.channel
    reason = told_to_stay(part.sending)  # before anything is uploaded, and once more under the lock of arming
    if reason:
        with transaction.atomic():
            return settle.stays(part, reason)
    for refreshed in (False, True):
        answer = _prepare(part, channel)
        if answer.kind == "prepared":
            pass_by("prepared")
            if not arm(part):
                return
            answer = _call(part, channel)
        if answer.kind == "reconnect" and answer.refresh and not refreshed:
            settle.back_in_hand(part)
            if refresh(channel):
                continue
            return settle.blocked_or_planned(part, channel)
        return settle.settle(part, answer)


def _prepare(part: Part, channel: Channel) -> Answer:
    """Last looks, uploads and other harmless steps; what an earlier try uploaded is not uploaded again."""
    missing = address.put_in(part)
    if missing:
        return Answer("refused", code=missing)
    if address.stands_in(part.payload):
        return Answer("prepared")  # no network hears of it: arming rehearses it, or refuses
    answer_the_part_before(part)  # some networks want to know it as soon as the container is made
    pass_by("preparing")
    connection.close()  # back to the pool: an upload may last minutes

    def save(name: str, handle: str) -> None:
        settle.keep_handle(part, name, handle)
        pass_by("handle-kept")
        connection.close()

    def step() -> None:
        channel.card.publishes.prepare(outgoing(part), channel.grant, save)

    return _looked(part) or ask(step, nothing="prepared")


def _looked(part: Part) -> Answer | None:
    """The first reason to stay that a last look finds. One that fails itself is no reason."""
    for last_look in last_looks:
        answer = ask(partial(_refuse, part, last_look), nothing="prepared")
        connection.close()
        if answer.kind == "refused":
            return answer
    return None


def _refuse(part: Part, last_look: LastLook) -> None:
    code, params = last_look(part)
    if code:
        raise Refused(code, params)


def _call(part: Part, channel: Channel) -> Answer:
    connection.close()
    pass_by("armed")
    if clock.elapsed() - part.armed_since > CALL_WITHIN:
        return Answer("notsent", code="froze")
    part.called = True
    answer = ask(lambda: _once(part, channel), nothing="bug")
    pass_by("called")
    return answer


def _once(part: Part, channel: Channel) -> Sent | Accepted:
    return channel.card.publishes.send(outgoing(part), channel.grant)
