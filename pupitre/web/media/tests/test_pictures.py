"""Pictures come in by what they are, and are shown to the members of their brand and to nobody else."""

import re
from io import BytesIO

import pytest
from asgiref.sync import async_to_sync
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from pupitre.brands.models import Membership
from pupitre.media.models import Asset
from pupitre.media.pictures import MOST_BYTES
from pupitre.media.take_in import rendition, take_in
from pupitre.media.tests import crafted
from pupitre.networks.words import PictureRules
from pupitre.web.media.door import Door


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def desk(client, owner, brand):
    client.force_login(owner)
    return client


def bring(client, brand, *files):
    named = [SimpleUploadedFile(name, content, "image/jpeg") for name, content in files]
    return client.post(f"/b/{brand.slug}/media/", {"file": named})


def test_a_picture_comes_in_and_is_shown_small(desk, brand):
    answer = bring(desk, brand, ("indigo.jpg", crafted.with_place()))
    (picture,) = answer.json()["pictures"]
    assert answer.status_code == 201
    assert (picture["name"], picture["width"], picture["height"]) == ("indigo.jpg", 60, 40)
    shown = desk.get(picture["thumb"])
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Content-Disposition"].startswith("inline")
    assert "sandbox" in shown["Content-Security-Policy"]
    body = shown.content
    assert b"GPS" not in body and crafted.DEVICE.encode() not in body


@pytest.mark.parametrize("name", sorted(crafted.DISGUISES))
def test_a_disguise_is_refused_in_words(desk, brand, name):
    answer = bring(desk, brand, (name, crafted.DISGUISES[name]))
    (picture,) = answer.json()["pictures"]
    assert answer.status_code == 422
    assert "Nothing was saved" in picture["refused"] and picture["name"] == name
    assert not Asset.objects.exists()


@pytest.mark.parametrize("content", [crafted.png_bomb(), crafted.gif(100_000), crafted.picture()[:300], b""])
def test_bombs_and_halves_are_refused_in_words(desk, brand, content):
    answer = bring(desk, brand, ("photo.png", content))
    assert answer.status_code == 422
    assert "Nothing was saved" in answer.json()["pictures"][0]["refused"]


def test_one_bad_file_does_not_lose_the_good_ones(desk, brand):
    answer = bring(desk, brand, ("a.jpg", crafted.picture()), ("b.svg", crafted.SVG), ("c.png", crafted.picture("PNG")))
    kinds = ["refused" in picture for picture in answer.json()["pictures"]]
    assert kinds == [False, True, False]
    assert Asset.objects.count() == 2


def test_more_than_40_mb_is_refused_by_its_announced_length(desk, brand):
    answer = desk.generic(
        "POST", f"/b/{brand.slug}/media/", b"", "multipart/form-data; boundary=x", CONTENT_LENGTH=str(MOST_BYTES * 2)
    )
    assert answer.status_code == 413
    assert "40 MB" in answer.json()["pictures"][0]["refused"]


def test_the_refusal_speaks_french(desk, brand, owner):
    type(owner).objects.filter(pk=owner.pk).update(language="fr")
    answer = bring(desk, brand, ("dessin.svg", crafted.SVG))
    assert "Rien n’a été enregistré" in answer.json()["pictures"][0]["refused"]


def test_originals_and_renditions_are_only_ever_downloads(desk, brand, owner):
    asset = take_in(brand, "../chat.gif", crafted.gif_and_script(), owner)
    made = rendition(asset, PictureRules(most=1))
    for path in ("original/", f"renditions/{made.pk}/"):
        answer = desk.get(f"/b/{brand.slug}/media/{asset.pk}/{path}")
        assert answer["Content-Disposition"] == 'attachment; filename="chat.gif"'
        assert answer["Content-Type"] in ("image/gif", "image/jpeg")
        assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.fixture
def kept(brand, owner):
    asset = take_in(brand, "indigo.jpg", crafted.picture(), owner)
    made = rendition(asset, PictureRules(most=1))
    return [f"media/{asset.pk}/{path}" for path in ("thumb/", "original/", f"renditions/{made.pk}/")]


def test_another_brand_finds_nothing(client, brand, other_brand, outsider, kept):
    client.force_login(outsider)
    for path in kept:
        assert client.get(f"/b/{brand.slug}/{path}").status_code == 404
        assert client.get(f"/b/{other_brand.slug}/{path}").status_code == 404
    assert client.post(f"/b/{brand.slug}/media/").status_code == 404


