"""Taking a file in, and cutting it for a network. Paths are random; a stranger's file name is never one."""

from __future__ import annotations

import hashlib
import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from pupitre.brands.models import Brand, Member
from pupitre.media import pictures
from pupitre.media.models import Asset, Rendition
from pupitre.media.pictures import SUFFIX, PictureRefused
from pupitre.networks.words import PictureRules


def take_in(brand: Brand, name: str, content: bytes, by: Member | None, alt: str = "") -> Asset:
    """Keep a picture; the same file again is the same asset. Raises PictureRefused."""
    if not content:
        raise PictureRefused("empty")
    seen = pictures.probe(content)
    digest = hashlib.sha256(content).hexdigest()
    known = Asset.objects.filter(brand=brand, digest=digest).first()
    if known:
        Asset.objects.filter(pk=known.pk).update(removed_at=None)
        return known
    thumb = pictures.cut(content, ("image/jpeg", "image/webp"), 400_000, pictures.THUMB)
    try:
        with transaction.atomic():
            return Asset.objects.create(
                brand=brand,
                name=_plain_name(name),
                path=_keep(brand, content, seen.mime),
                thumb=_keep(brand, thumb.content, thumb.mime),
                mime=seen.mime,
                size=len(content),
                width=seen.width,
                height=seen.height,
                digest=digest,
                alt=alt,
                by=by,
            )
    except IntegrityError:  # the same file twice at once
        return Asset.objects.get(brand=brand, digest=digest)


def rendition(asset: Asset, rules: PictureRules) -> Rendition:
    """The cut of this asset that fits `rules`; made once. Raises PictureRefused."""
    shape = f"{'+'.join(t.split('/')[-1] for t in rules.types)}/{rules.bytes}/{rules.side}"
    known = asset.renditions.filter(shape=shape).first()
    if known:
        return known
    made = pictures.cut(_original(asset), rules.types, rules.bytes, rules.side)
    fields = {"mime": made.mime, "size": len(made.content), "width": made.width, "height": made.height}
    path = _keep(asset.brand, made.content, made.mime)
    return Rendition.objects.get_or_create(asset=asset, shape=shape, defaults={"path": path, **fields})[0]


def _original(asset: Asset) -> bytes:
    try:
        with default_storage.open(asset.path, "rb") as file:
            return file.read()
    except FileNotFoundError as error:
        raise PictureRefused("lost") from error


def _keep(brand: Brand, content: bytes, mime: str) -> str:
    path = f"{brand.pk}/{secrets.token_urlsafe(18)}{SUFFIX[mime]}"
    return default_storage.save(path, ContentFile(content))


def _plain_name(name: str) -> str:
    plain = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in plain if letter.isprintable())[:160] or "picture"
