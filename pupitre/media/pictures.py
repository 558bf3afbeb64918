"""Reading and cutting pictures with Pillow, within limits: a bomb or a disguise is refused before it opens."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pillow_heif
from PIL import Image, ImageOps

pillow_heif.register_heif_opener()

MOST_BYTES = 40_000_000
MOST_PIXELS = 80_000_000
MOST_SIDE = 20_000
MOST_FRAMES = 300
THUMB = 640
"""longest side of a thumbnail, pixels"""
FORMATS = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "HEIF": "image/heic",
    "AVIF": "image/avif",
}
SUFFIX = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "image/heic": ".heic",
    "image/avif": ".avif",
}
SAVE_AS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


class PictureRefused(Exception):
    """Why a file is not taken; `code` has its sentence in media/messages.py."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Cut:
    content: bytes
    mime: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Probe:
    mime: str
    width: int
    height: int


def probe(content: bytes) -> Probe:
    """What the picture is, by its own bytes: never by its name. Raises PictureRefused."""
    if len(content) > MOST_BYTES:
        raise PictureRefused("too_heavy", most=MOST_BYTES // 1_000_000)
    try:
        with Image.open(io.BytesIO(content), formats=list(FORMATS)) as picture:
            width, height = picture.size
            kind = picture.format or ""
            frames = getattr(picture, "n_frames", 1)
    except Image.DecompressionBombError as error:
        raise PictureRefused("bomb") from error
    except Exception as error:
        raise PictureRefused("not_a_picture") from error
    if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE or frames > MOST_FRAMES:
        raise PictureRefused("bomb")
    turned = width, height
    return Probe(FORMATS[kind], *turned)


def cut(content: bytes, types: tuple[str, ...], most_bytes: int, side: int = 0) -> Cut:
    """A copy that fits: right way up, without metadata (place, device), within bytes and side.

    `side` 0: as large as it is. Raises PictureRefused when it can't be made to fit.
    """
    with Image.open(io.BytesIO(content), formats=list(FORMATS)) as opened:
        picture = ImageOps.exif_transpose(opened)
        picture.load()
    mime = _type_for(picture, types)
    if mime == "image/jpeg" and picture.mode != "RGB":
        picture = _flatten(picture)
    elif picture.mode not in ("RGB", "RGBA"):
        picture = picture.convert("RGBA" if "transparency" in picture.info or picture.mode in ("LA", "PA") else "RGB")
    longest = side or max(picture.size)
    for quality in (88, 80, 70, 60):
        for scale in (1.0, 0.75, 0.5):
            small = _within(picture, int(longest * scale))
            written = _write(small, mime, quality)
            if len(written) <= most_bytes:
                return Cut(written, mime, *small.size)
    raise PictureRefused("cannot_fit", most=round(most_bytes / 1_000_000, 1))


def _type_for(picture: Image.Image, types: tuple[str, ...]) -> str:
    see_through = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    wanted = ("image/png", "image/webp", "image/jpeg") if see_through else ("image/jpeg", "image/webp", "image/png")
    return next((mime for mime in wanted if mime in types), "image/jpeg")


def _flatten(picture: Image.Image) -> Image.Image:
    """Transparent parts become white, as people expect on a JPEG."""
    seen = picture.convert("RGBA")
    white = Image.new("RGBA", seen.size, "white")
    white.alpha_composite(seen)
    return white.convert("RGB")


def _within(picture: Image.Image, side: int) -> Image.Image:
    if max(picture.size) <= side:
        return picture
    small = picture.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    return small


def _write(picture: Image.Image, mime: str, quality: int) -> bytes:
    buffer = io.BytesIO()
    options: dict[str, object] = {"quality": quality} if mime != "image/png" else {"optimize": True}
    picture.save(buffer, SAVE_AS[mime], **options)
    return buffer.getvalue()
