"""One step on a network and what came of it, as one value. The only except-ladder of the house stands here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from django.db import DatabaseError

from pupitre.channels.models import Part
from pupitre.ground.register import Register
from pupitre.networks.errors import Later, NetworkError, NotSent, Reconnect, Refused, Unsure
from pupitre.networks.words import Accepted, Grant, Sent

log = logging.getLogger(__name__)

Kind = Literal[
    "sent", "accepted", "absent", "prepared", "young", "refused", "later", "reconnect", "notsent", "unsure", "bug"
]

LastLook = Callable[[Part], tuple[str, dict[str, Any]]]
last_looks: Register[LastLook] = Register("last_looks")
"""filled from above: what is checked once more just before leaving; a code and its params, or ''.
No transaction is open, so that such a look may go out to the web."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the world said: which kind, and what belongs to it."""

    kind: Kind
    result: Sent | Accepted | Grant | None = None
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    raw: str = ""
    wait: timedelta | None = None
    """for "later": from now on"""
    refresh: bool = False


def ask(step: Callable[[], Sent | Accepted | Grant | None], nothing: Kind) -> Answer:
    """Take one step on a network and say what came of it; `nothing` is the kind of a None.

    Our own database may go away while a handle is kept: that is no answer of a network, and is raised.
    """
    try:
        result = step()
    except DatabaseError:
        raise
    except Later as error:
        return Answer("later", wait=error.wait, **_words(error))
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
    return Answer(_kind(result), result=result)


def _kind(result: Sent | Accepted | Grant) -> Kind:
    if isinstance(result, Grant):
        return "young"
    return "accepted" if isinstance(result, Accepted) else "sent"


def _words(error: NetworkError) -> dict[str, Any]:
    return {"code": error.code, "params": error.params, "raw": error.raw}
