"""R10: pictures of others come through our own copy, and nothing else can be fetched with its address."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from httpx2 import Headers
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from pupitre.ground import http
from pupitre.media import far, jobs
from pupitre.media.models import Far
from pupitre.media.tests import crafted

URL = "https://pictures.example/portrait.jpg"


def portrait(side: int = 900) -> bytes:
    buffer = io.BytesIO()
    picture = Image.new("RGB", (side, side), "#1e2f66")
    exif = Image.Exif()
    exif[0x010F] = "a camera with a name"
    picture.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


@pytest.fixture
def there(monkeypatch):
    """What lies over there, and who asked for what."""
    answers: dict[str, bytes | Exception] = {URL: portrait()}
    asked: list[str] = []

    def request(method, url, **options):
        asked.append(url)
        assert (method, options["redirects"]) == ("GET", 3) and options["most"] <= 5_000_000 and options["timeout"] <= 8
        found = answers[url]
        if isinstance(found, Exception):
            raise found
        return http.Answer(200, Headers({"content-type": "text/html"}), found, url)

    monkeypatch.setattr(http, "request", request)
    answers["asked"] = asked  # type: ignore[assignment]
    return answers


def at(brand, word):
    return reverse("far-picture", args=[brand.slug, word])


def test_it_is_fetched_once_made_again_and_served_from_here(client, owner, brand, there):
    client.force_login(owner)
    word = far.signed(brand, URL)
    first = client.get(at(brand, word))
    assert first["Content-Type"] == "image/svg+xml" and there["asked"] == []
    client.get(at(brand, word))
    assert ProcrastinateJob.objects.filter(task_name="media.fetch_far").count() == 1
    jobs.fetch_far(Far.objects.get().pk)
    shown = client.get(at(brand, word))
    assert shown["Content-Type"] == "image/jpeg" and shown["Content-Disposition"].startswith("inline")
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    picture = Image.open(io.BytesIO(shown.content))
    assert max(picture.size) == far.SIDE and not picture.getexif() and b"camera" not in shown.content
    assert there["asked"] == [URL]


@pytest.mark.parametrize("word", ["x", "", URL, "eyJ1cmwiOiJ4In0:abc", "%00"])
def test_what_no_page_signed_is_not_fetched(client, owner, brand, there, word):
    client.force_login(owner)
    assert client.get(f"/b/{brand.slug}/far/{word}/").status_code == 404
    assert not Far.objects.exists() and there["asked"] == []


def test_a_word_is_good_in_its_own_brand_only(brand, other_brand):
    with pytest.raises(far.NotOurs):
        far.find(other_brand, far.signed(brand, URL))


@pytest.mark.parametrize("url", ["javascript:x", "data:image/png;base64,x", "//a.example/x", "", "file:///etc/passwd"])
def test_what_is_no_web_address_is_not_signed(brand, url):
    assert far.signed(brand, url) == ""


def test_an_address_inside_opens_nothing(brand, monkeypatch):
    import socket

    def refuse(*_):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", lambda self, to: None if self.family == socket.AF_UNIX else refuse())
    for url in ("http://127.0.0.1:8000/x.jpg", "http://169.254.169.254/latest", "http://[::1]/x"):
        assert not far.fetch(Far.objects.create(brand=brand, digest=url, url=url))


@pytest.mark.parametrize(
    "body",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>",
        b"<html>",
        b"",
        portrait()[:200],
        crafted.png_bomb(),
    ],
)
def test_what_is_no_picture_is_not_kept_and_tried_later_each_time(brand, there, body):
    there[URL] = body
    one = Far.objects.create(brand=brand, digest="d", url=URL)
    now = timezone.now()
    assert one.wants_fetching(now, far.YOUNG) and not far.fetch(one)
    for hours in (1, 2, 4):
        one.refresh_from_db()
        assert not one.path and not one.wants_fetching(timezone.now(), far.YOUNG)
        assert one.wants_fetching(timezone.now() + timedelta(hours=hours, minutes=1), far.YOUNG)
        far.fetch(one)


def test_an_old_one_is_shown_while_a_new_one_is_fetched(brand, there):
    far.find(brand, far.signed(brand, URL))
    one = Far.objects.get()
    assert far.fetch(one)
    one.refresh_from_db()
    before = one.path
    there[URL] = http.NothingLeft("name_not_found")
    assert not far.fetch(one)
    assert far.find(brand, far.signed(brand, URL)) is not None and default_storage.exists(before)
    there[URL] = portrait(300)
    assert far.fetch(one) and not default_storage.exists(before)


def test_what_nobody_looks_at_goes(brand, there):
    far.find(brand, far.signed(brand, URL))
    far.fetch(Far.objects.get())
    path = Far.objects.get().path
    assert far.forget() == 0
    Far.objects.update(seen_at=timezone.now() - timedelta(days=31))
    assert far.forget() == 1 and not default_storage.exists(path)
