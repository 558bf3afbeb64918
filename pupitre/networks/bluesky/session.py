"""A session on an account's server: signing in, refreshing, and what its tokens say."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pupitre.ground.http import Answer
from pupitre.networks.bluesky import xrpc
from pupitre.networks.bluesky.credentials import Bearer
from pupitre.networks.bluesky.errors import DEAD, harmless, judge, said
from pupitre.networks.errors import Later, NotSent, Reconnect, Refused
from pupitre.networks.words import Grant

Session = Mapping[str, Any]
"""`did`, `accessJwt`, `refreshJwt`; perhaps `handle`, `didDoc`, `active`, `status`
(https://docs.bsky.app/docs/api/com-atproto-server-create-session, 2026-11-22)"""


def sign_in(server: str, handle: str, password: str) -> Session:
    """Raises Refused with the most helpful reason, NotSent, Later."""
    answer = _create(server, handle, password)
    session = _read(answer)
    if session:
        return session
    name, reason = said(answer)
    if name == "AuthFactorTokenRequired":
        raise Refused("code_needed", raw=reason)
    if name in DEAD:
        raise Refused(DEAD[name], raw=reason)
    if name and answer.status in {400, 401}:
        raise _why_not(server, handle, reason)
    raise harmless(judge(answer))


def renew(grant: Grant) -> Session:
    """By the refresh token, or by the app password when that token is dead.

    Raises Reconnect(refresh=False) when a person must mend it, NotSent, Later.
    """
    refresh = grant.secrets.get("refresh")
    if refresh:
        answer = xrpc.sign(grant.server, "com.atproto.server.refreshSession", by=Bearer(refresh))
        session = _read(answer)
        if session:
            return session
        _raise_unless_dead_token(answer)
    answer = _create(grant.server, grant.account, grant.secrets.get("app_password", ""))
    session = _read(answer)
    if session:
        return session
    _raise_unless_dead_token(answer)
    raise Reconnect(False, raw=" ".join(said(answer)))


def inactive(session: Session) -> str:
    """The code of why an account may not act; empty when it may."""
    if session.get("active") is not False:
        return ""
    return "account_takendown" if session.get("status") in {"takendown", "suspended"} else "account_deactivated"


def claims(token: str) -> Mapping[str, Any]:
    """What a token says of itself, unverified: only its server can verify it. Empty when it is unreadable."""
    try:
        body = token.split(".")[1]
        told = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (IndexError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def expiry(token: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(claims(token)["exp"]), UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None


def _create(server: str, identifier: str, password: str) -> Answer:
    return xrpc.sign(server, "com.atproto.server.createSession", {"identifier": identifier, "password": password})


def _read(answer: Answer) -> Session | None:
    told = answer.json()
    keys = ("accessJwt", "refreshJwt", "did")
    if answer.ok and isinstance(told, dict) and all(isinstance(told.get(key), str) for key in keys):
        return told
    return None


def _why_not(server: str, handle: str, reason: str) -> Refused:
    """A server says the same of an unknown name, a wrong password and a suspended account: ask around."""
    where = {"server": server, "handle": handle}
    did = handle
    if not handle.startswith("did:") and "@" not in handle:
        found = xrpc.look_at(server, "com.atproto.identity.resolveHandle", {"handle": handle})
        if said(found)[0] in {"InvalidRequest", "HandleNotFound"}:
            return Refused("handle_unknown", where, reason)
        told = found.json()
        did = str(told.get("did", "")) if isinstance(told, dict) else ""
    if did.startswith("did:"):
        state = xrpc.look_at(server, "com.atproto.sync.getRepoStatus", {"did": did}).json()
        if isinstance(state, dict) and inactive(state):
            return Refused(inactive(state), raw=reason)
    return Refused("password_wrong", where, reason)


def _raise_unless_dead_token(answer: Answer) -> None:
    """Passing failures and dead accounts are raised; any other refusal only says that this token is no good."""
    failure = harmless(judge(answer))
    if isinstance(failure, Later | NotSent) or (isinstance(failure, Reconnect) and not failure.refresh):
        raise failure
