"""What an answer makes of a part. Every change is compare-and-set on state and fencing token:

a worker that lost its lease changes nothing but the attempt's own log.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Value
from django.db.models.functions import Coalesce, Greatest, Now

from pupitre.channels import breaker, states
from pupitre.channels.attempt import Answer
from pupitre.channels.instant import instant
from pupitre.channels.models import Attempt, Channel, Part, Sending
from pupitre.ground import clock
from pupitre.ground.points import pass_by
from pupitre.journal.models import write
from pupitre.networks.words import Accepted, Remote, Sent

LOOKS = (5, 35, 60, 120, 300, 600)
"""seconds after the call at which we look; "absent" may be concluded only after the last"""
LAST_LOOK = clock.span(LOOKS[-1])
AGAIN = (2, 5, 15, 60, 120, 300)
"""seconds until the next try when nothing left us"""
STUMBLED = 3
"""seconds until the next try of a part that our own process could not bring to its call"""
LONGEST_WAIT = timedelta(days=1)
"""that a network can ask for: beyond it we ask again"""
BY_HAND = "by_hand"
"""why a part waits for a person: it is theirs to post"""
BEFORE = (states.CLAIMED, states.PREPARING)
WRITE_WITHIN = clock.span(30).total_seconds()
"""seconds during which a known answer is offered to a database that went away; well under the lease"""


def settle(part: Part, answer: Answer) -> None:
    """Write down what came of preparing or of the call.

    A database that goes away meanwhile is waited for: what we know is worth more than a look. Writing
    twice does no harm, since each change is compare-and-set.
    """
    state, end = part.state, clock.elapsed() + WRITE_WITHIN
    while True:
        try:
            with transaction.atomic():
                if state == states.ARMED:
                    _close_attempt(part, answer)
                _WAYS[answer.kind](part, answer)
                pass_by("settling")
            return pass_by("settled")
        except DatabaseError:
            connection.close()
            part.state = state
            if clock.elapsed() > end:
                raise
            time.sleep(0.1)


def sent(part: Part, remote: Remote, how: str, *before: str, by: int | None = None, at: datetime | None = None) -> bool:
    """The one place where a part becomes sent; with it, in the same transaction, its journal row."""
    done = move(
        part,
        before,
        states.SENT,
        remote_id=remote.remote_id,
        remote_url=remote.url,
        remote_refs=dict(remote.refs),
        sent_at=at or Now(),
        reason_code="",
        reason_raw="",
    )
    if done:
        if not part.is_alone:
            after = Part.objects.filter(before=part.pk, state__in=states.READY)
            after.update(expected_at=Greatest("expected_at", Now()))  # it waited for this one, and so is not late
        if part.is_awaited:
            go_on(part.sending_id)
        particulars = {"url": remote.url, "remote_id": remote.remote_id, "how": how}
        tell(part, "sending.sent", by, **particulars)
    return done


def go_on(sending_id: int) -> None:
    """What waited for this sending does not any more, and is not late for having waited."""
    waited = Part.objects.filter(sending__after=sending_id, state__in=states.READY)
    waited.update(expected_at=Greatest("expected_at", Now()))


def keep_handle(part: Part, name: str, handle: str) -> None:
    """Commit what preparing made, as soon as it is known."""
    part.handles = {**part.handles, name: handle}
    if Part.objects.with_token(part, *BEFORE).update(state=states.PREPARING, handles=part.handles):
        part.state = states.PREPARING


def back_in_hand(part: Part) -> None:
    """The token was old, so nothing was published: the same attempt may be made again."""
    with transaction.atomic():
        if Part.objects.with_token(part, states.ARMED).update(state=states.CLAIMED):
            Attempt.objects.filter(part=part, number=part.tries, outcome="").update(outcome="reconnect", ended_at=Now())
    part.state, part.called = states.CLAIMED, False


def not_called(part: Part) -> None:
    """This process could not go on, and knows that it called nobody: back to the queue, after a pause."""
    with transaction.atomic():
        if Part.objects.with_token(part, states.ARMED).exists():
            _close_attempt(part, Answer("notsent", code="stumbled"))
        move(part, (*BEFORE, states.ARMED), states.PLANNED, not_before=Now() + clock.span(STUMBLED))


def stays(part: Part, reason: str) -> None:
    """It may not leave now. "again" gives it back to the queue; anything else is for a person."""
    if reason == "again":
        move(part, BEFORE, states.PLANNED)
    elif reason == "not_approved":  # it is out of time, and not wrong: whoever decides may send it later
        if move(part, BEFORE, states.LATE, reason_code=reason, reason_params={}, reason_raw=""):
            tell(part, "sending.unapproved", due=part.due_at.isoformat())
    else:
        _refuse(part, reason, {}, "")


def rehearsed(part: Part) -> None:
    """The brand is in rehearsal: what would have left is shown, nothing leaves."""
    if move(part, BEFORE, states.REHEARSED):
        tell(part, "sending.rehearsed")


def blocked_or_planned(part: Part, channel: Channel) -> None:
    """After a refresh that failed: the channel waits for a person, or the refresh is tried again."""
    channel.refresh_from_db(fields=["state"])
    if channel.state == Channel.READY:
        _again(part, clock.span(AGAIN[1]))
    else:
        words = {"reason_code": channel.error_code or "token_dead", "reason_params": channel.error_params}
        move(part, BEFORE, states.BLOCKED, **words)


def unknown(part: Part, code: str, raw: str, params: dict[str, Any] | None = None, *before: str) -> bool:
    """It may be out there. A network that nobody can read hands it to a person at once."""
    channel = part.sending.channel
    state = states.PERSON if channel.card.idempotency(channel.facts).kind == "D" else states.UNKNOWN
    moved = move(
        part,
        before or (states.ARMED,),
        state,
        look_at=next_look(part) if state == states.UNKNOWN else None,
        reason_code=code,
        reason_params=params or {},
        reason_raw=raw,
    )
    if moved:
        verb = "sending.person" if state == states.PERSON else "sending.unknown"
        verb = "sending.by_hand" if code == BY_HAND else verb
        tell(part, verb, code=code, params=params or {})
    return moved


def next_look(part: Part) -> datetime:
    """The next of the LOOKS after this instant, counted from the call; every LAST_LOOK after the last.

    By the database's clock, as the call was: a wrong clock here must not cut the looking short.
    """
    assert part.armed_at is not None
    now = instant()
    for seconds in LOOKS:
        at = part.armed_at + clock.span(seconds)
        if at > now:
            return at
    return now + LAST_LOOK


def not_before(wait: timedelta) -> datetime:
    """The instant until which a network asks to wait, by the database's clock: at least a second, at most a day."""
    return instant() + min(max(wait, timedelta(seconds=1)), LONGEST_WAIT)


