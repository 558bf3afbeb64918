"""Is there a newer version? Asked once a day of the place that PUPITRE_RELEASES names; of nobody when it is unset.

Versions are the tags v1.2.3 of a git repository, read as git itself reads them over HTTP; nothing of this desk is told
but the `User-Agent` that every request has.
Source: https://git-scm.com/docs/http-protocol, “Smart Clients”, and /docs/pack-protocol, read 2026-11-23.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pupitre
from pupitre.brands.models import Brand
from pupitre.desk.models import Release
from pupitre.ground import http
from pupitre.ground.environment import environment
from pupitre.ground.failures import HttpFailure
from pupitre.journal.models import write
from pupitre.journal.pool import give_back

Number = tuple[int, int, int]
TAG = re.compile(rb"[0-9a-f]{40,64} refs/tags/v(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(?:\^\{\})?")
LENGTH = re.compile(rb"[0-9a-f]{4}")


class NotTold(Exception):
    """The place did not say which versions there are; the sentence says why."""


def look() -> Release | None:
    """Ask, and tell owners of a version that is newer than this one and that they were not told of yet."""
    address = environment().releases
    if not address:
        return None
    give_back()
    newest = max(versions(address), default=None)
    if newest is None or newest <= number(pupitre.__version__):
        return None
    release, is_new = Release.objects.get_or_create(version=words(newest))
    if is_new:
        for brand in Brand.objects.filter(is_demo=False):
            write(brand.pk, "version.newer", ("release", release.pk), version=release.version)
    return release


def newest_known() -> str:
    """The newest version that is newer than this one, as far as was told; empty: none is known."""
    known = [number(version) for version in Release.objects.values_list("version", flat=True)]
    newest = max(known, default=(0, 0, 0))
    return words(newest) if newest > number(pupitre.__version__) else ""


def versions(address: str) -> list[Number]:
    """Those that the repository at `address` has. Raises NotTold."""
    try:
        answer = http.request("GET", f"{address.rstrip('/')}/info/refs?service=git-upload-pack", redirects=3)
    except HttpFailure as failure:
        raise NotTold(f"{failure.code}: {failure.detail}") from failure
    if not answer.ok:
        raise NotTold(f"it answered with status {answer.status}")
    return list(read(answer.body))


def read(told: bytes) -> Iterator[Number]:
    """The versions among the references a server advertises. Raises NotTold when that is no such list."""
    lines = _lines(told)
    if next(lines, b"").strip() != b"# service=git-upload-pack":
        raise NotTold("what is there is not a git repository")
    for line in lines:
        if found := TAG.fullmatch(line.partition(b"\0")[0].strip()):
            yield int(found[1]), int(found[2]), int(found[3])


def _lines(told: bytes) -> Iterator[bytes]:
    """Of git's format: four hexadecimal digits say how long a line is with them; 0000 ends a section."""
    at = 0
    while at < len(told):
        digits = told[at : at + 4]
        if not LENGTH.fullmatch(digits):
            raise NotTold("its list of versions can’t be read")
        length = int(digits, 16)
        if length >= 4:
            if at + length > len(told):
                raise NotTold("its list of versions breaks off")
            yield told[at + 4 : at + length]
        at += max(length, 4)


def number(version: str) -> Number:
    first, second, third = version.split(".")
    return int(first), int(second), int(third)


def words(version: Number) -> str:
    return ".".join(map(str, version))
