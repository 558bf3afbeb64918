"""Emoji are found by their names in the reader's language, put where the caret stands, and the last ones come first."""

import pytest

from pupitre.channels.connect import begin as connect
from pupitre.channels.connect import keep
from tests.browser.conftest import NARROW, WIDE

pytestmark = pytest.mark.browser
CHOICES = "#emoji-list button"


@pytest.mark.parametrize(
    ("width", "language", "scheme", "asked", "name"),
    [
        (WIDE, "fr", "light", "echarpe", "foulard"),
        (WIDE, "en", "dark", "scarf", "scarf"),
        (NARROW, "fr", "dark", "echarpe", "foulard"),
    ],
)
def test_an_emoji_is_found_and_put_in(
    new_page, desk, brand, owner, shot, assert_accessible, width, language, scheme, asked, name
):
    keep(brand, "paper", connect("paper", {"name": "Maison Lune"}, ""), None)
    type(owner).objects.filter(pk=owner.pk).update(language=language)
    page = new_page(width=width, language=language, scheme=scheme, member=owner)
    loaded = []
    page.on("request", lambda request: loaded.append(request.url) if "emoji." in request.url else None)
    page.goto(desk.at(brand, "compose/"))
    text = page.locator("#text")
    text.fill("Indigo  garance")
    text.evaluate("field => field.setSelectionRange(7, 7)")
    assert not [url for url in loaded if ".json" in url]
    page.click("#emoji-button")
    page.locator(CHOICES).first.wait_for()
    assert page.locator(CHOICES).count() > 1_800
    assert_accessible(page)
    shot(page, f"emoji-{width}-{language}-{scheme}")
    page.keyboard.type(asked)
    page.locator(f"{CHOICES}[data-emoji='🧣']").wait_for()
    page.keyboard.press("ArrowDown")
    found = page.locator(f"{CHOICES}[data-emoji='🧣']")
    assert name in found.get_attribute("aria-label")
    found.tap() if width < 800 else found.click()
    assert text.input_value() == "Indigo 🧣 garance"
    assert page.locator("#emoji-panel:popover-open").count() == 0

    page.keyboard.press("Control+z")
    assert text.input_value() == "Indigo  garance"
    page.click("#emoji-button")
    assert page.locator(CHOICES).first.get_attribute("data-emoji") == "🧣"
    page.select_option("#emoji-tone", "🏽")
    assert page.locator(f"{CHOICES}[data-emoji='👋']").first.inner_text() == "👋🏽"
    page.fill("#emoji-search", "zzzz")
    assert page.locator(CHOICES).count() == 0 and page.locator("#emoji-list").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("#emoji-panel:popover-open").count() == 0
