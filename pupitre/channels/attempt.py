"""One part's way out: prepare, arm, call, settle. The only except-ladder of the house stands here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.db import connection

from pupitre.channels import settle
from pupitre.channels.arm import arm
from pupitre.channels.models import Channel, Part
from pupitre.channels.payload import outgoing
from pupitre.channels.refresh import refresh
from pupitre.ground import clock
from pupitre.ground.points import pass_by
from pupitre.ground.register import Register
from pupitre.networks.errors import Later, NetworkError, NotSent, Reconnect, Refused, Unsure
from pupitre.networks.words import Accepted, Grant, Outgoing, Sent

log = logging.getLogger(__name__)

Kind = Literal["sent", "accepted", "absent", "prepared", "refused", "later", "reconnect", "notsent", "unsure", "bug"]

last_looks: Register[Callable[[Part], tuple[str, dict[str, Any]]]] = Register("last_looks")
"""filled from above: what is checked once more just before leaving; a code and its params, or ''"""

CALL_WITHIN = clock.span(20).total_seconds()
"""seconds after arming beyond which the call is not begun: a worker that froze may have lost its lease"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the world said, as one value: which kind, and what belongs to it."""

    kind: Kind
    result: Sent | Accepted | None = None
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    raw: str = ""
    at: datetime | None = None
    refresh: bool = False


def ask(step: Callable[[], Sent | Accepted | None], nothing: Kind) -> Answer:
    """Take one step on a network and say what came of it; `nothing` is the kind of a None."""
    try:
        result = step()
    except Later as error:
        return Answer("later", at=error.at, **_words(error))
    except Reconnect as error:
        return Answer("reconnect", refresh=error.refresh, **_words(error))
    except Refused as error:
        return Answer("refused", **_words(error))
    except NotSent as error:
        return Answer("notsent", **_words(error))
    except Unsure as error:
        return Answer("unsure", **_words(error))
    except Exception as error:
        log.exception("a connector failed in a way that its network does not know")
        return Answer("bug", code="bug", raw=type(error).__name__)
    if result is None:
        return Answer(nothing)
    return Answer("accepted" if isinstance(result, Accepted) else "sent", result=result)


def attempt(part: Part) -> None:
    """Send one claimed part, once. Ends with the part settled, or given back.

    1. what can be repeated without harm is prepared, each handle kept at once;
    2. arming is committed: nothing has left yet;
    3. the one call, outside every transaction;
    4. its answer is written down.
    An old token is refreshed once, and the attempt begins again with the same key.
    """
    channel = part.sending.channel
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
    """Uploads and other harmless steps; what an earlier try uploaded is not uploaded again."""
    pass_by("preparing")
    for last_look in last_looks:
        code, params = last_look(part)
        if code:
            return Answer("refused", code=code, params=params)
    said, grant = outgoing(part), channel.grant
    connection.close()  # back to the pool: an upload may last minutes

    def save(name: str, handle: str) -> None:
        settle.keep_handle(part, name, handle)
        pass_by("handle-kept")
        connection.close()

    return ask(lambda: channel.card.publishes.prepare(said, grant, save), nothing="prepared")


def _call(part: Part, channel: Channel) -> Answer:
    said, grant = outgoing(part), channel.grant
    connection.close()
    pass_by("armed")
    if clock.elapsed() - part.armed_since > CALL_WITHIN:
        return Answer("notsent", code="froze")
    answer = ask(lambda: _once(channel, said, grant), nothing="bug")
    pass_by("called")
    return answer


def _once(channel: Channel, said: Outgoing, grant: Grant) -> Sent | Accepted:
    return channel.card.publishes.send(said, grant)


def _words(error: NetworkError) -> dict[str, Any]:
    return {"code": error.code, "params": error.params, "raw": error.raw}
