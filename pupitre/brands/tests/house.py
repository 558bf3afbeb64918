"""The house's provider on a pretend wire: what it would answer, and tokens as it, or a forger, would sign them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from json import dumps
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from pupitre.brands.provider import Journey
from pupitre.ground import http
from pupitre.ground.environment import Environment
from pupitre.ground.http import Answer

ISSUER = "https://login.house.example"
CLIENT = "pupitre"
BACK = "https://desk.example/sign-in/provider/back"
FACTS = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
    "userinfo_endpoint": f"{ISSUER}/userinfo",
}
WHO = {"sub": "1234", "email": "camille@lune.example", "email_verified": True, "name": "Camille Roux"}


@dataclass
class House:
    """`token` is what the token endpoint gives; replace what it would say with `says`."""

    key: RSAKey | ECKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    facts: dict[str, Any] = field(default_factory=lambda: dict(FACTS))
    says: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)
    token: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    failure: Exception | None = None

    def request(self, method: str, url: str, **more: Any) -> Answer:
        self.asked.append({"method": method, "url": url, **more})
        if self.failure:
            raise self.failure
        told = {
            f"{ISSUER}/.well-known/openid-configuration": self.facts,
            f"{ISSUER}/token": {"id_token": self.token, "access_token": "opaque"},
            f"{ISSUER}/keys": {"keys": [self.key.as_dict(private=False)]},
            f"{ISSUER}/userinfo": self.more,
        }.get(url)
        return Answer(404 if told is None else 200, httpx2.Headers(), dumps(told).encode(), url)

    def agree(self, journey: Journey, **other: Any) -> dict[str, str]:
        """Somebody signs in there: what the browser brings back."""
        asked = dict(parse_qsl(urlsplit(journey.address).query))
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"], **WHO}
        said = {name: value for name, value in (claims | self.says | other).items() if value is not None}
        self.token = self.sign(said)
        return {"code": "abc", "state": asked["state"]}

    def sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch, tmp_path) -> House:
    """The installation knows this provider, and every call goes to it."""
    ours = Environment(
        data=tmp_path, address="https://desk.example", oidc_issuer=ISSUER, oidc_client_id=CLIENT, oidc_name="House"
    )
    for module in ("brands.provider", "web.start.provider", "web.start.views"):
        monkeypatch.setattr(f"pupitre.{module}.environment", lambda: ours)
    made = House()
    monkeypatch.setattr(http, "request", made.request)
    return made
