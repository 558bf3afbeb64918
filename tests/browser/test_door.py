"""From the first start to a colleague at the desk, and in and out of the demo, in a real browser."""

import pytest

from pupitre.brands.models import Brand, Member
from pupitre.brands.tests.house import house

__all__ = ["house"]

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_signed_out_pages_fit_and_can_be_read_by_all(
    new_page, desk, width, scheme, language, assert_accessible, assert_fits, shot
):
    page = new_page(width=width, scheme=scheme, language=language)
    page.goto(desk.url + "/")
    assert page.locator("html").get_attribute("lang") == language
    assert_fits(page), assert_accessible(page)
    shot(page, f"start-{width}-{scheme}-{language}")
    Member.objects.create_user("camille@lune.example", "seven-scarves-dry", name="Camille")
    for name in ("sign-in", "password", "nothing-here"):
        page.goto(f"{desk.url}/{name}")
        assert_fits(page), assert_accessible(page)
        shot(page, f"{name}-{width}-{scheme}-{language}")


def test_a_first_start_an_invitation_and_two_at_the_desk(new_page, desk, shot):
    page = new_page()
    page.goto(desk.url + "/")
    page.get_by_role("textbox", name="Your name").fill("Camille Roux")
    page.get_by_role("textbox", name="E-mail").fill("camille@lune.example")
    page.get_by_label("Password").fill("short")
    assert page.get_by_label("Time zone").input_value() == "Europe/Paris"
    page.get_by_label("Name of the brand").fill("Maison Lune")
    page.get_by_role("button", name="Take a seat").click()
    page.locator(".field .error", has_text="at least 10 characters").wait_for()
    assert page.get_by_label("Name of the brand").input_value() == "Maison Lune"
    page.get_by_label("Password").fill("seven-scarves-dry")
    page.get_by_role("button", name="Take a seat").click()
    page.wait_for_url("**/b/maison-lune/today/")
    assert page.locator(".banner", has_text="Rehearsal.").is_visible()
    shot(page, "first-today")

    page.goto(desk.at(Brand.objects.get(), "settings/members/"))
    page.get_by_role("textbox", name="E-mail").fill("ines@lune.example")
    page.locator("label.choice", has_text="Approver").click()
    page.get_by_role("button", name="Make the invitation").click()
    link = page.get_by_label("Invitation link").input_value()
    shot(page, "invitation-made")
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()

    theirs = new_page(width=390, language="fr")
    theirs.goto(link.replace("http://localhost:8000", desk.url))
    shot(theirs, "invitation")
    theirs.get_by_label("Votre nom").fill("Inès Petit")
    theirs.get_by_label("Mot de passe").fill("seven-scarves-wet")
    theirs.get_by_role("button", name="Rejoindre Maison Lune").click()
    theirs.wait_for_url("**/b/maison-lune/today/")
    theirs.locator(".toast", has_text="Bienvenue chez Maison Lune.").wait_for()
    assert Member.objects.get(email="ines@lune.example").language == "fr"


def test_signing_in_and_out(new_page, desk, owner, brand):
    page = new_page()
    page.goto(desk.at(brand, "settings/"))
    page.get_by_label("E-mail").fill("camille@lune.example")
    page.get_by_label("Password").fill("not-it-at-all")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("alert").get_by_text("do not go together").wait_for()
    page.get_by_label("Password").fill("seven-scarves-dry")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/b/maison-lune/settings/")
    page.get_by_role("button", name="Camille Roux: your menu").click()
    page.locator("#me-menu").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    page.locator(".toast", has_text="You are signed out").wait_for()


def test_looking_around_and_leaving(new_page, desk):
    page = new_page()
    page.goto(desk.url + "/")
    page.get_by_role("button", name="Français").last.click()
    page.wait_for_url("**/b/maison-lune-demo/today/")
    page.locator(".banner.demo").get_by_role("button", name="Quitter la démo").click()
    page.get_by_role("dialog").get_by_role("button", name="Quitter la démo").click()
    page.wait_for_url("**/start")
    assert not Brand.objects.exists() and not Member.objects.exists()


@pytest.mark.parametrize(("width", "scheme", "language"), [(1440, "light", "en"), (390, "dark", "fr")])
def test_the_houses_own_sign_in_stands_beside_the_password(
    new_page, desk, owner, house, width, scheme, language, assert_accessible, assert_fits, shot
):
    page = new_page(width=width, scheme=scheme, language=language)
    page.goto(desk.url + "/sign-in")
    name = {"en": "Sign in with House", "fr": "Se connecter avec House"}[language]
    assert page.get_by_role("button", name=name).is_visible()
    assert_fits(page), assert_accessible(page), shot(page, f"provider-door-{width}-{scheme}-{language}")
    page.route("**/sign-in/provider", lambda route: route.fulfill(body=route.request.post_data, status=200))
    page.get_by_role("button", name=name).click()
    page.get_by_text("csrfmiddlewaretoken").wait_for()
