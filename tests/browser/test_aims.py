"""Campaign, objective and labels: chosen under the text, kept with the draft, found again in the calendar."""

import pytest

from pupitre.channels.connect import begin as connect
from pupitre.channels.connect import keep
from pupitre.publishing.aims import Aims, aims_of
from pupitre.publishing.models import Campaign, Post
from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_compose import SAVED

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("width", "language", "scheme"), [(WIDE, "fr", "light"), (WIDE, "en", "dark"), (NARROW, "fr", "dark")]
)
def test_a_post_is_given_its_aims(
    new_page, desk, brand, owner, shot, assert_accessible, assert_fits, width, language, scheme
):
    keep(brand, "paper", connect("paper", {"name": "Maison Lune"}, ""), None)
    Campaign.objects.create(brand=brand, name="Wool")
    type(owner).objects.filter(pk=owner.pk).update(language=language)
    page = new_page(width=width, language=language, scheme=scheme, member=owner, forgive=("422",))
    page.goto(desk.at(brand, "compose/"))
    page.fill("#text", "Indigo, garance, réséda")
    page.select_option("#campaign", "new")
    page.fill("#campaign-name", "wool")
    page.keyboard.press("Enter")
    page.locator("#campaign-wrong").wait_for()  # there is one of this name
    assert_accessible(page)
    page.fill("#campaign-name", "Autumn dyes")
    page.keyboard.press("Enter")
    page.locator("#campaign-dialog").wait_for(state="hidden")
    page.click("[data-objective=win]")
    page.click("[data-objective=keep]")
    page.fill("#label", "workshop")
    page.press("#label", "Enter")
    page.locator("#label").press_sequentially("wool,")
    page.locator(SAVED).wait_for()
    page.wait_for_function("() => document.querySelectorAll('#labels li').length === 2")
    assert_accessible(page)
    assert_fits(page)
    shot(page, f"aims-{width}-{language}-{scheme}")
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(1_200)
    page.locator(SAVED).wait_for()
    autumn = Campaign.objects.get(name="Autumn dyes")
    post = Post.objects.get()
    assert aims_of(post) == Aims(autumn.pk, "keep", ("workshop", "wool"))
    page.reload()
    assert page.input_value("#campaign") == str(autumn.pk)
    assert page.locator("[data-objective][aria-pressed=true]").get_attribute("data-objective") == "keep"
    page.click("#labels button >> nth=0")
    assert page.locator("#labels li").count() == 1

    page.goto(desk.at(brand, f"posts/{post.pk}/"))
    assert "Autumn dyes" in page.inner_text("#post header")
    shot(page, f"aims-post-{width}-{language}-{scheme}")
    page.goto(desk.at(brand, "compose/campaigns/"))
    page.click("details:has-text('Autumn dyes') summary")
    assert_accessible(page)
    assert_fits(page)
    shot(page, f"campaigns-{width}-{language}-{scheme}")
