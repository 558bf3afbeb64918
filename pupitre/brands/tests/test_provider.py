"""The house's provider: only a token that it signed, for us, for this journey, just now, says who somebody is."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from pupitre.brands import provider
from pupitre.brands.provider import ProviderRefused, come_back, set_out
from pupitre.brands.tests.house import BACK, CLIENT, ISSUER, WHO, House, house
from pupitre.ground.environment import Environment
from pupitre.ground.failures import AddressRefused, NothingLeft

__all__ = ["house"]


def refused(code, *args):
    with pytest.raises(ProviderRefused) as found:
        come_back(*args)
    assert str(found.value) == code


def test_it_asks_with_state_nonce_and_pkce(house):
    journey, other = set_out(BACK), set_out(BACK)
    asked = dict(parse_qsl(urlsplit(journey.address).query))
    proof = base64.urlsafe_b64encode(hashlib.sha256(journey.verifier.encode()).digest()).rstrip(b"=").decode()
    assert journey.address.startswith(f"{ISSUER}/authorize?")
    assert (asked["code_challenge"], asked["code_challenge_method"]) == (proof, "S256")
    assert (asked["client_id"], asked["redirect_uri"], asked["response_type"]) == (CLIENT, BACK, "code")
    assert {journey.state, journey.nonce, journey.verifier}.isdisjoint({other.state, other.nonce, other.verifier})


def test_who_came_back(house):
    journey = set_out(BACK)
    told = come_back(journey, house.agree(journey), BACK)
    assert (told.issuer, told.subject, told.email, told.name) == (ISSUER, "1234", WHO["email"], "Camille Roux")
    exchange = next(one for one in house.asked if one["url"].endswith("/token"))
    assert exchange["form"]["code_verifier"] == journey.verifier and exchange["form"]["redirect_uri"] == BACK
    assert exchange["form"]["client_id"] == CLIENT and "client_secret" not in exchange["form"]


def test_a_secret_travels_in_the_header_or_where_the_provider_wants_it(house, monkeypatch, tmp_path):
    ours = Environment(data=tmp_path, oidc_issuer=ISSUER, oidc_client_id="pu:pitre", oidc_client_secret="s e")
    monkeypatch.setattr("pupitre.brands.provider.environment", lambda: ours)
    journey = set_out(BACK)
    come_back(journey, house.agree(journey, aud="pu:pitre"), BACK)
    exchange = next(one for one in house.asked if one["url"].endswith("/token"))
    assert base64.b64decode(exchange["headers"]["Authorization"].removeprefix("Basic ")) == b"pu%3Apitre:s%20e"
    house.facts["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    house.asked.clear()
    come_back(journey, house.agree(journey, aud="pu:pitre"), BACK)
    exchange = next(one for one in house.asked if one["url"].endswith("/token"))
    assert exchange["form"]["client_secret"] == "s e" and "Authorization" not in exchange["headers"]
    assert "s e" not in repr(ours)


NOW = int(time.time())
FORGED = {
    "for somebody else": {"aud": "another-desk"},
    "for several, none of them named": {"aud": [CLIENT, "other"]},
    "for several, another named": {"aud": [CLIENT, "other"], "azp": "other"},
    "of another provider": {"iss": "https://evil.example"},
    "of another journey": {"nonce": "another"},
    "without a journey": {"nonce": None},
    "expired": {"exp": NOW - 3600, "iat": NOW - 7200},
    "without an end": {"exp": None},
    "of the future": {"iat": NOW + 3600},
    "of nobody": {"sub": None},
    "of something": {"sub": 1234},
    "without an audience": {"aud": None},
    "without an issuer": {"iss": None},
}


@pytest.mark.parametrize("wrong", FORGED.values(), ids=FORGED.keys())
def test_a_token_that_is_not_for_us_here_and_now_is_refused(house, wrong):
    journey = set_out(BACK)
    refused("forged", journey, house.agree(journey, **wrong), BACK)


def encoded(part):
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def unsigned(claims):
    return f"{encoded({'alg': 'none'})}.{encoded(claims)}."


def with_shared_secret(claims, house):
    """The old trick: our public key taken for a shared secret."""
    parts = [encoded({"alg": "HS256", "kid": "one"}), encoded(claims)]
    mac = hmac.digest(house.key.as_pem(private=False), ".".join(parts).encode(), "sha256")
    return ".".join([*parts, base64.urlsafe_b64encode(mac).rstrip(b"=").decode()])


def by_another_key(claims):
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, RSAKey.generate_key(2048, {"kid": "one"}))


@pytest.mark.parametrize("trick", ["none", "shared secret", "another key", "changed", "rubbish", "nothing"])
def test_a_token_that_the_provider_did_not_sign_is_refused(house, trick):
    journey = set_out(BACK)
    answer = house.agree(journey)
    claims = jwt.decode(house.token, house.key, algorithms=["RS256"]).claims
    head, _, signature = house.token.split(".")
    other = encoded({**claims, "sub": "9"})
    house.token = {
        "none": lambda: unsigned(claims),
        "shared secret": lambda: with_shared_secret(claims, house),
        "another key": lambda: by_another_key(claims),
        "changed": lambda: f"{head}.{other}.{signature}",
        "rubbish": lambda: "a.b.c",
        "nothing": lambda: "",
    }[trick]()
    refused("forged", journey, answer, BACK)


def test_an_answer_of_another_provider_is_a_mix_up(house):
    journey = set_out(BACK)
    answer = house.agree(journey)
    refused("mixed_up", journey, answer | {"iss": "https://evil.example"}, BACK)
    house.facts["issuer"] = "https://evil.example"
    refused("mixed_up", journey, answer, BACK)


def test_who_does_not_agree_there_is_not_let_in(house):
    journey = set_out(BACK)
    refused("declined", journey, {"error": "access_denied", "state": journey.state}, BACK)


@pytest.mark.parametrize(("vouched", "email"), [(True, WHO["email"]), ("true", WHO["email"]), (False, ""), (None, "")])
def test_an_address_counts_only_when_the_provider_vouches_for_it(house, vouched, email):
    journey = set_out(BACK)
    assert come_back(journey, house.agree(journey, email_verified=vouched), BACK).email == email


def test_what_the_token_does_not_tell_is_asked_of_the_same_person(house):
    house.says = {"email": None, "email_verified": None}
    house.more = {"sub": "1234", "email": "Camille@Lune.example", "email_verified": True}
    journey = set_out(BACK)
    assert come_back(journey, house.agree(journey), BACK).email == "camille@lune.example"
    house.more["sub"] = "9"
    refused("forged", journey, house.agree(journey), BACK)


@pytest.mark.parametrize("failure", [NothingLeft("unreachable"), AddressRefused("private_address")])
def test_a_provider_that_is_away_or_inside_is_said_so(house, failure):
    house.failure = failure
    with pytest.raises(ProviderRefused, match="away"):
        set_out(BACK)


def test_a_garbled_description_is_refused(house):
    del house.facts["jwks_uri"]
    with pytest.raises(ProviderRefused, match="garbled"):
        set_out(BACK)


def test_a_verifier_of_another_journey_is_what_the_provider_sees(house):
    journey = replace(set_out(BACK), verifier="stolen")
    come_back(journey, house.agree(journey), BACK)
    assert next(one for one in house.asked if one["url"].endswith("/token"))["form"]["code_verifier"] == "stolen"
    assert provider.is_set() and isinstance(house, House)
