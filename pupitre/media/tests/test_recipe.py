"""A recipe says only what can be done, and the copy made after it is what it says; the file stays as it came."""

import io
import json

import pytest
from django.core.files.storage import default_storage
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image

from pupitre.media import recipe
from pupitre.media.develop import _letters, develop
from pupitre.media.models import Rendition
from pupitre.media.pictures import PictureRefused
from pupitre.media.take_in import rendition, sketch, take_in
from pupitre.media.tests import crafted
from pupitre.networks.words import PictureRules

RULES = PictureRules(most=4)
ANYTHING = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=20),
    lambda inner: some.lists(inner, max_size=5) | some.dictionaries(some.text(max_size=8), inner, max_size=5),
    max_leaves=12,
)
RECIPE = some.fixed_dictionaries(
    {},
    optional={key: ANYTHING for key in ("turn", "straighten", "light", "contrast", "crops", "words", "logo")},
)
BOXES = some.lists(some.floats(allow_nan=True), min_size=4, max_size=4)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def quarters(size=(400, 200)):
    """Red above left, green above right, blue below left, white below right."""
    picture = Image.new("RGB", size, "white")
    half = (size[0] // 2, size[1] // 2)
    picture.paste("red", (0, 0, *half))
    picture.paste("lime", (half[0], 0, size[0], half[1]))
    picture.paste("blue", (0, half[1], half[0], size[1]))
    return picture


def content(picture):
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def bytes_of(made):

    with default_storage.open(made.path) as file:
        return Image.open(io.BytesIO(file.read())).convert("RGB")


@given(ANYTHING | RECIPE | some.builds(lambda box: {"crops": {"all": box}}, BOXES))
def test_whatever_is_said_becomes_a_recipe_and_that_is_stable(said):
    found = recipe.read(said)
    assert recipe.read(json.loads(json.dumps(found))) == found
    for left, top, width, height in found.get("crops", {}).values():
        assert 0 <= left <= 1 and 0 <= top <= 1
        assert recipe.SMALLEST <= width <= 1 - left + 1e-4 and recipe.SMALLEST <= height <= 1 - top + 1e-4


@given(RECIPE)
def test_every_recipe_makes_a_picture(said):
    found = recipe.only_for(recipe.read(said), "all")
    made = develop(quarters((60, 40)), found)
    assert min(made.size) >= 1


def test_the_crop_of_a_channel_is_its_own_or_that_of_all():
    both = recipe.read({"crops": {"all": [0, 0, 0.5, 0.5], "7": [0.5, 0, 0.5, 0.5]}, "light": 10})
    assert recipe.only_for(both, "7") == {"light": 10, "box": [0.5, 0, 0.5, 0.5]}
    assert recipe.only_for(both, "8")["box"] == [0, 0, 0.5, 0.5]
    assert recipe.only_for({"light": 10}, "8") == {"light": 10}


def test_turned_cropped_and_lit():
    turned = develop(quarters(), {"turn": 90})
    assert turned.size == (200, 400)
    assert turned.getpixel((10, 10)) == (0, 0, 255)
    green = develop(quarters(), {"box": [0.5, 0, 0.5, 0.5]})
    assert (green.size, green.getpixel((5, 5)), green.getpixel((190, 90))) == ((200, 100), (0, 255, 0), (0, 255, 0))
    grey = Image.new("RGB", (10, 10), (100, 100, 100))
    assert develop(grey, {"light": 50}).getpixel((5, 5)) == (150, 150, 150)


@pytest.mark.parametrize("degrees", [-15, -3.5, 0.5, 15])
def test_a_straightened_picture_has_no_empty_corner_and_keeps_its_shape(degrees):
    made = develop(Image.new("RGB", (400, 300), "white"), {"straighten": degrees})
    width, height = made.size
    assert abs(width / height - 4 / 3) < 0.03
    corners = [(x, y) for x in (0, width - 1) for y in (0, height - 1)]
    assert {made.getpixel(at) for at in corners} == {(255, 255, 255)}


@pytest.mark.parametrize("place", recipe.PLACES)
@pytest.mark.parametrize("text", ["Soldes d’été", "Un très long texte qui passe à la ligne " * 5, "m" * 200])
def test_words_stand_where_they_should_and_within_the_picture(place, text):
    plain = Image.new("RGB", (600, 400), "navy")
    made = develop(plain, {"words": {"text": text[:200], "place": place}})
    bright = made.convert("L").point(lambda value: 255 if value > 200 else 0).getbbox()
    assert bright is not None
    middle = (bright[1] + bright[3]) / 2
    assert {"top": middle < 200, "middle": 150 < middle < 250, "bottom": middle > 200}[place]


def test_words_have_their_accents():
    """Each letter has a shape of its own: none is the box that stands for a letter which the font lacks."""
    lacking = _letters(30).getmask("\uffff")
    for letter in "éàèùâêîôûëïüÿçœæÉÀÇŒ«»’…€ñßøåłżž":
        assert bytes(_letters(30).getmask(letter)) != bytes(lacking), letter


def test_a_logo_is_stamped_into_its_corner(brand, owner):
    asset = take_in(brand, "photo.png", content(Image.new("RGB", (400, 300), "white")), owner)
    logo = take_in(brand, "logo.png", content(Image.new("RGBA", (50, 50), (255, 0, 0, 255))), owner)
    made = bytes_of(rendition(asset, RULES, {"logo": {"asset": logo.pk, "corner": "ne"}}))
    red, green, _blue = made.getpixel((400 - 12 - 36, 12 + 36))
    assert red > 200 and green < 60
    assert made.getpixel((20, 280))[1] > 240


def test_another_brands_logo_is_not_there(brand, other_brand, owner):
    asset = take_in(brand, "photo.jpg", crafted.motif(), owner)
    theirs = take_in(other_brand, "logo.jpg", crafted.motif(1), owner)
    with pytest.raises(PictureRefused, match="lost"):
        rendition(asset, RULES, {"logo": {"asset": theirs.pk, "corner": "se"}})


def test_the_same_recipe_is_made_once_and_another_anew_and_the_original_stays(brand, owner):

    came = content(quarters())
    asset = take_in(brand, "quarters.png", came, owner)
    one = rendition(asset, RULES, {"box": [0.5, 0, 0.5, 0.5]})
    again = rendition(asset, RULES, {"box": [0.5, 0, 0.5, 0.5]})
    other = rendition(asset, RULES, {"box": [0, 0, 0.5, 0.5]})
    plain = rendition(asset, RULES, {})
    assert one == again and len({one.pk, other.pk, plain.pk}) == 3 == Rendition.objects.count()
    assert plain == rendition(asset, RULES)
    with default_storage.open(asset.path) as file:
        assert file.read() == came
    assert sketch(asset, {"turn": 90}).width == 200


def test_a_small_crop_of_a_large_picture_is_as_sharp_as_it_can_be(brand, owner):
    asset = take_in(brand, "large.jpg", crafted.motif(size=(3000, 2000)), owner)
    small = PictureRules(most=4, side=500)
    assert rendition(asset, small, {"box": [0.2, 0.2, 0.25, 0.25]}).width == 500
    assert rendition(asset, small, {"box": [0.2, 0.2, 0.25, 0.25], "straighten": 15}).width >= 499
    assert rendition(asset, small, {"box": [0.2, 0.2, 0.1, 0.1]}).width == 300


def test_what_is_made_tells_nothing_of_the_place(brand, owner):

    asset = take_in(brand, "photo", crafted.with_place(orientation=6), owner)
    made = rendition(asset, RULES, {"turn": 90, "light": 10, "box": [0, 0, 0.5, 1]})
    with default_storage.open(made.path) as file:
        body = file.read()
    assert b"GPS" not in body and b"Exif" not in body and crafted.DEVICE.encode() not in body
