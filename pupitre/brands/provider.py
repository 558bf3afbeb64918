"""Signing in at the house's own provider: OpenID Connect, the code flow with PKCE, one provider set by the operator.

As OpenID Connect Core 1.0 (errata set 2, 15 December 2023), RFC 7636 (PKCE) and RFC 9207 (`iss` in the answer) have it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from pupitre.ground import clock, http
from pupitre.ground.environment import environment

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"]
"""signatures by a key that only the provider has: neither "none" nor one made with a shared secret"""
LEEWAY = 60
"""seconds by which its clock may differ from ours"""
TIMEOUT = 10.0
"""seconds for each of its answers"""


class ProviderRefused(Exception):
    """Nobody was let in. Codes: away, garbled, mixed_up, declined, forged."""


@dataclass(frozen=True, slots=True)
class Journey:
    """What is kept here while somebody is at the provider."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Told:
    """Who the provider says somebody is. `email` is empty unless it vouches for it.

    `signed_in_at`: when they proved it there, in seconds since 1970; None when it does not say.
    """

    issuer: str
    subject: str
    email: str
    name: str
    signed_in_at: int | None = None


def is_set() -> bool:
    return bool(environment().oidc_issuer)


def issuer() -> str:
    return environment().oidc_issuer


def name() -> str:
    """What the operator calls it; may be empty."""
    return environment().oidc_name


def set_out(callback: str, anew: bool = False) -> Journey:
    """Where to send the browser. `anew`: they must sign in there once more, whatever session they have there.

    (`prompt` and `max_age`: OpenID Connect Core 1.0, 3.1.2.1; asked with `max_age`, it must say `auth_time`.)
    Raises ProviderRefused.
    """
    facts = _facts()
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    asked = {
        "response_type": "code",
        "client_id": environment().oidc_client_id,
        "redirect_uri": callback,
        "scope": "openid email profile",
        "state": state,
        "nonce": nonce,
        "code_challenge": _text(hashlib.sha256(verifier.encode()).digest()),
        "code_challenge_method": "S256",
    } | ({"prompt": "login", "max_age": "0"} if anew else {})
    start = facts["authorization_endpoint"]
    return Journey(f"{start}{'&' if '?' in start else '?'}{urlencode(asked)}", state, nonce, verifier)


def come_back(journey: Journey, answer: Mapping[str, str], callback: str) -> Told:
    """Who came back. The caller has matched `state` with its own session. Raises ProviderRefused."""
    facts = _facts()
    if answer.get("iss", facts["issuer"]) != facts["issuer"]:
        raise ProviderRefused("mixed_up")
    if not answer.get("code"):
        raise ProviderRefused("declined")
    tokens = _tokens(facts, answer["code"], journey.verifier, callback)
    claims = _claims(facts, str(tokens.get("id_token", "")), journey.nonce)
    if "email" not in claims and facts.get("userinfo_endpoint"):
        claims = {**_more(facts, str(tokens.get("access_token", "")), claims["sub"]), **claims}
    vouched = claims.get("email_verified") in (True, "true")
    email = str(claims.get("email", "")).strip().lower() if vouched else ""
    called, at = " ".join(str(claims.get("name") or "").split())[:80], claims.get("auth_time")
    return Told(claims["iss"], claims["sub"], email, called, at if type(at) is int else None)


def _facts() -> dict[str, Any]:
    """What the provider says of itself; it must be the one that was set."""
    issuer = environment().oidc_issuer
    facts = _json("GET", issuer.rstrip("/") + "/.well-known/openid-configuration")
    if facts.get("issuer") != issuer:
        raise ProviderRefused("mixed_up")
    if not all(
        isinstance(facts.get(f"{name}"), str) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
    ):
        raise ProviderRefused("garbled")
    return facts


def _tokens(facts: dict[str, Any], code: str, verifier: str, callback: str) -> dict[str, Any]:
    ours = environment()
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": callback, "code_verifier": verifier}
    headers = {"Accept": "application/json"}
    known = facts.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if ours.oidc_client_secret and "client_secret_basic" in known:
        pair = f"{quote(ours.oidc_client_id, safe='')}:{quote(ours.oidc_client_secret, safe='')}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    else:
        form["client_id"] = ours.oidc_client_id
        if ours.oidc_client_secret:
            form["client_secret"] = ours.oidc_client_secret
    return _json("POST", facts["token_endpoint"], headers=headers, form=form)


def _claims(facts: dict[str, Any], token: str, nonce: str) -> dict[str, Any]:
    """The claims of an id_token that this provider signed, for us, for this journey, just now."""
    try:
        keys = KeySet.import_key_set(_json("GET", facts["jwks_uri"]))  # type: ignore[arg-type]
        claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        rules = jwt.JWTClaimsRegistry(
            now=int(clock.now().timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": facts["issuer"]},
            aud={"essential": True, "value": environment().oidc_client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True},
        )
        rules.validate(claims)
    except (JoseError, ValueError, TypeError, KeyError) as wrong:
        raise ProviderRefused("forged") from wrong
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    party = claims.get("azp", "" if several else environment().oidc_client_id)
    same = hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode())
    if not same or party != environment().oidc_client_id or not isinstance(claims["sub"], str):
        raise ProviderRefused("forged")
    return dict(claims)


def _more(facts: dict[str, Any], token: str, subject: str) -> dict[str, Any]:
    """What the provider tells besides the token, of the same person."""
    told = _json("GET", facts["userinfo_endpoint"], headers={"Authorization": f"Bearer {token}"})
    if told.get("sub") != subject:
        raise ProviderRefused("forged")
    return told


def _json(method: str, address: str, **more: Any) -> dict[str, Any]:
    """One guarded call. Raises ProviderRefused."""
    try:
        answer = http.request(method, address, timeout=TIMEOUT, most=1_000_000, **more)
    except http.HttpFailure as failure:
        raise ProviderRefused("away") from failure
    told = answer.json()
    if not answer.ok or not isinstance(told, dict):
        raise ProviderRefused("declined" if 400 <= answer.status < 500 else "garbled")
    return told


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
