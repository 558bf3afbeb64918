"""The library in a browser: brought in, found, described, filed, and taken into a post; its rights are minded."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from pupitre.channels.models import Part
from pupitre.media.models import Asset
from pupitre.media.take_in import take_in
from pupitre.media.tests import crafted
from pupitre.publishing.models import Post
from pupitre.publishing.plan import plan
from pupitre.publishing.tests import stage
from tests.browser.working import working

__all__ = ["working"]

pytestmark = pytest.mark.browser
WORDS = {
    "en": {"bring": "Bring pictures in", "alt": "Alternative text", "tags": "Tags", "close": "Close", "find": "Find a"},
    "fr": {"bring": "Ajouter", "alt": "Texte alternatif", "tags": "Étiquettes", "close": "Fermer", "find": "Trouver"},
}


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def camille(owner: Any, brand: Any) -> Any:
    stage.paper(brand, owner)
    return owner


def file(name: str, number: int, **options: Any) -> dict[str, Any]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": crafted.motif(number, **options)}


def tile(page: Any, name: str) -> Any:
    return page.locator(".tile", has_text=name)


@pytest.mark.parametrize(
    ("width", "language", "scheme"), [(1440, "en", "light"), (1440, "fr", "dark"), (390, "fr", "light")]
)
def test_the_main_path(
    new_page, desk, brand, camille, width, language, scheme, shot, assert_accessible, assert_fits
):  # fmt: skip
    camille.language = language
    camille.save()
    words = WORDS[language]
    page = new_page(width=width, language=language, scheme=scheme, member=camille)
    page.goto(desk.at(brand, "library/"))
    page.locator(".shelf .empty").wait_for()
    shot(page, f"library-empty-{language}-{width}", full=False)
    brought = [file(f"scarf-{number}.jpg", number) for number in range(1, 8)]
    page.set_input_files("#files", [*brought, {"name": "notes.jpg", "mimeType": "image/jpeg", "buffer": b"<html>"}])
    page.locator("#coming .refused").wait_for()
    tile(page, "scarf-7").wait_for()
    assert page.locator(".tile").count() == 7
    page.locator("#coming .refused button").click()
    tile(page, "scarf-3").locator("a").click()
    panel = page.locator("#asset-panel")
    panel.get_by_label(words["alt"]).fill("An indigo scarf")
    panel.locator("[name=expires_on]").fill("2026-12-24")
    panel.locator("[name=author]").fill("Léa Martin")
    panel.locator("[name=author]").press("Tab")
    page.wait_for_function("() => document.getElementById('asset-said').textContent.length > 0")
    assert_accessible(page)
    assert_fits(page)
    shot(page, f"library-panel-{language}-{width}", full=False)
    panel.locator("[name=tags]").fill("indigo")
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.getElementById('asset-panel').open")
    tile(page, "scarf-3").locator(".warn").wait_for()
    page.locator("#filter [name=q]").fill("lea indigo")
    page.wait_for_function("() => document.querySelectorAll('.tile').length === 1")
    asset = Asset.objects.get(name="scarf-3.jpg")
    assert (asset.alt, asset.author, asset.tags) == ("An indigo scarf", "Léa Martin", ["indigo"])
    page.locator("#filter [name=q]").fill("")
    page.wait_for_function("() => document.querySelectorAll('.tile').length === 7")
    for number in (1, 2):
        tile(page, f"scarf-{number}").locator("input").check()
    page.locator("#filing [name=folder]").fill("Automne")
    shot(page, f"library-{language}-{width}", full=False)
    assert_accessible(page)
    assert_fits(page)
    page.locator("#filing button").click()
    page.wait_for_load_state()
    page.locator("#filter [name=folder]").select_option("Automne")
    page.wait_for_function("() => document.querySelectorAll('.tile').length === 2")


def test_a_picture_of_the_library_in_a_post_and_its_rights(new_page, desk, brand, camille):
    today = timezone.now().astimezone(brand.zone).date()
    asset = take_in(brand, "madder.jpg", crafted.motif(1), camille)
    take_in(brand, "weld.jpg", crafted.motif(2), camille)
    Asset.objects.filter(pk=asset.pk).update(expires_on=today - timedelta(days=1), author="Léa Martin", alt="Madder")
    page = new_page(member=camille)
    page.goto(desk.at(brand, "compose/"))
    page.fill("#text", "Three ways to tie the scarf")
    page.locator("[data-tool=library]").click()
    page.locator("#library-search").fill("madd")
    page.wait_for_function("() => document.querySelectorAll('#library li').length === 1")
    page.locator("#library button").click()
    page.wait_for_url("**/compose/*/")
    page.get_by_text("madder.jpg", exact=False).filter(has_text="2026").first.wait_for()
    page.get_by_text("Léa Martin", exact=False).first.wait_for()
    page.wait_for_function("() => document.querySelector('#pictures textarea')?.value === 'Madder'")
    post = Post.objects.get()
    page.goto(desk.at(brand, f"library/{asset.pk}/"))
    page.locator(f'a[href$="/posts/{post.pk}/"]').wait_for()


def test_words_of_a_picture_like_it_are_one_click_away(new_page, desk, brand, camille):
    first = take_in(brand, "a.jpg", crafted.motif(1), camille)
    Asset.objects.filter(pk=first.pk).update(alt="An indigo scarf on a chair")
    page = new_page(member=camille)
    page.goto(desk.at(brand, "compose/"))
    page.set_input_files("#files", [file("b.jpg", 1, size=(160, 120))])
    page.locator(".suggestion").click()
    assert page.locator("#pictures textarea").input_value() == "An indigo scarf on a chair"
    page.locator(".suggestion").wait_for(state="hidden")


def framed(brand: Any, owner: Any, name: str, frame: list[int]) -> Any:
    """A pretend channel whose readers see pictures in a frame of this width and height."""
    channel = stage.paper(brand, owner, name)
    channel.facts = {**channel.facts, "frame": frame}
    channel.save(update_fields=["facts"])
    return channel


def left_with(channel: Any) -> float:
    """Width to height of the picture that a channel's only part carries."""
    part = Part.objects.get(sending__channel=channel)
    assert part.state == "sent"
    return part.payload["media"][0]["width"] / part.payload["media"][0]["height"]