def wait_for_network(channel: Channel, until: datetime) -> None:
    """The whole queue of the channel moves, to the longest wait that stands: nothing of it is late for having waited.

    What a worker has in hand moves too, since it comes back to the queue. Rows that another transaction holds are
    not waited for: whoever settles one of them waits for our channel, and then does the same.
    """
    waits = Channel.objects.filter(pk=channel.pk)
    waits.update(not_before=Greatest(Coalesce("not_before", until), Value(until)))
    longest = waits.values_list("not_before", flat=True).get()
    queue = Part.objects.filter(sending__channel=channel, due_at__lt=longest, expected_at__lt=longest)
    queue.filter(state__in=states.READY).update(expected_at=longest)
    in_hand = queue.filter(state__in=(*BEFORE, states.ARMED)).select_for_update(skip_locked=True, of=("self",))
    Part.objects.filter(pk__in=list(in_hand.values_list("pk", flat=True))).update(expected_at=longest)


def _on_sent(part: Part, answer: Answer) -> None:
    assert isinstance(answer.result, Sent)
    if sent(part, answer.result, "told", states.ARMED):
        breaker.success(part.sending.channel)


def _on_accepted(part: Part, answer: Answer) -> None:
    assert isinstance(answer.result, Accepted)
    part.handles = {**part.handles, **answer.result.handle}
    Part.objects.with_token(part, states.ARMED).update(handles=part.handles)
    unknown(part, BY_HAND if part.sending.channel.card.by_hand else "accepted", "", {})


def _on_refused(part: Part, answer: Answer) -> None:
    _refuse(part, answer.code, answer.params, answer.raw)


def _refuse(part: Part, code: str, params: dict[str, Any], raw: str) -> None:
    words = {"reason_code": code, "reason_params": params, "reason_raw": raw}
    if move(part, (*BEFORE, states.ARMED), states.REFUSED, **words):
        tell(part, "sending.refused", code=code, params=params, raw=raw)


