"""The article first, as a writer meets it: who waits for whom, where the address goes, and what the plan says."""

import pytest

from pupitre.brands.models import Member
from pupitre.channels.models import Channel, Part
from pupitre.ground import secrets
from pupitre.publishing import compose
from pupitre.publishing.models import Delivery
from pupitre.publishing.tests import stage
from tests.browser.conftest import NARROW, WIDE

pytestmark = pytest.mark.browser
SAVED = "#saved[data-state=saved]"
LOOKS = [(WIDE, "en", "light"), (NARROW, "fr", "light"), (WIDE, "fr", "dark"), (1366, "fr", "light")]


@pytest.fixture
def blog(brand):
    return Channel.objects.create(
        brand=brand,
        network="wordpress",
        server="https://blog.lune.example",
        account="1",
        name="Le Journal",
        sealed=secrets.seal({}),
    )


@pytest.fixture
def draft(brand, owner, blog):
    stage.paper(brand, owner, name="Lune sur papier")
    article = {
        "title": "Trois cuves d’indigo",
        "body": "<p>Comment la cuve se monte.</p>",
        "excerpt": "En trois jours.",
    }
    return compose.begin(brand, owner, {"text": "Le bleu de l’automne est là.", **article})


@pytest.mark.parametrize(("width", "language", "scheme"), LOOKS)
def test_the_others_wait_for_the_address(
    desk, new_page, brand, owner, draft, width, language, scheme, assert_accessible, assert_fits, shot
):
    Member.objects.filter(pk=owner.pk).update(language=language)
    page = new_page(width, language, scheme, member=owner)
    page.goto(desk.at(brand, f"compose/{draft.pk}/"))
    row = page.locator("#first")
    row.wait_for()
    assert page.locator("#first-channel").evaluate("one => one.selectedOptions[0].textContent") == "Le Journal"
    assert_accessible(page)
    assert_fits(page)
    shot(page, f"lead-{width}-{language}-{scheme}")
    page.locator("#text").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" ")
    page.locator("#put-article").click()
    assert page.locator("#text").input_value() == "Le bleu de l’automne est là. {article}"
    page.wait_for_selector(SAVED)
    if width == NARROW:
        page.locator("#sides [data-side=see]").click()
    page.locator("#previews .micro").get_by_text("blog.lune.example/").wait_for()
    shot(page, f"lead-seen-{width}-{language}-{scheme}")


def test_the_plan_says_who_waits(desk, new_page, brand, owner, draft, blog, shot):
    page = new_page(member=owner)
    page.goto(desk.at(brand, f"compose/{draft.pk}/"))
    page.locator("#when").click()
    page.locator("[data-quick=tomorrow]").click()
    page.keyboard.press("Escape")
    page.wait_for_selector(SAVED)
    page.locator("#plan").click()
    page.wait_for_url("**/posts/*/")
    shot(page, "lead-planned")
    page.get_by_text("Waits for the article on Le Journal, then leaves with its address").wait_for()
    shot(page, "lead-planned")
    article = Delivery.objects.get(channel=blog)
    stage.refused(article)
    page.reload()
    page.get_by_text("The article on Le Journal has not left, and this waits for it: nothing is lost.").wait_for()
    shot(page, "lead-refused")


def test_each_leaves_on_its_own_when_the_writer_wants_it(desk, new_page, brand, owner, draft):
    page = new_page(member=owner)
    page.goto(desk.at(brand, f"compose/{draft.pk}/"))
    page.locator("#first-channel").select_option("0")
    page.wait_for_selector(SAVED)
    page.locator("#when").click()
    page.locator("[data-quick=tomorrow]").click()
    page.keyboard.press("Escape")
    page.wait_for_selector(SAVED)
    page.locator("#plan").click()
    page.wait_for_url("**/posts/*/")
    assert not Part.objects.exclude(sending__after=None).exists()
