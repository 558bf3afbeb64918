"""Connecting an account by OAuth on any server, or by a token that the person made there."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from pupitre.ground import clock
from pupitre.networks.errors import NetworkError, NotSent, Reconnect, Refused
from pupitre.networks.mastodon import errors, messages, server, speak
from pupitre.networks.words import Detour, Facts, Grant, Question

APP = "Pupitre"
FINE_SCOPES = "read write:statuses write:media"
WIDE_SCOPES = "read write"
"""for servers that do not say they know the fine ones"""

RENEW_BEFORE = timedelta(days=1)
"""a token that ends (Pixelfed, Pleroma) is renewed when so little of its life is left"""


def questions() -> Sequence[Question]:
    return (
        Question("server", messages.SERVER, messages.SERVER_HELP),
        Question("token", messages.TOKEN, messages.TOKEN_HELP, kind="password", required=False),
    )


def begin(answers: Mapping[str, str], callback: str) -> Grant | Detour:
    """1. Is it such a server? 2. With a token: who is it? 3. Without: make our app known there, and go and ask.

    Raises Refused (server_*, not_mastodon*, address_refused, token_wrong, no_sign_in), NotSent, Later.
    """
    typed, token = answers.get("server", ""), answers.get("token", "").strip()
    if token:
        address, facts = server.find(typed, token)
        return _grant(address, {"token": token}, facts)
    address = _address(typed)
    about = server.metadata(address)
    scopes = _scopes(about)
    app = _register(address, callback, scopes)
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(32)
    asked = {
        "response_type": "code",
        "client_id": app["client_id"],
        "redirect_uri": callback,
        "scope": scopes,
        "state": state,
        "code_challenge": _challenge(verifier),
        "code_challenge_method": "S256",
    }
    page = server.oauth_page(address, about, "authorization_endpoint", "/oauth/authorize")
    return Detour(
        f"{page}{'&' if '?' in page else '?'}{urlencode(asked)}",
        {
            "server": address,
            "issuer": str(about.get("issuer") or ""),
            "token_page": server.oauth_page(address, about, "token_endpoint", "/oauth/token"),
            "client_id": app["client_id"],
            "client_secret": app["client_secret"],
            "verifier": verifier,
            "state": state,
            "scopes": scopes,
            "callback": callback,
        },
    )


def finish(memory: Mapping[str, str], answer: Mapping[str, str]) -> Grant:
    """The person came back. Raises Refused (state_wrong, denied, code_refused), NotSent, Later."""
    state, issuer = answer.get("state", ""), answer.get("iss", "")
    if not state or not hmac.compare_digest(state.encode(), memory.get("state", "").encode()):
        raise Refused("state_wrong")
    if issuer and memory.get("issuer") and issuer.rstrip("/") != memory["issuer"].rstrip("/"):
        raise Refused("state_wrong", raw=f"issuer {issuer}")
    if answer.get("error") or not answer.get("code"):
        raise Refused("denied", raw=answer.get("error_description") or answer.get("error", ""))
    given = _token(
        memory["token_page"],
        {
            "grant_type": "authorization_code",
            "code": answer["code"],
            "client_id": memory["client_id"],
            "client_secret": memory["client_secret"],
            "redirect_uri": memory["callback"],
            "code_verifier": memory["verifier"],
            "scope": memory["scopes"],
        },
    )
    kept = {name: memory[name] for name in ("client_id", "client_secret", "token_page")}
    facts = server.describe(memory["server"], given["access_token"])
    if facts is None:
        raise Refused("not_mastodon", {"host": urlsplit(memory["server"]).netloc})
    return _grant(memory["server"], kept | _secrets(given), facts, _ends(given))


def check(grant: Grant) -> Grant:
    """The account as it is now; a token that ends is renewed when it is old. Raises Reconnect, NotSent, Later."""
    secret, ends = dict(grant.secrets), grant.expires_at
    renewable = bool(secret.get("refresh"))
    if renewable and ends is not None and ends - clock.now() < RENEW_BEFORE:
        secret, ends, renewable = *_renewed(secret), False
    try:
        return _now(grant, secret, ends)
    except Refused as failure:
        if failure.code != "token_wrong" or not renewable:
            raise _passing(failure) from failure
    try:
        return _now(grant, *_renewed(secret))
    except Refused as failure:
        raise _passing(failure) from failure


def _now(grant: Grant, secret: Mapping[str, str], ends: datetime | None) -> Grant:
    facts = server.describe(grant.server, secret["token"]) or grant.facts
    return _grant(grant.server, secret, facts, ends)


def _passing(failure: Refused) -> NetworkError:
    """A refusal while nobody sits at the form: dead token, or something of the server's that will pass."""
    if failure.code in {"token_wrong", "account_closed", "scope_missing"}:
        return Reconnect(False, "token_dead" if failure.code == "token_wrong" else failure.code, raw=failure.raw)
    return NotSent(failure.code, failure.params, failure.raw)


