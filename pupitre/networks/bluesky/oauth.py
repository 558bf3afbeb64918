"""Signing in at the account's own server: the person agrees there, and no password ever comes to the desk.

https://atproto.com/specs/oauth#summary-of-authorization-flow, 2026-11-23.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from pupitre.ground import clock
from pupitre.networks.bluesky import places
from pupitre.networks.bluesky.authority import authority, push, tokens
from pupitre.networks.bluesky.client import SCOPE, Client
from pupitre.networks.bluesky.credentials import new_key
from pupitre.networks.bluesky.identity import INVALID, identity
from pupitre.networks.errors import Reconnect, Refused
from pupitre.networks.words import Detour, Grant

LASTS = timedelta(days=730)
LASTS_UNPROVEN = timedelta(days=14)
"""a sign-in's whole life with a desk that proves who it is, and with one that can't: @atproto/oauth-provider 0.22.9,
oauth-constants.js, 2026-11-23. Servers don't tell it; another one may keep to other spans."""

KEPT = ("key", "client", "key_id", "issuer", "tokens")
"""secrets that stay from one renewal to the next"""


def begin(handle: str, asked: str, callback: str, client: Client) -> Detour:
    """1. Who is it, and where do they live? 2. Who hands out tokens there? 3. Tell it what will be asked.

    Raises Refused (handle_*, did_unknown, server_*, no_sign_in), NotSent, Later.
    """
    if "@" in handle:
        raise Refused("handle_not_mail", {"handle": handle})
    who = identity(places.whole(handle, places.about(asked)) if places.is_short(handle) else handle, asked)
    told = places.blob_limit(places.about(who.server))
    where = authority(who.server)
    key, verifier, state = new_key(), secrets.token_urlsafe(48), secrets.token_urlsafe(32)
    form = {
        "response_type": "code",
        "redirect_uri": callback,
        "scope": SCOPE,
        "state": state,
        "code_challenge": _challenge(verifier),
        "code_challenge_method": "S256",
        "login_hint": who.did if who.handle == INVALID else who.handle,
    }
    try:
        reference = push(where, client, key, form)
    except Reconnect as failure:
        raise Refused("no_sign_in", {"server": who.server}, failure.raw) from failure
    asks = "&" if "?" in where.page else "?"
    page = where.page + asks + urlencode({"client_id": client.id, "request_uri": reference})
    journey = {"state": state, "verifier": verifier, "callback": callback, "key": key}
    account = {"did": who.did, "handle": who.handle, "server": who.server, "blob": str(told.get("blob", ""))}
    asked_of = {"client": client.id, "key_id": client.key_id, "issuer": where.issuer, "tokens": where.tokens}
    return Detour(page, {**journey, **account, **asked_of})


def finish(memory: Mapping[str, str], answer: Mapping[str, str]) -> Grant:
    """The person came back: whoever answers must be the one who was asked, and speak of the account that was meant.

    The grant knows nothing of the profile yet. Raises Refused (state_wrong, denied, …), NotSent, Later.
    """
    if not _same(answer.get("state", ""), memory.get("state", "")):
        raise Refused("state_wrong")
    if not _same(answer.get("iss", ""), memory["issuer"]):
        raise Refused("state_wrong", raw=f"issuer {answer.get('iss', '')}")
    if answer.get("error") or not answer.get("code"):
        raise Refused("denied", raw=answer.get("error_description") or answer.get("error", ""))
    form = {
        "grant_type": "authorization_code",
        "code": answer["code"],
        "redirect_uri": memory["callback"],
        "code_verifier": memory["verifier"],
    }
    try:
        given = tokens(memory["tokens"], memory["issuer"], _client(memory), memory["key"], form)
    except Reconnect as failure:
        raise Refused("code_refused", {"server": memory["issuer"]}, failure.raw) from failure
    if given["sub"] != memory["did"]:
        raise Refused("signed_in_as_other", {"expected": memory["handle"]}, f"sub {given['sub']}")
    if not set(SCOPE.split()) <= set(str(given.get("scope", "")).split()):
        raise Refused("scope_missing", raw=str(given.get("scope", "")))
    return _grant(memory, given)


def renew(grant: Grant) -> Grant:
    """A new pair for the last refresh token, which works once: the caller keeps it before it is used.

    The new token is not tried here. Raises Reconnect(refresh=False) when a person must sign in anew; NotSent, Later.
    """
    known, client = grant.secrets, _client(grant.secrets)
    if not client.is_ours:
        raise Reconnect(False, "sign_in_ended", raw="the key that this sign-in was begun with is no longer here")
    form = {"grant_type": "refresh_token", "refresh_token": known["refresh"]}
    given = tokens(known["tokens"], known["issuer"], client, known["key"], form)
    if given["sub"] != grant.account:
        raise Reconnect(False, "sign_in_ended", raw=f"sub {given['sub']}")
    return replace(grant, secrets={**known, **_secrets(given)}, expires_at=_expiry(given))


def _grant(memory: Mapping[str, str], given: Mapping[str, Any]) -> Grant:
    kept = {name: memory[name] for name in KEPT}
    return Grant(
        server=memory["server"],
        account=memory["did"],
        handle=memory["did"] if memory["handle"] == INVALID else memory["handle"],
        secrets=kept | _secrets(given),
        facts={"blob": int(memory["blob"])} if memory["blob"] else {},
        expires_at=_expiry(given),
        ends_at=clock.now() + (LASTS if memory["key_id"] else LASTS_UNPROVEN),
    )


def _client(known: Mapping[str, str]) -> Client:
    return Client(known["client"], known["key_id"])


def _secrets(given: Mapping[str, Any]) -> dict[str, str]:
    return {"access": given["access_token"], "refresh": given["refresh_token"]}


def _expiry(given: Mapping[str, Any]) -> datetime | None:
    seconds = given.get("expires_in")
    return clock.now() + timedelta(seconds=seconds) if isinstance(seconds, int) and 0 < seconds < 10**9 else None


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def _same(given: str, known: str) -> bool:
    return bool(known) and hmac.compare_digest(given.encode(), known.encode())
