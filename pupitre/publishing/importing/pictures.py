"""Pictures that a file names by address: tried before anything is planned, taken in when their row becomes a post."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote, urlsplit

from django.db import transaction

from pupitre.brands.models import Brand, Member
from pupitre.ground import http
from pupitre.media import pictures
from pupitre.media.models import Asset
from pupitre.media.pictures import PictureRefused
from pupitre.media.take_in import take_in
from pupitre.publishing.importing.models import Import

WITHIN, MOST = 8.0, 20_000_000
"""seconds and bytes that one picture may take"""
AT_ONCE = 6


class NoPicture(Exception):
    """It can't be had; `code` has its sentence in publishing/messages.py."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def look(source: Import, urls: Sequence[str]) -> None:
    """Try the first of these addresses, keep nothing of them but what came of it. For no transaction."""
    tried = list(urls[:AT_ONCE])
    with ThreadPoolExecutor(AT_ONCE) as pool:
        remember(source, dict(zip(tried, pool.map(_why_not, tried), strict=True)))


def remember(source: Import, tried: dict[str, str]) -> None:
    """Beside what others have found meanwhile."""
    with transaction.atomic():
        locked = Import.objects.select_for_update().get(pk=source.pk)
        locked.pictures = source.pictures = {**locked.pictures, **tried}
        locked.save(update_fields=["pictures"])


def bring(brand: Brand, url: str, alt: str, by: Member) -> Asset:
    """The picture in the library; the same one again is the same asset. For no transaction. Raises NoPicture."""
    content = _fetched(url)
    try:
        return take_in(brand, unquote(urlsplit(url).path.rsplit("/", 1)[-1])[:100] or "picture", content, by, alt)
    except PictureRefused as refused:
        raise NoPicture("import_picture_none") from refused


def _why_not(url: str) -> str:
    try:
        _fetched(url)
    except NoPicture as error:
        return error.code
    return ""


def _fetched(url: str) -> bytes:
    try:
        answer = http.request("GET", url, timeout=WITHIN, most=MOST, redirects=4)
    except http.AddressRefused as refused:
        private = refused.code == "private_address"
        raise NoPicture("import_picture_private" if private else "import_picture_no_address") from refused
    except http.HttpFailure as failure:
        raise NoPicture("import_picture_away") from failure
    if not answer.ok:
        raise NoPicture("import_picture_gone" if answer.status in (404, 410) else "import_picture_away")
    try:
        pictures.probe(answer.body)
    except PictureRefused as refused:
        raise NoPicture("import_picture_none") from refused
    return answer.body