def test_a_stranger_is_asked_to_sign_in(client, brand, kept):
    for path in kept:
        assert client.get(f"/b/{brand.slug}/{path}").status_code == 302


def test_a_guest_sees_pictures_and_brings_none(client, brand, colleague, kept):
    Membership.objects.filter(brand=brand, member=colleague).update(role="guest")
    client.force_login(colleague)
    assert client.get(f"/b/{brand.slug}/{kept[0]}").status_code == 200
    assert bring(client, brand, ("a.jpg", crafted.picture(size=(9, 9)))).status_code == 403
    assert client.get(f"/b/{brand.slug}/media/").status_code == 403


def test_a_rendition_of_another_picture_is_not_found(desk, brand, owner, kept):
    other = take_in(brand, "b.jpg", crafted.picture(size=(30, 30)), owner)
    made = int(re.search(r"renditions/(\d+)", kept[2]).group(1))
    assert desk.get(f"/b/{brand.slug}/media/{other.pk}/renditions/{made}/").status_code == 404


ESCAPES = [
    "../../etc/passwd",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%5c..%5cboot.ini",
    "%00",
    "1%00/thumb/",
    "/etc/passwd",
    "//etc/passwd",
    "%2fetc%2fpasswd",
    "1/../../../secret/",
    "1/thumb/../../../etc/passwd",
    "1/thumb/%2e%2e/%2e%2e/key",
    "-1/thumb/",
    "1.5/thumb/",
    "١/thumb/x",
    "99999999999999999999999/thumb/",
    "0/original/",
    "file:///etc/passwd",
]


@pytest.mark.parametrize("path", ESCAPES)
def test_no_path_leads_out_of_the_shelf(desk, brand, kept, path, monkeypatch):
    read = []
    monkeypatch.setattr(FileSystemStorage, "open", lambda self, name, mode="rb": read.append(name) or BytesIO())
    answer = desk.get(f"/b/{brand.slug}/media/{path}")
    assert answer.status_code == 404
    assert not read


def test_a_file_that_is_gone_from_the_disk_is_not_found(desk, brand, kept):
    asset = Asset.objects.get()
    default_storage.delete(asset.thumb)
    assert desk.get(f"/b/{brand.slug}/{kept[0]}").status_code == 404


def test_the_library_shows_the_newest_first_a_page_at_a_time(desk, brand, owner):
    for side in range(10, 70):
        take_in(brand, f"{side}.png", crafted.picture("PNG", (side, side)), owner)
    first = desk.get(f"/b/{brand.slug}/media/").json()
    rest = desk.get(f"/b/{brand.slug}/media/?after={first['next']}").json()
    names = [picture["name"] for picture in first["pictures"] + rest["pictures"]]
    assert names == [f"{side}.png" for side in range(69, 9, -1)]
    assert rest["next"] == 0
    assert desk.get(f"/b/{brand.slug}/media/?after=nonsense").status_code == 200


async def _ask(door, body_chunks, headers=()):
    said = []
    chunks = iter(body_chunks)

    async def receive():
        chunk = next(chunks, None)
        return {"type": "http.request", "body": chunk or b"", "more_body": chunk is not None}

    async def send(message):
        said.append(message)

    await door({"type": "http", "headers": list(headers)}, receive, send)
    return said


def test_the_door_refuses_what_announces_too_much_without_reading_it():
    async def inside(scope, receive, send):
        raise AssertionError("read")

    for length in (b"1001", b"-5", b"nonsense", b"9" * 40):
        said = async_to_sync(_ask)(Door(inside, 1000), [], [(b"content-length", length)])
        assert said[0]["status"] == 413


def test_the_door_cuts_off_what_never_ends():
    heard = []

    async def inside(scope, receive, send):
        while True:
            message = await receive()
            heard.append(message["type"])
            if message["type"] == "http.disconnect":
                return

    async_to_sync(_ask)(Door(inside, 1000), (b"x" * 100 for _ in range(10**9)))
    assert heard == ["http.request"] * 10 + ["http.disconnect"]


def test_the_door_lets_ordinary_requests_through():
    async def inside(scope, receive, send):
        assert (await receive())["body"] == b"hello"
        await send({"type": "http.response.start", "status": 204, "headers": []})

    assert async_to_sync(_ask)(Door(inside), [b"hello"], [(b"content-length", b"5")])[0]["status"] == 204
