"""Pictures of others (an account's portrait, later a stranger's), so that no reader's browser asks another host.

A page names one by an address that only we can sign: it is fetched through the guarded door by a background job, made
again by us (small, without what it carried), kept for a while and served from here. Nothing else comes in by it.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.signing import BadSignature, Signer
from django.db.models import F
from django.utils import timezone

from pupitre.brands.models import Brand
from pupitre.ground import disguise, http
from pupitre.media import pictures
from pupitre.media.models import Far
from pupitre.media.pictures import SUFFIX, PictureRefused
from pupitre.media.shelf import Kept

SIDE, BYTES = 256, 60_000
"""longest side (pixels) and weight of what is kept"""
MOST_READ, WITHIN = 5_000_000, 8.0
"""bytes and seconds that one may take"""
YOUNG = timedelta(days=7)
"""then it is fetched again; meanwhile the old one is shown"""
UNSEEN = timedelta(days=30)
MOST_KEPT = 5000
"""a brand"""
TYPES = ("image/jpeg", "image/webp")


class NotOurs(Exception):
    """An address that no page of this brand signed."""


def signed(brand: Brand, url: str) -> str:
    """The word under which a page of this brand may show the picture; empty when no browser could be sent to it."""
    return _signer(brand).sign_object(url, compress=True) if disguise.address(url) and len(url) <= 1000 else ""


def find(brand: Brand, word: str) -> Kept | None:
    """The picture; None while it is not here. One that is missing or old is asked for. Raises NotOurs."""
    try:
        url = str(_signer(brand).unsign_object(word))
    except (BadSignature, ValueError) as error:
        raise NotOurs from error
    far, _made = Far.objects.get_or_create(brand=brand, digest=_digest(url), defaults={"url": url})
    now = timezone.now()
    if far.seen_at < now - timedelta(days=1):
        Far.objects.filter(pk=far.pk).update(seen_at=now)
    if far.wants_fetching(now, YOUNG):
        from pupitre.media.jobs import fetch_later

        fetch_later(far.pk)
    return _kept(far)


def fetch(far: Far) -> bool:
    """Fetch it now; False when it can't be had (it is tried again, later each time)."""
    try:
        answer = http.request("GET", far.url, timeout=WITHIN, most=MOST_READ, redirects=3)
        if not answer.ok:
            raise PictureRefused("not_a_picture")
        pictures.probe(answer.body)
        small = pictures.cut(answer.body, TYPES, BYTES, SIDE)
        name = f"{far.brand_id}/far/{secrets.token_urlsafe(18)}{SUFFIX[small.mime]}"
        path, before = default_storage.save(name, ContentFile(small.content)), far.path
    except (http.HttpFailure, PictureRefused, OSError):
        Far.objects.filter(pk=far.pk).update(failed_at=timezone.now(), tries=F("tries") + 1)
        return False
    Far.objects.filter(pk=far.pk).update(path=path, mime=small.mime, fetched_at=timezone.now(), failed_at=None, tries=0)
    if before:
        default_storage.delete(before)
    return True


def forget() -> int:
    """What nobody looked at for a month, and of a brand all beyond the most; how many."""
    gone = list(Far.objects.filter(seen_at__lt=timezone.now() - UNSEEN))
    for brand in Far.objects.order_by().values_list("brand", flat=True).distinct():
        gone += list(Far.objects.filter(brand=brand).order_by("-seen_at", "-pk")[MOST_KEPT:])
    for far in gone:
        if far.path:
            default_storage.delete(far.path)
    Far.objects.filter(pk__in=[far.pk for far in gone]).delete()
    return len(gone)


def _kept(far: Far) -> Kept | None:
    try:
        return Kept(default_storage.open(far.path, "rb"), far.mime, "picture" + SUFFIX[far.mime]) if far.path else None
    except OSError:
        return None


def _signer(brand: Brand) -> Signer:
    return Signer(salt=f"pupitre.media.far {brand.pk}")


def _digest(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