def _address(typed: str) -> str:
    """Where the API is. A server that tells nothing to strangers may still let its own people agree."""
    try:
        return server.find(typed)[0]
    except Refused as failure:
        if failure.code != "server_closed":
            raise
        return server.origin(typed)


def _scopes(about: Mapping[str, Any]) -> str:
    known = about.get("scopes_supported")
    fine = isinstance(known, list) and set(FINE_SCOPES.split()) <= {str(scope) for scope in known}
    return FINE_SCOPES if fine else WIDE_SCOPES


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def _register(address: str, callback: str, scopes: str) -> dict[str, str]:
    """Our app on this server: id and secret. Harmless when done twice."""
    wanted = {"client_name": APP, "redirect_uris": callback, "scopes": scopes}
    answer = server.public("POST", address + "/api/v1/apps", form=wanted)
    body = answer.json() if answer.ok else None
    if not isinstance(body, dict) or not body.get("client_id") or not body.get("client_secret"):
        raise Refused("no_sign_in", {"host": urlsplit(address).netloc}, errors.said(answer) or f"HTTP {answer.status}")
    return {name: str(body[name]) for name in ("client_id", "client_secret")}


def _token(page: str, form: Mapping[str, str]) -> dict[str, Any]:
    answer = server.public("POST", page, form=form)
    body = answer.json() if answer.ok else None
    if not isinstance(body, dict) or not isinstance(body.get("access_token"), str) or not body["access_token"]:
        raise Refused("code_refused", {"host": urlsplit(page).netloc}, errors.said(answer) or f"HTTP {answer.status}")
    return body


def _secrets(given: Mapping[str, Any]) -> dict[str, str]:
    refresh = given.get("refresh_token")
    return {"token": given["access_token"]} | ({"refresh": refresh} if isinstance(refresh, str) and refresh else {})


def _ends(given: Mapping[str, Any]) -> datetime | None:
    seconds = given.get("expires_in")
    if not isinstance(seconds, int) or not 0 < seconds < 10**9:
        return None
    return clock.now() + timedelta(seconds=seconds)


def _renewed(secret: dict[str, str]) -> tuple[dict[str, str], datetime | None]:
    """A new token for an old one. Raises Reconnect when the server no longer gives one."""
    form = {"grant_type": "refresh_token", "refresh_token": secret["refresh"]}
    try:
        given = _token(secret["token_page"], form | {name: secret[name] for name in ("client_id", "client_secret")})
    except Refused as failure:
        raise Reconnect(False, raw=failure.raw) from failure
    return secret | _secrets(given), _ends(given)


def _grant(address: str, secret: Mapping[str, str], facts: Facts, ends: datetime | None = None) -> Grant:
    """Whose token it is. Raises Refused (token_wrong, scope_missing, account_closed), NotSent, Later."""
    bare = Grant(address, "", secrets={"token": secret["token"]}, facts=facts)
    answer = speak.ask(bare, "GET", "/api/v1/accounts/verify_credentials")
    if answer.status == 422:  # snac says so for a token it does not know
        raise Refused("token_wrong", raw=errors.said(answer) or "HTTP 422")
    try:
        account = speak.content(answer)
    except Reconnect as failure:
        code = "token_wrong" if failure.code == "token_dead" else failure.code
        raise Refused(code, failure.params, failure.raw) from failure
    if not isinstance(account, dict) or not account.get("id"):
        raise NotSent("unreadable", {"host": urlsplit(address).netloc})
    user = str(account.get("username") or account.get("acct") or "").split("@")[0]
    return Grant(
        server=address,
        account=str(account["id"]),
        handle=f"@{user}@{facts.get('domain') or urlsplit(address).netloc}",
        name=str(account.get("display_name") or user),
        avatar=str(account.get("avatar_static") or account.get("avatar") or ""),
        url=str(account.get("url") or ""),
        secrets=dict(secret),
        facts=dict(facts),
        expires_at=ends,
        ends_at=None if secret.get("refresh") else ends,
    )
