"""A few words sealed for one device: RFC 8291 (Web Push encryption) over RFC 8188 (aes128gcm), one record.

Thirty lines of our own over `cryptography`: http-ece comes as source only, and webpush wants pydantic, an e-mail
address and its own JSON Web Tokens (both looked at 2026-11-23). The RFC's own example is the test.
"""

from __future__ import annotations

import os
import struct

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD = 4096
"""octets; what is sealed here is one record and shorter"""
LONGEST = 3000
LAST = b"\x02"
"""delimiter of the last record"""


def seal(
    words: bytes, device: bytes, secret: bytes, ours: ec.EllipticCurvePrivateKey | None = None, salt: bytes = b""
) -> bytes:
    """`words` (at most LONGEST octets) for the device with this public key (uncompressed point) and shared secret.

    `ours` and `salt` are new for every message; given only to check the RFC's example. Raises ValueError.
    """
    if len(words) > LONGEST:
        raise ValueError("too long for one push")
    ours, salt = ours or ec.generate_private_key(ec.SECP256R1()), salt or os.urandom(16)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), device)
    sender = point(ours.public_key())
    keys = _derived(ours.exchange(ec.ECDH(), theirs), secret, b"WebPush: info\x00" + device + sender, 32)
    content = _derived(keys, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(keys, salt, b"Content-Encoding: nonce\x00", 12)
    head = salt + struct.pack("!IB", RECORD, len(sender)) + sender
    return head + AESGCM(content).encrypt(nonce, words + LAST, None)


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """The uncompressed point, as browsers and push services write it."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(material)
