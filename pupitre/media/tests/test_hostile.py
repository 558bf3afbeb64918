"""Bombs and disguises are refused before they open; what is taken is known by its own bytes."""

import time

import pytest
from django.core.files.storage import default_storage
from hypothesis import given, settings
from hypothesis import strategies as st

from pupitre.media import pictures
from pupitre.media.models import Asset
from pupitre.media.pictures import PictureRefused
from pupitre.media.take_in import rendition, take_in
from pupitre.media.tests import crafted
from pupitre.networks.words import PictureRules


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def refusal(content):
    start = time.perf_counter()
    with pytest.raises(PictureRefused) as refused:
        pictures.probe(content)
    assert time.perf_counter() - start < 2
    return refused.value.code


def test_a_header_of_64000_by_64000_is_refused_in_an_instant():
    assert refusal(crafted.png_bomb()) == "bomb"


@pytest.mark.parametrize("size", [(20_001, 10), (10, 20_001), (9_000, 9_000), (13_000, 13_000)])
def test_a_picture_beyond_80_megapixels_or_20000_a_side_is_refused(size):
    assert refusal(crafted.png_bomb(*size)) == "bomb"


def test_a_gif_of_100000_images_is_refused_without_walking_through_them_all():
    assert refusal(crafted.gif(100_000)) == "frames"


def test_300_images_are_the_most_an_animation_has():
    assert pictures.probe(crafted.gif(300)).mime == "image/gif"
    assert refusal(crafted.gif(301)) == "frames"


def test_more_than_40_mb_is_refused_unread():
    assert refusal(b"\xff\xd8\xff" + bytes(pictures.MOST_BYTES)) == "too_heavy"


@pytest.mark.parametrize("name", sorted(crafted.DISGUISES))
def test_a_disguise_is_refused_and_nothing_is_kept(brand, owner, name, tmp_path):
    with pytest.raises(PictureRefused):
        take_in(brand, name, crafted.DISGUISES[name], owner)
    assert not Asset.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_cut_short_is_refused_in_words(brand, owner, kind):
    whole = crafted.picture(kind, (400, 300))
    with pytest.raises(PictureRefused) as refused:
        take_in(brand, "half.jpg", whole[: len(whole) // 2], owner)
    assert refused.value.code == "broken"


def test_an_empty_file_is_refused_in_words(brand, owner):
    with pytest.raises(PictureRefused) as refused:
        take_in(brand, "nothing.jpg", b"", owner)
    assert refused.value.code == "empty"


def test_a_wrong_extension_is_corrected_by_the_bytes(brand, owner):
    asset = take_in(brand, "holiday.html.gif", crafted.picture("PNG"), owner)
    assert asset.mime == "image/png"
    assert asset.path.endswith(".png")
    assert asset.thumb.endswith(".jpg")


@pytest.mark.parametrize("make", [crafted.gif_and_script, crafted.jpeg_and_page])
def test_what_a_polyglot_hides_is_in_none_of_its_cuts(brand, owner, make):
    content = make()
    assert b"alert(" in content
    asset = take_in(brand, "cat.gif", content, owner)
    made = rendition(asset, PictureRules(most=1))
    for path in (asset.thumb, made.path):
        cut = default_storage.open(path).read()
        assert b"alert(" not in cut
        assert pictures.probe(cut).mime in ("image/jpeg", "image/webp")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\boot.ini", "/etc/shadow", "a\x00b.jpg", "x" * 400, "\u202egpj.exe", "", "…"]
)
def test_a_file_name_is_for_people_and_never_a_path(brand, owner, name, tmp_path):
    asset = take_in(brand, name, crafted.picture(), owner)
    assert "/" not in asset.name and "\\" not in asset.name and "\x00" not in asset.name
    assert 0 < len(asset.name) <= 160
    kept = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert kept == {asset.path, asset.thumb}
    assert all(path.startswith(f"{brand.pk}/") for path in kept)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([crafted.picture(kind) for kind in ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF")]),
    st.data(),
)
def test_a_damaged_picture_is_taken_or_refused_and_never_breaks_the_desk(whole, data):
    place = data.draw(st.integers(0, len(whole) - 1))
    content = whole[:place] + data.draw(st.binary(max_size=40)) + whole[place + data.draw(st.integers(0, 40)) :]
    try:
        pictures.probe(content)
        assert pictures.cut(content, ("image/jpeg",), 400_000, 64).mime == "image/jpeg"
    except PictureRefused:
        pass
