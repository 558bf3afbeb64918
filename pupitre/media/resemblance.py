"""Pictures that look alike: the same motif saved anew, made smaller, lightly edited.

The hash is a difference hash of 8 × 8 bits (N. Krawetz, "Kind of Like That", hackerfactor.com 2013): what is brighter
than its right-hand neighbour. It stays the same when a picture is scaled, re-compressed or slightly lightened.
"""

from __future__ import annotations

import io

from django.core.files.storage import default_storage
from django.db.models import BigIntegerField, F, Func, IntegerField, QuerySet, Value
from PIL import Image

from pupitre.brands.models import Brand
from pupitre.media.models import Asset

SIDE = 8
NEAR = 6
"""bits of 64 that may differ between two that are "the same motif" """
MOST = 6
"""shown beside a picture"""
AT_ONCE = 200


def look_of(picture: bytes) -> int:
    """The hash of a picture that we made ourselves (a thumbnail), as PostgreSQL keeps 64 bits: signed."""
    with Image.open(io.BytesIO(picture)) as opened:
        small = opened.convert("L").resize((SIDE + 1, SIDE), Image.Resampling.BOX)
    bright = list(small.tobytes())
    bits = 0
    for row in range(SIDE):
        start = row * (SIDE + 1)
        for left, right in zip(bright[start : start + SIDE], bright[start + 1 : start + SIDE + 1], strict=True):
            bits = bits << 1 | (left > right)
    return bits - (1 << 64) if bits >> 63 else bits


def alike(brand: Brand, seen: int | None, but: int = 0) -> QuerySet[Asset]:
    """The brand's pictures within NEAR of this look, the nearest first. One of no contrast (0) is like nothing."""
    if not seen:
        return Asset.objects.none()
    apart = Func(
        Func(F("seen"), Value(seen, output_field=BigIntegerField()), arg_joiner=" # ", template="(%(expressions)s)"),
        template="bit_count((%(expressions)s)::bit(64))",
        output_field=IntegerField(),
    )
    found = Asset.objects.alive().filter(brand=brand, seen__isnull=False).exclude(seen=0).annotate(apart=apart)
    return found.filter(apart__lte=NEAR).exclude(pk=but).order_by("apart", "-pk")


def look_at_unseen() -> int:
    """Hash what was taken in before anybody looked; how many. One whose thumbnail is lost is like nothing."""
    unseen = list(Asset.objects.filter(seen=None).only("thumb")[:AT_ONCE])
    for asset in unseen:
        Asset.objects.filter(pk=asset.pk).update(seen=_look_again(asset))
    return len(unseen)


def _look_again(asset: Asset) -> int:
    try:
        with default_storage.open(asset.thumb, "rb") as file:
            return look_of(file.read())
    except FileNotFoundError:
        return 0
