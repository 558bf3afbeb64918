"""Who the desk is to account servers: its address, the document that says so, and the keys that prove it.

https://atproto.com/specs/oauth#clients, 2026-11-23. A desk on a public HTTPS address proves who it is with a key
(a "confidential client"); one on a developer's machine cannot, and only passes as `http://localhost`.
"""

import secrets
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.jwk import ECKey

from pupitre.ground import clock
from pupitre.ground.environment import environment
from pupitre.ground.secrets import derived_each
from pupitre.networks.words import document_address

NETWORK = "bluesky"
DOCUMENT = "client-metadata"
SCOPE = "atproto transition:generic"
"""what an app password may do, and no more; direct messages are not in it"""

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_SECONDS = 60
"""@atproto/oauth-provider 0.22.9 takes none that is older (oauth-constants.js, 2026-11-23)"""

NOT_OF_THE_WORLD = frozenset({"test", "local", "localhost", "invalid", "example"})
"""last parts of names that such servers refuse (@atproto/oauth-types 0.7.6, util.js, 2026-11-23)"""

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""of the curve P-256 (https://www.secg.org/sec2-v2.pdf, 2.4.2)"""


@dataclass(frozen=True, slots=True)
class Client:
    id: str
    key_id: str = ""
    """of the key that a sign-in was begun with, and must be gone on with; empty: on a developer's machine"""

    @property
    def is_ours(self) -> bool:
        """Whether this desk can still prove to be this client."""
        return not self.key_id or self.key_id in keys()

    def proof(self, issuer: str) -> dict[str, str]:
        """The fields that go with each request to `issuer`."""
        told = {"client_id": self.id}
        if not self.key_id:
            return told
        now = int(clock.now().timestamp())
        claims: dict[str, str | int] = {"iss": self.id, "sub": self.id, "aud": issuer, "jti": secrets.token_urlsafe(24)}
        claims |= {"iat": now, "exp": now + ASSERTION_SECONDS}
        header = {"alg": "ES256", "kid": self.key_id}
        signed = jwt.encode(header, claims, keys()[self.key_id])
        return {**told, "client_assertion_type": ASSERTION, "client_assertion": signed}


def client(callback: str) -> Client | None:
    """The desk whose callback this is; None where account servers let nobody come back to."""
    if is_public(callback):
        return Client(document_address(callback, NETWORK, DOCUMENT), next(iter(keys())))
    if is_developers(callback):
        return Client("http://localhost/?" + urlencode({"redirect_uri": callback, "scope": SCOPE}))
    return None


def signs_in() -> bool:
    """Whether people can be sent to their server to agree, from where this desk stands."""
    base = environment().base
    return is_public(base) or is_developers(base)


def is_public(address: str) -> bool:
    """HTTPS, a name, no port: what a client's id must be (…/specs/oauth#clients)."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    of_the_world = "." in host and host.rpartition(".")[2] not in NOT_OF_THE_WORLD and not _is_ip(host)
    return parts.scheme == "https" and parts.port is None and of_the_world


def is_developers(address: str) -> bool:
    """Where a desk under development is looked at (…/specs/oauth#localhost-client-development)."""
    parts = urlsplit(address)
    return environment().debug and parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1"}


def metadata(callback: str) -> dict[str, object] | None:
    """What account servers fetch to know who asks; None where there is no such desk."""
    if not is_public(callback):
        return None
    return {
        "client_id": document_address(callback, NETWORK, DOCUMENT),
        "client_name": "Pupitre",
        "client_uri": callback.removesuffix(urlsplit(callback).path),
        "application_type": "web",
        "redirect_uris": [callback],
        "response_types": ["code"],
        "grant_types": ["authorization_code", "refresh_token"],
        "scope": SCOPE,
        "dpop_bound_access_tokens": True,
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
        "jwks": {"keys": [_public(key_id, key) for key_id, key in keys().items()]},
    }


def keys() -> dict[str, ECKey]:
    """The desk's keys by id, newest first: one from each line of secret.key, so none is ever in the database.

    A sign-in goes on with the key it was begun with: while an old line is kept in the file, so are its channels.
    """
    halves = zip(*(derived_each(f"networks/{NETWORK}/client/{half}") for half in "12"), strict=True)
    made = [_key(high + low) for high, low in halves]
    return {key.thumbprint(): key for key in made}


@cache
def _key(seed: str) -> ECKey:
    """A P-256 key out of 512 even bits, so that no key is likelier than another."""
    private = ec.derive_private_key(int(seed, 16) % (ORDER - 1) + 1, ec.SECP256R1())
    kind = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return ECKey.import_key(private.private_bytes(*kind))


def _public(key_id: str, key: ECKey) -> dict[str, object]:
    return {**key.as_dict(private=False), "kid": key_id, "alg": "ES256", "use": "sig"}


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
