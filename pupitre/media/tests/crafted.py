"""Files as they come from people: pictures, bombs and disguises, made here so that none is kept in the repository."""

from __future__ import annotations

import io
import struct
import zlib

import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()

PARIS = (48.8584, 2.2945)
"""the place that must not leave with a picture"""
DEVICE = "Telltale Phone 9"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: object) -> bytes:
    buffer = io.BytesIO()
    colour = (200, 60, 30, 128)[: len(mode)] if mode in ("RGB", "RGBA") else 1
    Image.new(mode, size, colour).save(buffer, kind, **options)
    return buffer.getvalue()


def motif(number: int = 0, size: tuple[int, int] = (320, 240), light: int = 0, **options: object) -> bytes:
    """A photo with something on it; the same number is the same motif at any size, light and quality."""
    small = Image.new("L", (9, 8))
    small.putdata([(37 * (number + 3) * (place + 1) ** 2 + 11 * place) % 200 + light for place in range(72)])
    buffer = io.BytesIO()
    small.resize(size, Image.Resampling.BICUBIC).convert("RGB").save(buffer, "JPEG", **options)
    return buffer.getvalue()


def with_place(kind: str = "JPEG", orientation: int = 1) -> bytes:
    """A photo that tells where it was taken and by what: EXIF with GPS, and a comment."""
    exif = Image.Exif()
    exif[0x0110] = DEVICE
    exif[0x0112] = orientation
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (48.0, 51.0, 30.0), 3: "E", 4: (2.0, 17.0, 40.0), 29: "2026:11:24"}  # GPSInfo
    )
    comment = {"comment": f"GPS {PARIS[0]} {PARIS[1]} {DEVICE}".encode()} if kind == "JPEG" else {}
    return picture(kind, exif=exif.tobytes(), **comment)


def png_with_words() -> bytes:
    """A PNG whose text chunks tell the place."""
    body = picture("PNG")
    words = chunk(b"tEXt", b"Comment\x00GPS 48.8584 2.2945 " + DEVICE.encode())
    return body[:33] + words + body[33:]


def png_bomb(width: int = 64_000, height: int = 64_000) -> bytes:
    """A header that promises four thousand megapixels, in a hundred bytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def gif(frames: int) -> bytes:
    """An animation of so many images of 4 × 4."""
    one = picture("GIF", (4, 4), "P")
    start = 13 + 3 * (2 << (one[10] & 7)) if one[10] & 0x80 else 13
    image = one[one.index(b",", start) : -1]
    return one[:start] + (b"\x21\xf9\x04\x00\x05\x00\x00\x00" + image) * frames + b";"


def gif_and_script() -> bytes:
    """A GIF that a browser would also run as a script: GIF89a/*…*/=1;alert(1)//"""
    body = picture("GIF", (10799, 4), "P")  # a width of 0x2A2F writes "/*" right after the signature
    return body + b"*/=1;alert(document.domain)//"


def jpeg_and_page() -> bytes:
    """A JPEG with a page in its comment and behind its end."""
    page = b"<html><script>alert(1)</script></html>"
    return picture("JPEG", comment=page) + page


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
DISGUISES = {
    "drawing.svg": SVG,
    "drawing.png": SVG,
    "page.html": b"<!doctype html><script>alert(1)</script>",
    "page.jpg": b"<!doctype html><script>alert(1)</script>",
    "photo.jpg.exe": b"MZ\x90\x00" + b"\x00" * 200,
    "list.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
    "script.gif": b"GIF89a/*" + b"\x00" * 10 + b"*/=1;alert(1)//",
    "clip.m3u8": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
    "joined.txt": b"ffconcat version 1.0\nfile 'file:///etc/passwd'\n",
    "paper.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
    "drawing.eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    "scan.tiff": b"II*\x00\x08\x00\x00\x00\x00\x00",
    "noise.png": bytes(range(256)) * 8,
}
"""what is refused whatever it calls itself"""