@pytest.mark.usefixtures("working")
@pytest.mark.parametrize(("width", "language"), [(1440, "en"), (390, "fr")])
def test_a_picture_cropped_for_each_network_leaves_so(
    new_page, desk, brand, owner, width, language, shot, assert_accessible, assert_fits
):
    owner.language = language
    owner.save()
    square, wide = framed(brand, owner, "Square", [1, 1]), framed(brand, owner, "Wide", [2, 1])
    whole = stage.paper(brand, owner, "Whole")
    page = new_page(width=width, language=language, member=owner)
    page.goto(desk.at(brand, "compose/"))
    page.fill("#text", "Three ways to tie the scarf")
    page.set_input_files("#files", [file("scarf.jpg", 1, size=(1200, 900))])
    page.wait_for_url("**/compose/*/")
    page.locator("#pictures textarea").fill("An indigo scarf")
    page.locator("#pictures [data-verb=edit]").click()
    page.locator("#retouch-dialog[open]").wait_for()
    page.wait_for_function("() => document.getElementById('retouch-whole').naturalWidth > 0")
    for channel in (square, wide):
        page.locator("#retouch-place").select_option(str(channel.pk))
        page.locator("#retouch-shape").select_option("frame")
    page.locator("#retouch-crop").focus()
    before = page.locator("#retouch-crop").bounding_box()
    page.keyboard.press("Shift+ArrowUp")
    page.locator("#retouch-handle").focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    after = page.locator("#retouch-crop").bounding_box()
    assert after["width"] < before["width"] and abs(after["width"] / after["height"] - 2) < 0.05
    centre = [after["x"] + after["width"] / 2, after["y"] + after["height"] / 2]
    page.mouse.move(*centre)
    page.mouse.down()
    page.mouse.move(centre[0] + 30, centre[1] + 5)
    page.mouse.up()
    assert page.locator("#retouch-crop").bounding_box()["x"] > after["x"]
    page.locator("#retouch-text").fill("Soldes d’été")
    page.wait_for_timeout(600)
    assert_accessible(page)
    assert_fits(page)
    shot(page, f"retouch-{language}-{width}", full=False)
    page.locator("#retouch-take").click()
    page.wait_for_function("() => document.querySelector('#pictures img').src.includes('sketch')")
    is_kept(page)
    post = Post.objects.get()
    assert set(post.content["pictures"][0]["recipe"]["crops"]) == {str(square.pk), str(wide.pk)}
    planned = plan(post, owner, None)
    assert planned.ok, planned.objections
    until = time.monotonic() + 30
    while Part.objects.exclude(state="sent").exists() and time.monotonic() < until:
        time.sleep(0.2)
    assert abs(left_with(square) - 1) < 0.02
    assert abs(left_with(wide) - 2) < 0.02
    assert abs(left_with(whole) - 4 / 3) < 0.02


def is_kept(page: Any) -> None:
    """The recipe is saved with the draft."""
    until = time.monotonic() + 15
    while time.monotonic() < until:
        if Post.objects.filter(content__pictures__0__has_key="recipe").exists():
            return
        page.wait_for_timeout(100)
    raise AssertionError("the recipe was not saved")
