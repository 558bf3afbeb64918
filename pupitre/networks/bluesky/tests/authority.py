"""A server of tokens that believes nothing: every proof, assertion, nonce and code is checked, and good once.

It shares nothing with the connector, not even the library that signs. The same checks are made by the network's own
production code in tests/real/test_bluesky_signing_in.py.
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Wrong(Exception):
    """What is answered instead: status, name, description."""


@dataclass
class Session:
    sub: str
    key: str
    """thumbprint that its tokens are bound to"""
    client: str
    key_id: str
    access: str = ""
    refresh: str = ""
    alive: bool = True


@dataclass
class Authority:
    """`issuer` is also where the accounts live; `metadata` answers who the desk at an address is."""

    issuer: str
    metadata: Callable[[str], Mapping[str, Any] | None]
    sub: str = "did:plc:brand"
    scope: str = "atproto transition:generic"
    nonce: str = "nonce-0"
    rotates_after: int = 3
    sessions: list[Session] = field(default_factory=list)
    renewals: int = 0
    wanted_nonces: int = 0
    _seen: set[str] = field(default_factory=set)
    _uses: int = 0
    _requests: dict[str, dict[str, str]] = field(default_factory=dict)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def about(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/oauth/authorize",
            "token_endpoint": f"{self.issuer}/oauth/token",
            "revocation_endpoint": f"{self.issuer}/oauth/revoke",
            "pushed_authorization_request_endpoint": f"{self.issuer}/oauth/par",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
            "dpop_signing_alg_values_supported": ["ES256"],
            "scopes_supported": ["atproto", "transition:generic"],
            "authorization_response_iss_parameter_supported": True,
            "require_pushed_authorization_requests": True,
            "client_id_metadata_document_supported": True,
        }

    def push(self, headers: Mapping[str, str], form: Mapping[str, str]) -> dict[str, Any]:
        key = self.proof(headers, "POST", f"{self.issuer}/oauth/par")
        key_id = self._client(form)
        about = self.metadata(form["client_id"]) or {}
        ok = form.get("response_type") == "code" and form.get("code_challenge_method") == "S256"
        ok = ok and len(form.get("code_challenge", "")) == 43 and len(form.get("state", "")) >= 20
        ok = ok and form.get("redirect_uri") in about["redirect_uris"]
        ok = ok and set(form.get("scope", "").split()) <= set(about["scope"].split())
        if not ok:
            raise Wrong(400, "invalid_request", "the request is not as it must be")
        reference = f"urn:ietf:params:oauth:request_uri:{secrets.token_hex(8)}"
        self._requests[reference] = {**form, "key": key, "kid": key_id}
        return {"request_uri": reference, "expires_in": 299}

    def agreed(self, reference: str, client: str) -> dict[str, str]:
        """A person agreed on the page that a reference stands for; what the browser brings back."""
        request = self._requests.pop(reference)
        assert request["client_id"] == client
        code = f"cod-{secrets.token_hex(8)}"
        self._codes[code] = request
        return {"code": code, "state": request["state"], "iss": self.issuer}

    def tokens(self, headers: Mapping[str, str], form: Mapping[str, str]) -> dict[str, Any]:
        key = self.proof(headers, "POST", f"{self.issuer}/oauth/token")
        key_id = self._client(form)
        session = self._of_code(form, key) if form.get("grant_type") == "authorization_code" else self._of_refresh(form)
        if (session.key, session.client, session.key_id) != (key, form["client_id"], key_id):
            session.alive = False
            raise Wrong(400, "invalid_grant", "not the one whom it was given to")
        session.access, session.refresh = f"acc-{secrets.token_hex(8)}", f"ref-{secrets.token_hex(8)}"
        told = {"access_token": session.access, "refresh_token": session.refresh, "token_type": "DPoP"}
        return {**told, "expires_in": 3600, "scope": self.scope, "sub": session.sub}

    def revoke(self, headers: Mapping[str, str], form: Mapping[str, str]) -> dict[str, Any]:
        """RFC 7009: the client proves who it is; a token that is not known is no error."""
        self.proof(headers, "POST", f"{self.issuer}/oauth/revoke")
        self._client(form)
        for session in self.sessions:
            if form.get("token") in {session.refresh, session.access} and session.client == form["client_id"]:
                session.alive = False
        return {}

    def let_in(self, headers: Mapping[str, str], verb: str, url: str) -> Session:
        """Whose token it is, with the proof that goes with it."""
        kind, _, token = headers.get("Authorization", "").partition(" ")
        session = next((known for known in self.sessions if known.alive and known.access == token), None)
        if kind != "DPoP" or session is None:
            raise Wrong(401, "InvalidToken", "Token is not valid")
        if self.proof(headers, verb, url, token, status=401) != session.key:
            raise Wrong(401, "invalid_dpop_proof", "another key than the token's")
        return session

    def proof(self, headers: Mapping[str, str], verb: str, url: str, token: str = "", status: int = 400) -> str:
        """The thumbprint of the key that made the DPoP proof (RFC 9449, 4.3)."""
        head, claims, verify = read(headers.get("DPoP", ""))
        jwk = head.get("jwk") or {}
        ath = base64url(hashlib.sha256(token.encode()).digest()) if token else None
        ok = head.get("typ") == "dpop+jwt" and head.get("alg") == "ES256" and "d" not in jwk and verify(jwk)
        ok = ok and (claims.get("htm"), claims.get("htu"), claims.get("ath")) == (verb, url, ath)
        ok = ok and abs(time.time() - claims.get("iat", 0)) < 10 and len(claims.get("jti", "")) >= 16
        if not ok or claims["jti"] in self._seen:
            raise Wrong(status, "invalid_dpop_proof", "the proof does not hold")
        if claims.get("nonce") != self.nonce:
            self.wanted_nonces += 1
            raise Wrong(status, "use_dpop_nonce", "a nonce of the server is wanted")
        self._seen.add(claims["jti"])
        self._uses += 1
        if self._uses % self.rotates_after == 0:
            self.nonce = f"nonce-{secrets.token_hex(4)}"
        return thumbprint(jwk)

    def _client(self, form: Mapping[str, str]) -> str:
        """The id of the key by which the desk proved who it is; empty for one that can't."""
        about = self.metadata(form.get("client_id", ""))
        if about is None:
            raise Wrong(400, "invalid_client_metadata", "Unable to obtain client metadata")
        if about["token_endpoint_auth_method"] == "none":
            return ""
        head, claims, verify = read(form.get("client_assertion", ""))
        key = next((key for key in about["jwks"]["keys"] if key["kid"] == head.get("kid")), None)
        ok = key is not None and verify(key) and form.get("client_assertion_type") == JWT_BEARER
        ok = ok and claims["iss"] == claims["sub"] == form["client_id"] and claims["aud"] == self.issuer
        ok = ok and time.time() - 60 < claims["iat"] <= time.time() + 1 < claims["exp"] + 1
        if not ok or claims["jti"] in self._seen:
            raise Wrong(400, "invalid_client", "the assertion does not hold")
        self._seen.add(claims["jti"])
        return str(head["kid"])

    def _of_code(self, form: Mapping[str, str], key: str) -> Session:
        request = self._codes.pop(form.get("code", ""), None)
        challenge = base64url(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if request is None or challenge != request["code_challenge"] or form["redirect_uri"] != request["redirect_uri"]:
            raise Wrong(400, "invalid_grant", "Invalid code")
        session = Session(self.sub, request["key"], request["client_id"], request["kid"])
        self.sessions.append(session)
        return session

    def _of_refresh(self, form: Mapping[str, str]) -> Session:
        """A refresh token that comes twice ends the whole session, as the network's own code does."""
        self.renewals += 1
        given = form.get("refresh_token", "")
        for session in self.sessions:
            if session.refresh == given and session.alive:
                return session
        for session in self.sessions:
            session.alive = session.alive and not given.startswith("ref-")
        raise Wrong(400, "invalid_grant", "Refresh token replayed")


def read(jwt: str) -> tuple[dict[str, Any], dict[str, Any], Callable[[Mapping[str, str]], bool]]:
    """Header, claims, and whether a public key made its signature."""
    try:
        head, body, signature = jwt.split(".")
        told = json.loads(unbase64url(head)), json.loads(unbase64url(body))
    except ValueError:
        return {}, {}, lambda jwk: False

    def verify(jwk: Mapping[str, str]) -> bool:
        raw = unbase64url(signature)
        half = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
        x, y = (int.from_bytes(unbase64url(jwk[name])) for name in "xy")
        try:
            key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
            key.verify(half, f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))
        except (InvalidSignature, ValueError):
            return False
        return len(raw) == 64

    return *told, verify


def thumbprint(jwk: Mapping[str, str]) -> str:
    """RFC 7638."""
    text = json.dumps({name: jwk[name] for name in ("crv", "kty", "x", "y")}, separators=(",", ":"))
    return base64url(hashlib.sha256(text.encode()).digest())


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def unbase64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
