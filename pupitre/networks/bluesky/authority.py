"""The server that asks a person whether the desk may act for them, and hands out tokens: found, checked, spoken to.

https://atproto.com/specs/oauth#authorization-servers, 2026-11-23.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pupitre.ground.http import Answer
from pupitre.networks.bluesky.client import SCOPE, Client
from pupitre.networks.bluesky.credentials import Bound, origin_of
from pupitre.networks.bluesky.errors import accepts_again_at, harmless
from pupitre.networks.bluesky.places import is_protected
from pupitre.networks.call import call
from pupitre.networks.errors import Later, NetworkError, NotSent, Reconnect, Refused, Unsure

RESOURCE = "/.well-known/oauth-protected-resource"
METADATA = "/.well-known/oauth-authorization-server"

REQUIRED = {
    "response_types_supported": "code",
    "grant_types_supported": "refresh_token",
    "code_challenge_methods_supported": "S256",
    "token_endpoint_auth_methods_supported": "private_key_jwt",
    "token_endpoint_auth_signing_alg_values_supported": "ES256",
    "dpop_signing_alg_values_supported": "ES256",
}
"""what each list must have for us (…#server-metadata)"""
FLAGS = (
    "authorization_response_iss_parameter_supported",
    "require_pushed_authorization_requests",
    "client_id_metadata_document_supported",
)

OURS = frozenset({"invalid_client", "invalid_client_metadata", "invalid_client_id", "unauthorized_client"})
"""it could not read, or does not believe, who this desk is: nothing of the account's"""


@dataclass(frozen=True, slots=True)
class Authority:
    issuer: str
    page: str
    """where the person is sent"""
    push: str
    tokens: str


def authority(server: str) -> Authority:
    """The one that an account server names. Raises Refused(no_sign_in, server_plain, server_private), NotSent."""
    issuers = _told(server, server + RESOURCE).get("authorization_servers")
    issuer = issuers[0] if isinstance(issuers, list) and len(issuers) == 1 else None
    if not isinstance(issuer, str) or issuer != origin_of(issuer) or "@" in issuer:
        raise Refused("no_sign_in", {"server": server})
    about = _told(server, issuer + METADATA)
    complete = all(isinstance(about.get(name), list) and wanted in about[name] for name, wanted in REQUIRED.items())
    scopes = about.get("scopes_supported")
    knows = isinstance(scopes, list) and set(SCOPE.split()) <= set(map(str, scopes))
    if about.get("issuer") != issuer or not complete or not knows or any(about.get(flag) is not True for flag in FLAGS):
        raise Refused("no_sign_in", {"server": server}, f"issuer {issuer}")
    names = ("authorization_endpoint", "pushed_authorization_request_endpoint", "token_endpoint")
    pages = [str(about.get(name) or "") for name in names]
    for address in (issuer, *pages):
        if not is_protected(address):
            raise Refused("server_plain", {"server": address or server})
    return Authority(issuer, *pages)


def push(where: Authority, client: Client, key: str, form: Mapping[str, str]) -> str:
    """Tell it what will be asked of the person; the reference that stands for it. Raises NotSent, Later, Refused."""
    answer = _post(where.push, where.issuer, client, key, form)
    told = answer.json()
    reference = told.get("request_uri") if answer.ok and isinstance(told, dict) else None
    if not isinstance(reference, str):
        raise _refused(answer, client)
    if not answer.headers.get("dpop-nonce"):  # mandatory, and what proves that a proof is no copy
        raise Refused("no_sign_in", {"server": where.issuer}, "no DPoP-Nonce")
    return reference


def tokens(url: str, issuer: str, client: Client, key: str, form: Mapping[str, str]) -> dict[str, Any]:
    """Access and refresh token, bound to `key`, for a code or for the last refresh token.

    Raises Reconnect(refresh=False) when this sign-in has come to its end; NotSent, Later.
    """
    answer = _post(url, issuer, client, key, form)
    told = answer.json()
    if not answer.ok or not isinstance(told, dict):
        raise _refused(answer, client)
    texts = all(isinstance(told.get(name), str) and told[name] for name in ("access_token", "refresh_token", "sub"))
    if not texts or str(told.get("token_type", "")).lower() != "dpop":
        raise NotSent("unreadable", {"host": urlsplit(url).netloc})
    return told


def give_back(issuer: str, client: Client, key: str, token: str) -> None:
    """End the sign-in that a refresh token stands for (RFC 7009): it and its access token are good no more.

    Raises Refused(revoke_none) where the server offers no such thing; NotSent, Later.
    """
    page = str(_told(issuer, issuer + METADATA).get("revocation_endpoint") or "")
    if not is_protected(page):
        raise Refused("revoke_none", {"host": issuer})
    answer = _post(page, issuer, client, key, {"token": token, "token_type_hint": "refresh_token"})
    failure = None if answer.ok else _refused(answer, client)
    if failure and not isinstance(failure, Reconnect):  # one that it does not know is at its end already
        raise failure


def _post(url: str, issuer: str, client: Client, key: str, form: Mapping[str, str]) -> Answer:
    """Where it did nothing but ask for its nonce, once more: with a new assertion, since each is good once."""
    by = Bound(key)
    answer = _once(url, by, {**form, **client.proof(issuer)})
    if not by.lacked_nonce(answer):
        return answer
    answer = _once(url, by, {**form, **client.proof(issuer)})
    by.lacked_nonce(answer)
    return answer


def _once(url: str, by: Bound, form: Mapping[str, str]) -> Answer:
    """A request for tokens. One that breaks may have arrived, but makes nothing that others see. Raises NotSent."""
    try:
        return call("POST", url, form=form, headers=by.headers("POST", url))
    except Unsure as failure:
        raise harmless(failure) from failure


def _told(server: str, url: str) -> dict[str, Any]:
    try:
        answer = call("GET", url, timeout=10.0, most=200_000)
    except NotSent as failure:
        if failure.code == "address_refused":
            raise Refused("server_private", {"server": origin_of(url)}, failure.raw) from failure
        raise
    if answer.status >= 500 or answer.status == 429:
        raise NotSent("server_error", {"host": urlsplit(url).netloc, "status": answer.status})
    told = answer.json() if answer.status == 200 else None
    if not isinstance(told, dict):
        raise Refused("no_sign_in", {"server": server}, f"HTTP {answer.status}")
    return told


def _refused(answer: Answer, client: Client) -> NetworkError:
    """Why no token was given. Only what is said of this sign-in itself ends it: all else passes."""
    told = answer.json()
    name = str(told.get("error", "")) if isinstance(told, dict) else ""
    reason = str(told.get("error_description", "")) if isinstance(told, dict) else ""
    raw, host = f"{answer.status} {name}: {reason}", urlsplit(answer.url).netloc
    if answer.status == 429:
        return Later(accepts_again_at(answer), raw=raw)
    if name == "invalid_grant":
        return Reconnect(False, "sign_in_ended", raw=raw)
    if name in OURS:
        return NotSent("desk_unknown", {"host": host, "desk": client.id}, raw)
    if name in {"invalid_dpop_proof", "use_dpop_nonce"}:
        return NotSent("proof_refused", {"host": host}, raw)
    if answer.status >= 500 or not name:
        return NotSent("server_error", {"host": host, "status": answer.status}, raw)
    return NotSent("token_refused", {"host": host, "reason": reason or name}, raw)
