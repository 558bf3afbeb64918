"""Hashtags and handles are completed under the caret, by keyboard and by tap, and nobody is held up by it."""

import itertools
import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from pupitre.channels.connect import begin as connect
from pupitre.channels.connect import keep
from pupitre.publishing import groups
from pupitre.publishing.models import NativePost
from pupitre.publishing.vocabulary import HASHTAG, MENTION
from tests.browser.conftest import NARROW, WIDE

pytestmark = pytest.mark.browser
OPEN = "#completions:popover-open"


@pytest.fixture
def lune(brand, owner):
    lune = keep(brand, "paper", connect("paper", {"name": "Maison Lune"}, ""), None)
    for number, text in enumerate(
        ("#indigo #Indigofera", "#indigo with @jeanne.example", "#réséda", "@jeanne.example")
    ):
        at = timezone.now() - timedelta(days=number)
        NativePost.objects.create(brand=brand, channel=lune, remote_id=str(number), at=at, text=text)
    groups.begin(brand, "Teintures", "#indigo #garance #laine", owner)
    return lune


def shown(page):
    return [text.split("\n")[0] for text in page.locator(f"{OPEN} li").all_inner_texts()]


@pytest.mark.parametrize(
    ("width", "language", "scheme"), [(WIDE, "fr", "light"), (WIDE, "en", "dark"), (NARROW, "fr", "dark")]
)
def test_words_used_before_are_completed(
    new_page, desk, brand, owner, lune, shot, assert_accessible, width, language, scheme
):
    type(owner).objects.filter(pk=owner.pk).update(language=language)
    page = new_page(width=width, language=language, scheme=scheme, member=owner)
    with page.expect_response("**/vocabulary/"):
        page.goto(desk.at(brand, "compose/"))
    text = page.locator("#text")
    text.press_sequentially("Trois plantes : #in")
    page.locator(OPEN).wait_for()
    assert shown(page) == ["#indigo", "#Indigofera", "Teintures"]
    assert text.get_attribute("aria-activedescendant") == "completion-0"
    assert_accessible(page)
    shot(page, f"completing-{width}-{language}-{scheme}")
    page.keyboard.press("Enter")
    assert text.input_value() == "Trois plantes : #indigo "
    text.press_sequentially("#res")
    page.keyboard.press("Tab")
    assert text.input_value() == "Trois plantes : #indigo #réséda "
    page.keyboard.press("Control+z")
    assert text.input_value().endswith("#res")
    page.keyboard.press("Escape")
    assert page.locator(OPEN).count() == 0

    text.fill("")
    text.press_sequentially("#indigo")
    page.locator(OPEN).wait_for()  # a longer one begins so, and is not forced on who means the short one
    page.keyboard.press("Enter")
    text.press_sequentially("(@je")
    page.locator(OPEN).wait_for()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert text.input_value() == "#indigo\n(@jeanne.example "

    text.fill("")
    page.click("[data-tool=hashtags]")
    page.locator(OPEN).wait_for()
    assert shown(page) == ["#indigo", "#Indigofera", "#réséda", "Teintures"]
    shot(page, f"hashtags-{width}-{language}-{scheme}")
    option = page.locator(f"{OPEN} li", has_text="Teintures")
    option.tap() if width < 800 else option.click()
    assert text.input_value() == "#indigo #garance #laine "

    page.goto(desk.at(brand, "compose/hashtags/"))
    page.click("summary:has-text('Teintures')")
    assert_accessible(page)
    shot(page, f"groups-{width}-{language}-{scheme}")


def test_what_is_offered_is_where_the_desk_sees_a_hashtag_or_a_handle(new_page, desk, brand, owner, lune):
    """Every short text over letters that matter: what takes the place of what was typed is read as meant."""
    texts = ["".join(letters) for length in range(1, 6) for letters in itertools.product("a#@ .é1", repeat=length)]
    page = new_page(member=owner)
    page.goto(desk.at(brand, "compose/"))
    path = page.locator("script[src*='compose/page']").get_attribute("src").replace("page.js", "caret.js")
    found = page.evaluate(
        "async ([path, texts]) => { const { typedAt } = await import(path);"
        "return JSON.stringify(texts.map((text) => typedAt(text, text.length))); }",
        [re.sub(r"page\.[0-9a-f]+\.js", "caret.js", path), texts],
    )
    seen = 0
    for text, typed in zip(texts, json.loads(found), strict=True):
        if typed:
            seen += 1
            assert text[typed["start"]] == typed["kind"] and text[typed["start"] + 1 :] == typed["word"]
            whole = text[: typed["start"]] + typed["kind"] + "zz"
            assert re.compile(HASHTAG if typed["kind"] == "#" else MENTION).match(whole, typed["start"]), text
        elif text.endswith("#"):
            assert not re.compile(HASHTAG).match(text + "zz", len(text) - 1), text
    assert seen > 500
