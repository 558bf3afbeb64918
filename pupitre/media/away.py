"""What a bucket answers that is neither a file nor "there is none", said as what somebody must do about it."""

from __future__ import annotations

import re

from pupitre.media.messages import AWAY

CODES = {
    "SignatureDoesNotMatch": "key",
    "InvalidAccessKeyId": "key",
    "AccessDenied": "right",
    "AllAccessDisabled": "right",
    "NoSuchBucket": "no_bucket",
    "InvalidBucketName": "no_bucket",
    "AuthorizationHeaderMalformed": "region",
    "PermanentRedirect": "region",
    "TemporaryRedirect": "region",
    "IllegalLocationConstraintException": "region",
    "RequestTimeTooSkewed": "clock",
    "QuotaExceeded": "full",
    "EntityTooLarge": "full",
    "SlowDown": "slow",
    "RequestTimeout": "slow",
}
"""of https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (2026-11-23), those that somebody can mend;
OpenStack Swift 2.38 and others use the same names"""
_CODE = re.compile(r"<Code>(\w+)</Code>")
_KIND = re.compile(r"\bkind: (Connect|Timeout|Interrupted|Decode)\b")
_KINDS = {"Connect": "unreachable", "Timeout": "slow", "Interrupted": "broke_off", "Decode": "broke_off"}


class ShelfAway(OSError):
    """The file may well be there, but can't be had or kept now. `code` has its sentences in media/messages.py.

    An OSError, as a disk's would be. Its words hold nothing of the answer, which quotes keys and signatures.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return " ".join(map(str, AWAY[self.code]))


def read(error: BaseException) -> ShelfAway | FileNotFoundError:
    """What obstore's error means; it tells the storage's code in its text only (0.12.1)."""
    text = str(error)
    named = _CODE.search(text)
    code = CODES.get(named.group(1), "") if named else ""
    if code:
        return ShelfAway(code)
    if isinstance(error, FileNotFoundError):
        return FileNotFoundError("not in the bucket")
    if "InvalidCertificate(" in text or "invalid peer certificate" in text:
        return ShelfAway("certificate")
    kind = _KIND.search(text)
    if kind:
        return ShelfAway(_KINDS[kind.group(1)])
    if re.search(r"status code: 40[13]\b", text):  # a HEAD has no body to name the reason in
        return ShelfAway("right")
    return ShelfAway("slow" if re.search(r"status code: 5\d\d", text) else "odd")
