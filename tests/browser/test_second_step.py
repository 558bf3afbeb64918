"""A code app from the account page to the next sign-in, in a real browser; and a brand that asks it of everybody."""

import pytest

from pupitre.brands import second_step
from pupitre.brands.tests.codes import code_of

pytestmark = pytest.mark.browser


def sign_in(page, desk, email):
    page.goto(desk.url + "/sign-in")
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill("seven-scarves-dry")
    page.locator("form.card button").click()


def test_set_up_and_asked_at_the_next_sign_in(new_page, desk, owner, brand, assert_accessible, assert_fits, shot):
    page = new_page(member=owner)
    page.goto(desk.at(brand, "settings/account/"))
    page.get_by_role("link", name="Set it up").click()
    page.get_by_role("button", name="Set up a code app").click()
    picture = page.get_by_alt_text("QR code with the key written below it")
    assert picture.evaluate("one => one.complete && one.naturalWidth > 100"), "the picture is not let in"
    assert page.locator("code.key").inner_text() == second_step.draft_of(owner).groups
    assert_accessible(page), assert_fits(page)
    page.get_by_label("The code it shows now").fill(code_of(owner))
    page.get_by_role("button", name="Turn it on").click()
    codes = page.locator(".codes code")
    codes.first.wait_for()
    assert codes.count() == 10
    recovery = codes.nth(2).inner_text()
    assert_accessible(page), assert_fits(page)
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_text("10 left").wait_for()
    assert_accessible(page)

    again = new_page(width=390)
    sign_in(again, desk, owner.email)
    again.wait_for_url("**/sign-in/second")
    assert_accessible(again), assert_fits(again)
    again.get_by_label("Code from your app").fill("000000")
    again.get_by_role("button", name="Go on").click()
    again.locator(".field .error", has_text="does not fit").wait_for()
    again.get_by_text("I have neither app nor passkey at hand").click()
    again.get_by_label("Recovery code").fill(recovery)
    again.get_by_role("button", name="Use this code").click()
    again.wait_for_url("**/b/maison-lune/today/")
    again.locator(".toast", has_text="9 are left").wait_for()


def test_a_brand_that_asks_for_it_leads_there(new_page, desk, owner, colleague, brand):
    page = new_page(member=owner)
    page.goto(desk.at(brand, "settings/members/"))
    page.get_by_role("button", name="Ask everybody for it").click()
    page.get_by_text("Maison Lune asks everybody for a second step").wait_for()
    theirs = new_page(width=390, member=colleague, language="fr")
    theirs.goto(desk.at(brand, "today/"))
    theirs.wait_for_url("**/settings/account/second-step/")
    theirs.get_by_role("button", name="Installer une application de codes").click()
    theirs.get_by_label("Le code qu’elle montre maintenant").fill(code_of(colleague))
    theirs.get_by_role("button", name="La mettre en service").click()
    theirs.get_by_role("link", name="Je les ai gardés").click()
    theirs.goto(desk.at(brand, "today/"))
    theirs.wait_for_url("**/today/")


@pytest.mark.parametrize(("width", "scheme", "language"), [(1440, "light", "en"), (390, "dark", "fr")])
def test_every_page_of_it_fits(new_page, desk, owner, colleague, brand, width, scheme, language, assert_fits, shot):
    owner.language = language
    owner.save()
    page = new_page(width=width, scheme=scheme, language=language, member=owner)
    tail = f"{width}-{scheme}-{language}"

    def look(name, path):
        page.goto(desk.at(brand, path))
        assert_fits(page)
        shot(page, f"{name}-{tail}")

    look("step-off", "settings/account/second-step/")
    look("account", "settings/account/")
    second_step.begin(owner)
    look("step-draft", "settings/account/second-step/")
    page.locator("ol.steps input[name=code]").fill(code_of(owner))
    page.locator("ol.steps button").click()
    page.locator(".codes").wait_for()
    assert_fits(page), shot(page, f"step-codes-{tail}")
    look("step-on", "settings/account/second-step/")
    second_step.begin(colleague)
    second_step.confirm(colleague, code_of(colleague))
    look("members", "settings/members/")
    theirs = new_page(width=width, scheme=scheme, language=language)
    sign_in(theirs, desk, owner.email)
    theirs.wait_for_url("**/sign-in/second")
    theirs.locator("summary").click()
    assert_fits(theirs), shot(theirs, f"step-asked-{tail}")
