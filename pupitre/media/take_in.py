"""Taking a file in, and cutting it for a network. Paths are random; a stranger's file name is never one."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Callable
from contextlib import suppress

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from PIL.Image import Image

from pupitre.brands.models import Brand, Member
from pupitre.media import library, pictures
from pupitre.media.develop import develop
from pupitre.media.models import Asset, Rendition
from pupitre.media.particulars import words_of
from pupitre.media.pictures import SUFFIX, Cut, PictureRefused
from pupitre.media.recipe import Recipe, digest, enough
from pupitre.media.resemblance import look_of
from pupitre.networks.words import PictureRules

log = logging.getLogger(__name__)


def take_in(brand: Brand, name: str, content: bytes, by: Member | None, alt: str = "") -> Asset:
    """Keep a picture; the same file again is the same asset. For no transaction. Raises PictureRefused."""
    if not content:
        raise PictureRefused("empty")
    seen = pictures.probe(content)
    digest = hashlib.sha256(content).hexdigest()
    known = Asset.objects.filter(brand=brand, digest=digest).first()
    if known:
        Asset.objects.filter(pk=known.pk).update(removed_at=None)
        return known
    _want_room(brand, len(content))
    thumb = pictures.cut(content, ("image/jpeg", "image/webp"), 400_000, pictures.THUMB)
    asset = Asset(brand=brand, name=_plain_name(name), digest=digest, size=len(content), alt=alt, by=by)
    asset.mime, asset.width, asset.height = seen.mime, seen.width, seen.height
    asset.seen, asset.words = look_of(thumb.content), words_of(asset)
    asset.path = _keep(brand, content, seen.mime)
    asset.thumb = _keep(brand, thumb.content, thumb.mime, besides=asset.path)
    try:
        with transaction.atomic():
            asset.save(force_insert=True)
    except IntegrityError:  # the same file twice at once
        _drop(asset.path, asset.thumb)
        return Asset.objects.get(brand=brand, digest=digest)
    return asset


def rendition(asset: Asset, rules: PictureRules, recipe: Recipe | None = None) -> Rendition:
    """The cut of this asset that fits `rules`, after `recipe` (for one channel, see recipe.only_for).

    Made once, and for no transaction. Raises PictureRefused.
    """
    shape = f"{'+'.join(t.split('/')[-1] for t in rules.types)}/{rules.bytes}/{rules.side}"
    shape += f"/{digest(recipe)}" if recipe else ""
    known = asset.renditions.filter(shape=shape).first()
    if known:
        return known
    after, whole = _after(asset, recipe or {}), enough(recipe or {}, rules.side)
    made = pictures.cut(_original(asset), rules.types, rules.bytes, rules.side, after, whole)
    fields = {"mime": made.mime, "size": len(made.content), "width": made.width, "height": made.height}
    path = _keep(asset.brand, made.content, made.mime)
    kept, is_ours = Rendition.objects.get_or_create(asset=asset, shape=shape, defaults={"path": path, **fields})
    if not is_ours:
        _drop(path)
    return kept


def sketch(asset: Asset, recipe: Recipe) -> Cut:
    """A small picture of what a recipe makes, for the page that writes it. Raises PictureRefused."""
    try:
        with default_storage.open(asset.thumb, "rb") as file:
            return pictures.cut(file.read(), ("image/jpeg", "image/webp"), 400_000, 0, _after(asset, recipe))
    except FileNotFoundError as error:
        raise PictureRefused("lost") from error
    except OSError as error:
        raise _away(error) from error


def _after(asset: Asset, recipe: Recipe) -> Callable[[Image], Image]:
    """What makes a picture after this recipe; its logo is another picture of the brand. Raises PictureRefused."""
    if "logo" not in recipe:
        return lambda picture: develop(picture, recipe) if recipe else picture
    logo = Asset.objects.filter(brand=asset.brand_id, pk=recipe["logo"]["asset"]).first()
    if logo is None:
        raise PictureRefused("lost")
    mark = pictures.opened(_original(logo))
    return lambda picture: develop(picture, recipe, mark)


def _want_room(brand: Brand, size: int) -> None:
    room = library.room(brand)
    if room.most and room.size + size > room.most:
        raise PictureRefused("full", most=room.most // library.GIGA)


def _original(asset: Asset) -> bytes:
    try:
        with default_storage.open(asset.path, "rb") as file:
            return file.read()
    except FileNotFoundError as error:
        raise PictureRefused("lost") from error
    except OSError as error:
        raise _away(error) from error


def _keep(brand: Brand, content: bytes, mime: str, besides: str = "") -> str:
    """Where it is kept now. `besides`: what was kept for nothing when this one can't be. Raises PictureRefused."""
    path = f"{brand.pk}/{secrets.token_urlsafe(18)}{SUFFIX[mime]}"
    try:
        return default_storage.save(path, ContentFile(content))
    except OSError as error:
        _drop(besides)
        raise _away(error) from error


def _drop(*paths: str) -> None:
    """What nobody will ask for; it stays, unseen, where it can't be removed now."""
    for path in filter(None, paths):
        with suppress(OSError):
            default_storage.delete(path)


def _away(error: OSError) -> PictureRefused:
    log.error("pictures can't be kept or read: %s", getattr(error, "code", "") or type(error).__name__)
    return PictureRefused("away")


def _plain_name(name: str) -> str:
    plain = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in plain if letter.isprintable())[:160] or "picture"
