"""A cut is right way up, fits, keeps its colours and tells nothing of where and with what it was taken."""

import inspect
import io
import re

import pytest
from django.core.files.storage import default_storage
from PIL import Image, ImageCms

from pupitre.media import messages, pictures
from pupitre.media import take_in as taking
from pupitre.media.models import Rendition
from pupitre.media.pictures import PictureRefused
from pupitre.media.take_in import rendition, take_in
from pupitre.media.tests import crafted
from pupitre.networks.words import PictureRules


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def tells_nothing(content):
    with Image.open(io.BytesIO(content)) as seen:
        assert not seen.getexif()
        assert not seen.getexif().get_ifd(0x8825)
        assert not set(seen.info) & {"exif", "xmp", "comment", "Comment", "photoshop", "mp"}
    for telltale in (crafted.DEVICE.encode(), b"48.8584", b"GPS", b"Exif", b"http://ns.adobe.com/xap"):
        assert telltale not in content


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_the_place_is_in_the_photo_and_in_none_of_its_cuts(brand, owner, kind):
    photo = crafted.with_place(kind)
    assert crafted.DEVICE.encode() in photo
    asset = take_in(brand, "photo", photo, owner)
    tells_nothing(default_storage.open(asset.thumb).read())
    for types in (("image/jpeg",), ("image/png",), ("image/webp",)):
        tells_nothing(default_storage.open(rendition(asset, PictureRules(most=1, types=types)).path).read())


def test_the_words_in_a_png_stay_behind(brand, owner):
    asset = take_in(brand, "photo.png", crafted.png_with_words(), owner)
    tells_nothing(default_storage.open(asset.thumb).read())
    tells_nothing(default_storage.open(rendition(asset, PictureRules(most=1, types=("image/png",))).path).read())


def test_a_photo_taken_upright_is_shown_upright(brand, owner):
    asset = take_in(brand, "upright.jpg", crafted.with_place("JPEG", orientation=6), owner)
    assert (asset.width, asset.height) == (40, 60)
    made = rendition(asset, PictureRules(most=1))
    assert (made.width, made.height) == (40, 60)


def test_a_heavy_photo_is_made_to_fit_in_bytes_and_side():
    noise = Image.effect_noise((1600, 1200), 90).convert("RGB")
    buffer = io.BytesIO()
    noise.save(buffer, "JPEG", quality=95)
    made = pictures.cut(buffer.getvalue(), ("image/jpeg",), 300_000, 1200)
    assert len(made.content) <= 300_000
    assert max(made.width, made.height) <= 1200


def test_what_cannot_be_made_to_fit_says_so():
    noise = Image.effect_noise((800, 600), 90).convert("RGB")
    buffer = io.BytesIO()
    noise.save(buffer, "PNG")
    with pytest.raises(PictureRefused) as refused:
        pictures.cut(buffer.getvalue(), ("image/png",), 1_000)
    assert refused.value.code == "cannot_fit"


def test_transparent_parts_stay_transparent_where_a_network_takes_them_and_turn_white_elsewhere():
    logo = crafted.picture("PNG", mode="RGBA")
    clear = pictures.cut(logo, ("image/jpeg", "image/png"), 100_000)
    white = pictures.cut(logo, ("image/jpeg",), 100_000)
    assert Image.open(io.BytesIO(clear.content)).mode == "RGBA"
    red, green, blue = Image.open(io.BytesIO(white.content)).getpixel((5, 5))
    assert (clear.mime, white.mime) == ("image/png", "image/jpeg")
    assert red > 220 and green > 140 and blue > 120


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "P"), ("PNG", "LA"), ("PNG", "I;16"), ("JPEG", "CMYK"), ("JPEG", "L")]
)
def test_odd_modes_become_ordinary_pictures(kind, mode):
    buffer = io.BytesIO()
    Image.new(mode, (20, 10)).save(buffer, kind)
    for types in (("image/jpeg",), ("image/png",), ("image/webp",)):
        assert (pictures.cut(buffer.getvalue(), types, 100_000).width) == 20


def test_the_colours_of_a_phone_keep_their_profile():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    photo = crafted.picture("JPEG", icc_profile=profile)
    for mime in ("image/jpeg", "image/png", "image/webp"):
        made = pictures.cut(photo, (mime,), 100_000)
        assert Image.open(io.BytesIO(made.content)).info["icc_profile"] == profile


def test_the_same_file_is_one_asset_and_the_same_shape_one_rendition(brand, other_brand, owner):
    photo = crafted.picture()
    asset = take_in(brand, "a.jpg", photo, owner)
    assert take_in(brand, "b.jpg", photo, owner) == asset
    assert take_in(other_brand, "a.jpg", photo, None) != asset
    rules = PictureRules(most=4)
    assert rendition(asset, rules) == rendition(asset, rules)
    assert Rendition.objects.count() == 1


def test_a_lost_file_is_said_in_words(brand, owner):
    asset = take_in(brand, "a.jpg", crafted.picture(), owner)
    default_storage.delete(asset.path)
    with pytest.raises(PictureRefused) as refused:
        rendition(asset, PictureRules(most=4))
    assert refused.value.code == "lost"


def test_every_refusal_has_its_sentence():
    source = inspect.getsource(pictures) + inspect.getsource(taking)
    said = set(re.findall(r'PictureRefused\("(\w+)"', source))
    assert said == set(messages.SENTENCES)
