"""A passkey from the account page to the next sign-ins, with Chromium's own virtual authenticator."""

import pytest

from pupitre.brands.models import Passkey
from tests.browser.test_second_step import sign_in

pytestmark = pytest.mark.browser


def with_device(page):
    """A device within the page's browser that always finds its owner. Returns what speaks to it."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    more = {"isUserVerified": True, "automaticPresenceSimulation": True}
    device = wire.send("WebAuthn.addVirtualAuthenticator", {"options": options | more})["authenticatorId"]
    return wire, device


@pytest.mark.parametrize(("width", "scheme", "language"), [(1440, "light", "en"), (390, "dark", "fr")])
def test_added_used_alone_and_after_the_password(
    new_page, desk, owner, brand, width, scheme, language, assert_accessible, assert_fits, shot
):
    owner.language = language
    owner.save()
    words = {
        "en": ("What you call it", "Add a passkey", "Sign in with a passkey", "Use my passkey"),
        "fr": (
            "Le nom que vous lui donnez",
            "Ajouter une clé d’accès",
            "Se connecter avec une clé d’accès",
            "Utiliser ma clé d’accès",
        ),
    }[language]
    tail = f"{width}-{scheme}-{language}"
    page = new_page(width=width, scheme=scheme, language=language, member=owner)
    wire, device = with_device(page)
    page.goto(desk.at(brand, "settings/account/second-step/"))
    shot(page, f"passkey-none-{tail}")
    form = page.locator("form.new-passkey")
    form.get_by_label(words[0]).fill("my phone")
    form.locator("input[type=password]").fill("not-it-at-all")
    form.get_by_role("button", name=words[1]).click()
    form.locator("[data-passkey-said] span").get_by_text(".").wait_for()
    assert_fits(page), shot(page, f"passkey-wrong-{tail}")
    form.locator("input[type=password]").fill("seven-scarves-dry")
    form.get_by_role("button", name=words[1]).click()
    page.locator(".codes").wait_for()
    assert Passkey.objects.get().place == "localhost"
    page.goto(desk.at(brand, "settings/account/second-step/"))
    page.locator(".passkeys summary").click()
    assert_fits(page), assert_accessible(page), shot(page, f"passkey-one-{tail}")

    page.context.clear_cookies()
    page.goto(desk.url + "/sign-in")
    assert_fits(page), assert_accessible(page), shot(page, f"passkey-door-{tail}")
    page.get_by_role("button", name=words[2]).click()
    page.wait_for_url("**/b/maison-lune/today/")
    assert Passkey.objects.get().last_used_at

    page.context.clear_cookies()
    sign_in(page, desk, owner.email)
    page.wait_for_url("**/sign-in/second")
    assert_fits(page), assert_accessible(page), shot(page, f"passkey-second-{tail}")
    wire.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.get_by_role("button", name=words[3]).click()
    page.locator("[data-passkey-said] span").get_by_text(".").wait_for()
    wire.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    page.get_by_role("button", name=words[3]).click()
    page.wait_for_url("**/b/maison-lune/today/")
