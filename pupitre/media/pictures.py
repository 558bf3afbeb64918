"""Reading and cutting pictures with Pillow, within limits: a bomb or a disguise is refused before it opens."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile

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
QUARTER_TURNS = (5, 6, 7, 8)
"""EXIF orientations that turn a picture by a quarter (EXIF 2.32, tag 0x0112)"""

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


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
    """pixels, as people see the picture: turned the right way up"""


def probe(content: bytes) -> Probe:
    """What the picture is, by its own bytes: never by its name. Raises PictureRefused."""
    if len(content) > MOST_BYTES:
        raise PictureRefused("too_heavy", most=MOST_BYTES // 1_000_000)
    with _opened(content) as picture:
        width, height = picture.size
        if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE:
            raise PictureRefused("bomb", most=MOST_PIXELS // 1_000_000)
        if _has_more_frames(picture, MOST_FRAMES):
            raise PictureRefused("frames", most=MOST_FRAMES)
        turned = picture.getexif().get(0x0112) in QUARTER_TURNS and picture.format != "HEIF"
        return Probe(FORMATS[picture.format or ""], *((height, width) if turned else (width, height)))


def cut(
    content: bytes,
    types: tuple[str, ...],
    most_bytes: int,
    side: int = 0,
    made: Callable[[Image.Image], Image.Image] = lambda picture: picture,
    whole: int = 0,
) -> Cut:
    """A copy that fits: right way up, without metadata (place, device), within bytes and side.

    `side` 0: as large as it is. Of an animation, the first frame. `made`: what is done with it before, at a longest
    side of `whole` (0: `side`). Raises PictureRefused when the file is broken or can't be made to fit.
    """
    with _opened(content) as opened:
        if side:
            _read_at(opened, whole or side)
        picture = ImageOps.exif_transpose(opened)
        picture.load()
        mime = _type_for(picture, types)
        picture = made(_within(_plain(picture, mime), whole or max(picture.size)))
    sizes: dict[int, Image.Image] = {}
    for quality, scale in ((q, s) for q in (88, 80, 70, 60) for s in (1.0, 0.75, 0.5)):
        longest = int((side or max(picture.size)) * scale)
        small = sizes[longest] = sizes.get(longest) or _within(picture, longest)
        written = _write(small, mime, quality)
        if len(written) <= most_bytes:
            return Cut(written, mime, *small.size)
    raise PictureRefused("cannot_fit", most=round(most_bytes / 1_000_000, 1))


def opened(content: bytes) -> Image.Image:
    """A picture that is put into another, as it is seen. Raises PictureRefused."""
    with _opened(content) as picture:
        seen = ImageOps.exif_transpose(picture)
        return seen.convert("RGBA")


def _read_at(picture: Image.Image, side: int) -> None:
    """A JPEG is read at the nearest size above `side`, up to ten times faster. Draft compares each side of the two."""
    share = min(1.0, side / max(picture.size))
    picture.draft("RGB", (math.ceil(picture.width * share), math.ceil(picture.height * share)))


def type_after(mime: str, types: tuple[str, ...]) -> str:
    """What a picture of this type becomes where only `types` are taken; the same when it is one of them."""
    if mime in types:
        return mime
    return next((each for each in ("image/jpeg", "image/webp", "image/png") if each in types), "image/jpeg")


@contextmanager
def _opened(content: bytes) -> Iterator[Image.Image]:
    """The picture, read by the six decoders we allow and no other. Raises PictureRefused for whatever they raise."""
    try:
        with Image.open(io.BytesIO(content), formats=list(FORMATS)) as picture:
            yield picture
    except PictureRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused("bomb", most=MOST_PIXELS // 1_000_000) from error
    except Image.UnidentifiedImageError as error:
        raise PictureRefused("not_a_picture") from error
    except Exception as error:  # decoders of hostile files raise anything: OSError, SyntaxError, struct.error, EOFError
        raise PictureRefused("broken") from error


def _has_more_frames(picture: Image.Image, most: int) -> bool:
    """Counted no further than `most`: a GIF tells its frames only to who walks through them all."""
    if picture.format != "GIF":
        return getattr(picture, "n_frames", 1) > most
    frames = takewhile(lambda place: _seek(picture, place), range(1, most + 1))
    more = sum(1 for _ in frames) == most
    picture.seek(0)
    return more


def _seek(picture: Image.Image, place: int) -> bool:
    try:
        picture._seek(place, False)  # type: ignore[attr-defined]  # as Pillow counts n_frames: nothing is unpacked
    except EOFError:
        return False
    return True


def _plain(picture: Image.Image, mime: str) -> Image.Image:
    """The pixels in a mode that `mime` can say, and of what came with them only the colour profile."""
    profile = picture.info.get("icc_profile") if picture.mode in ("RGB", "RGBA") else None
    if mime == "image/jpeg" and picture.mode != "RGB":
        plain = _flatten(picture)
    elif picture.mode not in ("RGB", "RGBA"):
        plain = picture.convert("RGBA" if _see_through(picture) else "RGB")
    else:
        plain = picture.copy()
    plain.info = {"icc_profile": profile} if profile else {}
    return plain


def _see_through(picture: Image.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info


def _type_for(picture: Image.Image, types: tuple[str, ...]) -> str:
    clear = ("image/png", "image/webp", "image/jpeg")
    opaque = ("image/jpeg", "image/webp", "image/png")
    return next((mime for mime in (clear if _see_through(picture) else opaque) if mime in types), "image/jpeg")


def _flatten(picture: Image.Image) -> Image.Image:
    """Transparent parts become white, as people expect on a JPEG."""
    if not _see_through(picture):
        return picture.convert("RGB")
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
    picture.save(buffer, SAVE_AS[mime], icc_profile=picture.info.get("icc_profile"), **options)
    return buffer.getvalue()
