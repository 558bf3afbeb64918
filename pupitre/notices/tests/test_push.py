"""Pushes: sealed as the RFC's example says, to a push service that is a real server, once, and forgotten when gone."""

import json
from base64 import urlsafe_b64decode
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey

from pupitre.ground.environment import environment
from pupitre.notices import push, receivers
from pupitre.notices.models import Notice, Receiver
from pupitre.notices.receivers import NotReceivable, to_bytes, to_text
from pupitre.notices.sealing import _derived, point, seal

EXAMPLE = {
    "ours": "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
    "theirs": "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94",
    "device": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "secret": "BTBZMqHH6r4Tts7J_aSIgg",
    "salt": "DGv6ra1nlYgDCS1FRnbzlw",
    "sealed": (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3"
        "jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    ),
}
"""RFC 8291, section 5"""
SECRET = bytes(range(16))


def key_of(number: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(to_bytes(number)), ec.SECP256R1())


def opened(sealed: bytes, device: ec.EllipticCurvePrivateKey, secret: bytes) -> bytes:
    """What the device reads, by the RFC's other half."""
    salt, sender = sealed[:16], sealed[21:86]
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
    shared = device.exchange(ec.ECDH(), theirs)
    keys = _derived(shared, secret, b"WebPush: info\x00" + point(device.public_key()) + sender, 32)
    content = _derived(keys, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(keys, salt, b"Content-Encoding: nonce\x00", 12)
    return AESGCM(content).decrypt(nonce, sealed[86:], None)[:-1]


def test_the_example_of_the_rfc_is_met():
    words = b"When I grow up, I want to be a watermelon"
    given_ = {name: to_bytes(EXAMPLE[name]) for name in ("device", "secret", "salt")}
    sealed = seal(words, given_["device"], given_["secret"], key_of(EXAMPLE["ours"]), given_["salt"])
    assert to_text(sealed) == EXAMPLE["sealed"]
    assert opened(sealed, key_of(EXAMPLE["theirs"]), given_["secret"]) == words


@given(st.binary(max_size=3000))
def test_only_the_device_opens_it(words):
    device, other = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    sealed = seal(words, point(device.public_key()), SECRET)
    assert opened(sealed, device, SECRET) == words
    with pytest.raises(InvalidTag):
        opened(sealed, other, SECRET)


@pytest.fixture
def service(httpserver, monkeypatch):
    """A push service on this machine."""
    monkeypatch.setenv("PUPITRE_ALLOWED_HOSTS_PRIVATE", f"{httpserver.host}:{httpserver.port}")
    environment.cache_clear()
    yield httpserver
    monkeypatch.undo()
    environment.cache_clear()


@pytest.fixture
def device():
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def phone(transactional_db, owner, service, device):
    public = to_text(point(device.public_key()))
    return receivers.keep(owner, service.url_for("/push/1"), public, to_text(SECRET), "Camille's phone")


@pytest.fixture
def notice(brand, owner, phone):
    """It is time to post by hand."""
    return Notice.objects.create(
        brand=brand, member=owner, entry_id=1, verb="sending.by_hand", particulars={"sending": 7}
    )


def test_a_device_is_told_once_with_words_that_only_it_can_read(service, notice, phone, device, brand, settings):
    taken = []
    service.expect_request("/push/1", method="POST").respond_with_handler(
        lambda asked: taken.append(asked) or answer(201)
    )
    assert push.push_what_waits() == 1
    assert push.push_what_waits() == 0
    [asked] = taken
    said = json.loads(opened(asked.get_data(), device, SECRET))
    assert said["title"] == brand.name and said["url"].endswith(f"/b/{brand.slug}/sendings/7/by-hand/")
    assert asked.headers["Content-Encoding"] == "aes128gcm" and asked.headers["Urgency"] == "high"
    token, ours = asked.headers["Authorization"].removeprefix("vapid t=").split(", k=")
    raw = to_bytes(ours)
    public = ECKey.import_key({"kty": "EC", "crv": "P-256", "x": to_text(raw[1:33]), "y": to_text(raw[33:])})
    claims = jwt.decode(token, public).claims
    assert claims["aud"] == service.url_for("").rstrip("/") and claims["sub"] == settings.BASE_ADDRESS
    phone.refresh_from_db()
    assert phone.told_at is not None


def answer(status):
    from werkzeug import Response

    return Response(status=status)


def test_a_service_that_is_away_is_asked_again(service, notice, phone):
    service.expect_ordered_request("/push/1").respond_with_data("", status=503)
    service.expect_ordered_request("/push/1").respond_with_data("", status=201)
    assert push.push_what_waits() == 0
    notice.refresh_from_db()
    assert notice.pushed_at is None and notice.push_until is None
    assert push.push_what_waits() == 1


def test_a_device_that_is_gone_is_forgotten(service, notice, phone):
    service.expect_request("/push/1").respond_with_data("", status=410)
    assert push.push_what_waits() == 0
    assert not Receiver.objects.exists()
    notice.refresh_from_db()
    assert notice.pushed_at is not None


def test_what_was_before_the_device_is_not_told_nor_what_was_seen(service, notice, phone):
    Notice.objects.update(made_at=timezone.now() - timedelta(hours=2))
    assert push.push_what_waits() == 0
    Notice.objects.update(made_at=timezone.now(), read_at=timezone.now())
    assert push.push_what_waits() == 0


def test_the_key_is_made_once_and_sealed(transactional_db):
    first = receivers.public_key()
    assert first == receivers.public_key() and len(urlsafe_b64decode(first + "=")) == 65
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM notices_pushkey")
        [(sealed,)] = cursor.fetchall()
    assert "MIG" not in sealed


@pytest.mark.parametrize(
    ("endpoint", "key", "secret", "code"),
    [
        ("https://push.example/1", "short", to_text(SECRET), "malformed"),
        ("https://push.example/1", None, "AAAA", "malformed"),
        ("javascript:alert(1)", None, to_text(SECRET), "malformed"),
        ("https://10.0.0.7/1", None, to_text(SECRET), "address"),
        ("http://169.254.169.254/latest", None, to_text(SECRET), "address"),
    ],
)
def test_what_is_no_device_is_refused(transactional_db, owner, device, endpoint, key, secret, code):
    with pytest.raises(NotReceivable) as refused:
        receivers.keep(owner, endpoint, key or to_text(point(device.public_key())), secret, "x")
    assert refused.value.code == code and not Receiver.objects.exists()
