"""What a request shows so that it is let in: nothing, a session's token, or a token that only its key can use (DPoP).

https://www.rfc-editor.org/rfc/rfc9449 and https://atproto.com/specs/oauth#demonstrating-proof-of-possession-d-po-p,
2026-11-23.
"""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

from pupitre.ground import clock
from pupitre.ground.http import Answer
from pupitre.networks.words import Grant

ORIGINS = 2000
"""servers whose nonce is remembered at most"""
_nonces: dict[str, str] = {}
"""the newest nonce of each server, for this process: a server refuses an old one, and gives the new one with it"""


class Credential(Protocol):
    def headers(self, verb: str, url: str) -> dict[str, str]:
        """What goes along with this one request."""

    def lacked_nonce(self, answer: Answer) -> bool:
        """Nothing was done for want of a nonce, which is known by now: the same may be asked again."""


@dataclass(frozen=True, slots=True)
class Nobody:
    def headers(self, verb: str, url: str) -> dict[str, str]:
        return {}

    def lacked_nonce(self, answer: Answer) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Bearer(Nobody):
    token: str = field(repr=False)

    def headers(self, verb: str, url: str) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}


@dataclass(frozen=True, slots=True)
class Bound:
    """`key` is a private JWK; `token` is empty where there is none yet (signing in, renewing)."""

    key: str = field(repr=False)
    token: str = field(default="", repr=False)

    def headers(self, verb: str, url: str) -> dict[str, str]:
        headers = {"dpop": self._proof(verb, url)}
        return headers | ({"authorization": f"DPoP {self.token}"} if self.token else {})

    def lacked_nonce(self, answer: Answer) -> bool:
        """A server of tokens says so with 400, one of accounts with 401; both before they do anything."""
        nonce, origin = answer.headers.get("dpop-nonce"), origin_of(answer.url)
        if not nonce:
            return False
        if origin not in _nonces and len(_nonces) >= ORIGINS:
            _nonces.clear()
        _nonces[origin] = nonce
        return answer.status in {400, 401} and wants_nonce(answer)

    def _proof(self, verb: str, url: str) -> str:
        key = ECKey.import_key(json.loads(self.key))
        header = {"alg": "ES256", "typ": "dpop+jwt", "jwk": key.as_dict(private=False)}
        claims: dict[str, object] = {"jti": secrets.token_urlsafe(24), "htm": verb, "htu": url.partition("?")[0]}
        claims["iat"] = int(clock.now().timestamp())
        if origin_of(url) in _nonces:
            claims["nonce"] = _nonces[origin_of(url)]
        if self.token:
            claims["ath"] = _base64url(hashlib.sha256(self.token.encode()).digest())
        return jwt.encode(header, claims, key)


def credential(grant: Grant) -> Bearer | Bound:
    """What the account's own requests show."""
    key = grant.secrets.get("key")
    return Bound(key, grant.secrets["access"]) if key else Bearer(grant.secrets["access"])


def new_key() -> str:
    """A private key for one sign-in, as JWK."""
    return json.dumps(ECKey.generate_key("P-256").as_dict(private=True))


def wants_nonce(answer: Answer) -> bool:
    told = answer.json()
    named = isinstance(told, dict) and told.get("error") == "use_dpop_nonce"
    return named or 'error="use_dpop_nonce"' in answer.headers.get("www-authenticate", "")


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")
