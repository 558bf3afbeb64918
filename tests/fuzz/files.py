"""Forms with files: whole ones with hostile files, and broken ones."""

from __future__ import annotations

import io
from collections.abc import Sequence
from random import Random

from PIL import Image

from tests.fuzz import values


def _gif() -> bytes:
    buffer = io.BytesIO()
    Image.new("P", (3, 3)).save(buffer, "GIF")
    return buffer.getvalue()


CONTENTS = (
    b"", b"\x00", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"<html><script>alert(1)</script>",
    b"GIF89a/*<script>*/=1", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0" + b"\x00" * 300, b"RIFF\xff\xff\xff\xffWEBPVP8 ",
    b"%PDF-1.7", b"PK\x03\x04", b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>",
    b"\x00\x00\x00\x18ftypheic", b"II*\x00\xff\xff\xff\xff", b"BM" + b"\xff" * 60, _gif(), _gif()[:-4], _gif() + b"<script>",
    b"#EXTM3U\nfile:///etc/passwd",
)  # fmt: skip
NAMES = (
    "a.jpg", "a.php.jpg", "a.jpg.php", "../../x.png", "..\\x.png", "a\0.png", "CON", "", ".", "a" * 5000, "é\u202egnp.exe",
    'a".png', "a\r\nX: y.png", "=1+1.csv", "<img src=x>.gif",
)  # fmt: skip
KINDS = ("image/jpeg", "image/svg+xml", "text/html", "", "image/png; charset=x", "\xff", "application/x-httpd-php")
BOUNDARY = "xxBOUNDARYxx"


def parts(random: Random, names: Sequence[str]) -> tuple[str, bytes]:
    """A well-formed multipart body with hostile fields and files."""
    made = [_part(random, names) for _ in range(random.randint(1, 4))]
    body = b"".join(b"--" + BOUNDARY.encode() + b"\r\n" + part + b"\r\n" for part in made)
    return f"multipart/form-data; boundary={BOUNDARY}", body + b"--" + BOUNDARY.encode() + b"--\r\n"


def broken_parts(random: Random, names: Sequence[str]) -> tuple[str, bytes]:
    """The same, cut, doubled, without its end, with another boundary, or with headers that are none."""
    kind, body = parts(random, names)
    way = random.randint(0, 6)
    if way == 0:
        body = body[: random.randint(0, len(body))]
    elif way == 1:
        kind = kind.replace(BOUNDARY, "another")
    elif way == 2:
        kind = "multipart/form-data"
    elif way == 3:
        body = body.replace(b"\r\n", b"\n")
    elif way == 4:
        body = body.replace(b"Content-Disposition", b"Content-Disposition: x\r\n" * 200 + b"Content-Disposition")
    elif way == 5:
        body = body.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n===", 1)
    else:
        body = body.replace(b"form-data", b"form-data; name*=utf-9''%ff", 1)
    return kind, body


def _part(random: Random, names: Sequence[str]) -> bytes:
    name = random.choice(names).replace('"', "%22").encode("utf-8", "replace")
    if random.random() < 0.5:
        text = values.word(random).encode("utf-8", "surrogatepass")
        return b'Content-Disposition: form-data; name="' + name + b'"\r\n\r\n' + text
    filename = random.choice(NAMES).encode("utf-8", "replace")
    kind = random.choice(KINDS).encode("latin-1")
    head = b'Content-Disposition: form-data; name="' + random.choice((name, b"file", b"picture", b"files"))
    return head + b'"; filename="' + filename + b'"\r\nContent-Type: ' + kind + b"\r\n\r\n" + random.choice(CONTENTS)
