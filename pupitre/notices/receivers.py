"""Devices that a member wants to be told on, and the desk's own key towards their push services (RFC 8292)."""

from __future__ import annotations

import base64
import binascii
import re

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key
from django.db import transaction

from pupitre.brands.models import Member
from pupitre.ground import http, secrets
from pupitre.ground.failures import HttpFailure
from pupitre.notices.models import PushKey, Receiver
from pupitre.notices.sealing import point

MOST = 10
"""devices of one member"""
LONGEST_ENDPOINT = 1000


class NotReceivable(Exception):
    """What the browser gave is no address that a push can be sent to; `code` is "malformed", "address" or "many"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def keep(member: Member, endpoint: str, key: str, secret: str, name: str) -> Receiver:
    """Tell this member on this device too. The same device again is the same receiver. Raises NotReceivable.

    `key` and `secret`: the device's p256dh and auth, base64url (RFC 8291).
    """
    _check(endpoint, key, secret)
    with transaction.atomic():
        Member.objects.select_for_update().get(pk=member.pk)
        known = Receiver.objects.filter(endpoint=endpoint).first()
        if known is None and Receiver.objects.filter(member=member).count() >= MOST:
            raise NotReceivable("many")
        kept, _made = Receiver.objects.update_or_create(
            endpoint=endpoint, defaults={"member": member, "key": key, "secret": secret, "name": name[:60]}
        )
    return kept


def remove(member: Member, receiver_id: int) -> bool:
    """False when it is none of theirs."""
    return bool(Receiver.objects.filter(member=member, pk=receiver_id).delete()[0])


def public_key() -> str:
    """The desk's own, as browsers want it: the uncompressed point, base64url. Made when it is first asked for."""
    return to_text(point(private_key().public_key()))


def private_key() -> ec.EllipticCurvePrivateKey:
    """Raises secrets.WrongKey."""
    kept = PushKey.objects.first()
    if kept is None:
        made = ec.generate_private_key(ec.SECP256R1())
        raw = made.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        kept, _made = PushKey.objects.get_or_create(pk=1, defaults={"sealed": secrets.seal({"key": to_text(raw)})})
    opened = load_der_private_key(to_bytes(secrets.unseal(kept.sealed)["key"]), None)
    assert isinstance(opened, ec.EllipticCurvePrivateKey)
    return opened


def forget() -> None:
    """The key of the installation is lost: no push service knows us any more, and every device is asked anew."""
    Receiver.objects.all().delete()
    PushKey.objects.all().delete()


def to_bytes(text: str) -> bytes:
    """Raises ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def to_text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _check(endpoint: str, key: str, secret: str) -> None:
    try:
        point, salt = to_bytes(key), to_bytes(secret)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except (ValueError, binascii.Error) as error:
        raise NotReceivable("malformed") from error
    if len(salt) != 16 or len(endpoint) > LONGEST_ENDPOINT or not re.fullmatch(r"https?://\S+", endpoint):
        raise NotReceivable("malformed")
    try:
        http.check(endpoint)
    except (HttpFailure, http.AddressRefused) as error:
        raise NotReceivable("address") from error