def _on_later(part: Part, answer: Answer) -> None:
    assert answer.wait is not None
    at = not_before(answer.wait)
    words = {"reason_code": answer.code, "reason_params": answer.params, "reason_raw": answer.raw}
    if move(part, (*BEFORE, states.ARMED), states.WAITING, not_before=at, expected_at=at, **words):
        tell(part, "sending.waiting", until=at.isoformat())
    wait_for_network(part.sending.channel, at)


def _on_reconnect(part: Part, answer: Answer) -> None:
    channel = part.sending.channel
    if Channel.objects.filter(pk=channel.pk, grant_version__gt=channel.grant_version).exists():
        return _again(part, timedelta(), answer)  # it was the old grant, and there is a newer one by now
    words = {"reason_code": answer.code, "reason_params": answer.params, "reason_raw": answer.raw}
    if move(part, (*BEFORE, states.ARMED), states.BLOCKED, **words):
        tell(part, "sending.blocked", code=answer.code, params=answer.params)
        breaker.disconnected(channel, answer.code, answer.params, answer.raw)


def _on_notsent(part: Part, answer: Answer) -> None:
    tries = max(part.tries, 1)
    _again(part, clock.span(AGAIN[min(tries, len(AGAIN)) - 1]), answer)
    if answer.code not in ("froze", "pictures_away"):  # that was our own house
        breaker.failure(part.sending.channel, answer.code, answer.params, answer.raw)


def _on_unsure(part: Part, answer: Answer) -> None:
    if part.state == states.ARMED:
        unknown(part, answer.code, answer.raw, answer.params)
    else:  # while preparing nothing was published: what is unsure there can be repeated
        _again(part, clock.span(AGAIN[1]), answer)
    breaker.failure(part.sending.channel, answer.code, answer.params, answer.raw)


def _on_bug(part: Part, answer: Answer) -> None:
    if part.state == states.ARMED:
        unknown(part, "bug", answer.raw, {})
    else:
        _refuse(part, "bug", {}, answer.raw)


def _again(part: Part, wait: timedelta, answer: Answer | None = None) -> None:
    words = {"reason_code": answer.code, "reason_params": answer.params, "reason_raw": answer.raw} if answer else {}
    move(part, (*BEFORE, states.ARMED), states.PLANNED, not_before=Now() + wait, **words)


_WAYS = {
    "sent": _on_sent,
    "accepted": _on_accepted,
    "refused": _on_refused,
    "later": _on_later,
    "reconnect": _on_reconnect,
    "notsent": _on_notsent,
    "unsure": _on_unsure,
    "bug": _on_bug,
}


def move(part: Part, before: tuple[str, ...], after: str, **fields: Any) -> bool:
    """Compare-and-set; the sending follows. False when the part is no longer ours."""
    assert all(states.can_go(state, after) for state in before), (before, after)
    changed = Part.objects.with_token(part, *before).update(state=after, lease_until=None, **fields)
    if not changed:
        return False
    part.state = after
    follow(part, after)
    return True


def follow(part: Part, state: str) -> None:
    """The sending takes the state of its first part that is not sent."""
    if state == states.SENT and not part.is_alone:
        others = Part.objects.filter(sending=part.sending_id).exclude(pk=part.pk).exclude(state=states.SENT)
        state = others.order_by("position").values_list("state", flat=True).first() or states.SENT
    fields: dict[str, Any] = {"state": state, "settled_at": None}
    if state == states.SENT:
        fields["sent_at"] = Now()
    Sending.objects.filter(pk=part.sending_id).update(**fields)


def _close_attempt(part: Part, answer: Answer) -> None:
    evidence = {"code": answer.code, "params": answer.params, "raw": answer.raw, "fenced": False}
    if isinstance(answer.result, Sent):
        evidence["remote_id"] = answer.result.remote_id
    Attempt.objects.filter(part=part, number=part.tries, outcome="").update(
        outcome=answer.kind, evidence=evidence, ended_at=Now()
    )


def tell(part: Part, verb: str, actor_id: int | None = None, **particulars: Any) -> None:
    """One journal row about a part's sending."""
    sending = part.sending
    subject = (sending.subject_kind, sending.subject_id)
    about = {"sending": sending.pk, "channel": sending.channel_id, "part": part.position}
    write(sending.brand_id, verb, subject, actor_id, **about, **particulars)
