"""What a hostile or broken program puts where a value is expected."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random
from urllib.parse import quote, quote_plus

WORDS = (
    "", " ", "0", "-1", "1", "01", "+1", "1.5", "1e309", "NaN", "Infinity", "-0", "999999999", "2147483648",
    "9223372036854775807", "9223372036854775808", "1" + "0" * 40, "9" * 5000, "٣", "１２", "²", "Ⅷ", "true", "null",
    "undefined", "None", "[]", "{}", "\0", "a\0b", "\r\n", "a\r\nSet-Cookie: x=y", "\t", "\x1b[31m", "\x7f", "\ufeff",
    "\u202eevil", "\u200b", "\ufffe", "\U0010ffff", "é" * 300, "e\u0301" * 300, "👩‍👩‍👧‍👦" * 50, "a" * 10_000, "../../etc/passwd",
    "..\\..\\boot.ini", "/etc/passwd", "C:\\x", "file:///etc/passwd", "http://127.0.0.1:1/", "javascript:alert(1)",
    "//evil.example", "https://evil.example\\@localhost/", "http://[::1", "http://a:b@c:d", "http://[v1.x]/", "http://%",
    "'", '"', "';--", "' OR 1=1--", "%", "%s%n", "{{7*7}}", "${7*7}", "<script>alert(1)</script>", "<!--", "]]>", "&#0;",
    "2026-11-24", "2026-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "-1-01-01", "2026-W53", "2026-13", "0001-01",
    "9999-12", "2026-11-24T11:30", "2026-10-25T02:30", "2027-03-28T02:30", "2026-11-24T25:61", "0001-01-01T00:00",
    "9999-12-31T23:59", "2026-11-24T11:30+99:99", "24:00", "12:60", "Europe/Paris", "Europe/../Paris", "Mars/Phobos",
    "/dev/null", "fr", "xx-YY", "owner", "king", "now", "later", "month", "week", "day", "sent", "paper", "a@b.example",
    "a@b@c", "@", "a" * 300 + "@b.example", "\ud800", "%00", "%ff", "%u0041", "*", "(" * 500, "a:1:1,2", "1:1:", "1:9:4,5,6",
)  # fmt: skip
METHODS = (
    ("GET",) * 6 + ("POST",) * 9 + ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "get", "PROPFIND")
)
HOSTS = (
    "evil.example", "localhost:99999", "localhost:-1", "localhost:abc", "", " ", "localhost, evil.example", "[::1", "[::1]:x",
    "127.0.0.1.", "localhost\0.evil", "ló.example", "a" * 300, "localhost/../x", "localhost@evil.example", "testserver.evil",
    "\xff\xfe", "0x7f.1", "localhost#", "..",
)  # fmt: skip
TYPES = (
    "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=", "application/json",
    "multipart/form-data; boundary=\xff", "multipart/form-data; boundary=" + "b" * 300, "multipart/mixed; boundary=x",
    "application/json; charset=utf-7", "application/x-www-form-urlencoded; charset=nonsense", "text/xml", "image/png",
    "application/x-www-form-urlencoded; charset=utf-16", "application/x-www-form-urlencoded; charset=idna", "", "/", ";", "x",
    "application/x-www-form-urlencoded; charset=hex", "text/plain; charset=\"'", "application/json;" + ";" * 500,
)  # fmt: skip
HEADERS = {
    "HTTP_ACCEPT": ("text/html", "*/*", "", ",,,;q=x", "text/html;q=9", "application/json", "a" * 5000, "\xff"),
    "HTTP_ACCEPT_LANGUAGE": ("fr", "xx", "en;q=nan", "fr;q=1e9", "*" * 500, "fr-" + "a" * 600, "\xe9", "-", "en_", "../fr"),
    "HTTP_ACCEPT_ENCODING": ("gzip", "br;q=x", "gzip, " * 200, "\xff"),
    "HTTP_HX_REQUEST": ("true", "false", "\xff"),
    "HTTP_HX_TARGET": ("page", "found", "#", "\xff", "a" * 3000),
    "HTTP_HX_CURRENT_URL": ("http://localhost/", "http://[", "%ff", "javascript:x", "\xff", "http://[v1]/"),
    "HTTP_HX_CURRENT_URL_URI_AUTOENCODED": ("true",),
    "HTTP_HX_TRIGGER": ("{", "\xff"),
    "HTTP_TRIGGERING_EVENT": ("{", "{}", "\xff", "[" * 3000, "NaN"),
    "HTTP_IF_NONE_MATCH": ('"x"', "W/", '"', "\xff", '"' * 500),
    "HTTP_IF_MODIFIED_SINCE": ("x", "Thu, 01 Jan 0000 00:00:00 GMT", "Fri, 99 Foo 99999 99:99:99 GMT", "9" * 500),
    "HTTP_RANGE": ("bytes=0-0", "bytes=9-1", "bytes=-", "bytes=" + "9" * 400 + "-", "lines=1", "bytes=0-,0-,0-", "\xff"),
    "HTTP_X_FORWARDED_FOR": ("127.0.0.1", "evil", "'; drop table", "1.2.3.4, " * 300, "\xff"),
    "HTTP_X_FORWARDED_PROTO": ("https", "gopher"),
    "HTTP_X_FORWARDED_HOST": ("evil.example",),
    "HTTP_ORIGIN": ("null", "http://evil.example", "http://[", "\xff"),
    "HTTP_REFERER": ("http://evil.example/", "http://[", "\xff", "a" * 9000),
    "HTTP_LAST_EVENT_ID": ("1:1:", "9:9:9", "x", "1:" + "9" * 400 + ":", "99999999999999999999:1:1,2"),
    "HTTP_USER_AGENT": ("", "\xff" * 400, "a" * 9000, "<script>", "\u0000"),
    "HTTP_AUTHORIZATION": ("Bearer x", "Basic " + "=" * 99, "\xff"),
    "HTTP_X_CSRFTOKEN": ("x", "\xff", "a" * 5000),
    "HTTP_COOKIE": (
        "pupitre=x; csrftoken=y", "pupitre=" + "a" * 6000, "=;=;;", "\xff=\xff", "django_language=../../x; messages=x",
        'pupitre="\\"; x', "django_language=fr%00", "pupitre=%00", "messages=W1tdXQ", "pupitre=\xe9; django_language=\xe9",
    ),
    "CONTENT_LENGTH": ("0", ""),
    "HTTP_CONTENT_ENCODING": ("gzip", "x"),
    "HTTP_TRANSFER_ENCODING": ("chunked, x",),
    "HTTP_X_HTTP_METHOD_OVERRIDE": ("DELETE",),
}  # fmt: skip


def word(random: Random) -> str:
    """A value, now and then two in one."""
    chosen = random.choice(WORDS)
    return chosen + random.choice(WORDS) if random.random() < 0.1 else chosen


def in_path(random: Random) -> str:
    """As a piece of a path: mostly percent-encoded, sometimes encoded twice or into what is no UTF-8."""
    raw = word(random)[:3000].encode("utf-8", "surrogatepass")
    way = random.random()
    if way < 0.1:
        return "%ff%fe" + quote(raw)
    return quote(quote(raw)) if way < 0.2 else quote(raw, safe="")


def query(random: Random, names: Sequence[str]) -> str:
    """A query string, or something in the place of one."""
    if random.random() < 0.1:
        return random.choice(
            ("%", "&&&==", "a" * 9000, "%ff=%fe", "=".join("a" * 900), "\xff", "?" * 50, ";;", "%00=%00")
        )
    pairs = [(random.choice(names), word(random)) for _ in range(random.randint(1, 5))]
    return "&".join(f"{quote_plus(k)}={quote_plus(v.encode('utf-8', 'surrogatepass')[:4000])}" for k, v in pairs)


def document(random: Random, names: Sequence[str], depth: int = 0) -> object:
    """A JSON value of any shape."""
    way = random.random()
    if depth > 3 or way < 0.4:
        return random.choice((None, True, 0, -1, 10**30, 1.5, float("nan"), float("inf"), "", word(random), [], {}))
    if way < 0.6:
        return [document(random, names, depth + 1) for _ in range(random.randint(0, 4))]
    return {random.choice(names): document(random, names, depth + 1) for _ in range(random.randint(0, 5))}


def json_bytes(random: Random, names: Sequence[str]) -> bytes:
    text = json.dumps(document(random, names))
    way = random.random()
    if way < 0.15:
        text = text[: random.randint(0, len(text))]
    elif way < 0.2:
        text = "[" * 50_000
    elif way < 0.25:
        text = '{"a":' * 2000 + "1" + "}" * 2000
    elif way < 0.3:
        return b"\xff\xfe" + text.encode("utf-16")
    return text.encode("utf-8", "surrogatepass")
