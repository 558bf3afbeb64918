"""Connecting an account where it lives: the two ways on one page, the journey there and back, and an end that nears."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.utils import timezone

from pupitre.channels import ending
from pupitre.channels.models import Channel
from pupitre.ground.environment import environment
from pupitre.networks.bluesky import oauth
from pupitre.networks.bluesky.identity import Identity
from pupitre.networks.bluesky.tests.conftest import DID
from pupitre.networks.bluesky.tests.pretend import SignedIn
from pupitre.publishing.tests import stage
from tests.browser.conftest import Desk, _session_cookie

pytestmark = pytest.mark.browser

LOOKS = (("en", "light", 1440), ("fr", "dark", 1440), ("fr", "light", 390), ("en", "dark", 390))


@pytest.fixture
def settings_of_the_desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """`set(PUPITRE_ADDRESS="https://…")`: what the operator wrote, for this test."""

    def change(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        environment.cache_clear()

    yield change
    monkeypatch.undo()
    environment.cache_clear()


def speak(member: Any, language: str) -> Any:
    member.language = language
    member.save(update_fields=["language"])
    return member


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_a_public_desk_offers_to_sign_in_there_and_folds_the_password_away(
    new_page, desk, owner, brand, settings_of_the_desk, assert_accessible, assert_fits, shot, language, scheme, width
):
    settings_of_the_desk(PUPITRE_ADDRESS="https://desk.lune.org")
    page = new_page(width=width, language=language, scheme=scheme, member=speak(owner, language))
    page.goto(desk.at(brand, "channels/add/bluesky/"))
    sign_in = {"en": "Sign in at Bluesky", "fr": "Se connecter chez Bluesky"}[language]
    assert page.get_by_role("button", name=sign_in).is_visible()
    assert not page.locator("input[type=password]").is_visible()
    assert_fits(page), assert_accessible(page)
    shot(page, f"sign-in-{language}-{scheme}-{width}")
    page.locator("details.connect-form summary").click()
    assert page.locator("input[type=password]").is_visible()
    assert_fits(page), assert_accessible(page)
    shot(page, f"sign-in-aside-{language}-{scheme}-{width}")


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS[1:3])
def test_a_desk_that_nobody_can_come_back_to_says_why_it_asks_for_a_password(
    new_page, desk, owner, brand, assert_accessible, assert_fits, shot, language, scheme, width
):
    page = new_page(width=width, language=language, scheme=scheme, member=speak(owner, language))
    page.goto(desk.at(brand, "channels/add/bluesky/"))
    assert page.locator("input[type=password]").is_visible() and page.locator("details.connect-form").count() == 0
    assert page.get_by_text("PUPITRE_ADDRESS").is_visible()
    assert_fits(page), assert_accessible(page)
    shot(page, f"password-only-{language}-{scheme}-{width}")


def test_there_and_back_in_a_browser(chromium, desk, owner, brand, monkeypatch, settings_of_the_desk):
    far, here = SignedIn(), Desk(urlsplit(desk.url).port or 0)
    here.url = here.url.replace("localhost", "127.0.0.1")
    settings_of_the_desk(
        PUPITRE_DEBUG="1",
        PUPITRE_ADDRESS=here.url,
        PUPITRE_ALLOWED_HOSTS_PRIVATE=far.host,  # a developer's desk
    )
    monkeypatch.setattr(oauth, "identity", lambda name, asked: Identity(DID, name, f"http://{far.host}"))

    def agrees(route: Any) -> None:
        query = parse_qs(urlsplit(route.request.url).query)
        said = far.authority.agreed(query["request_uri"][0], query["client_id"][0])
        link = f'<a href="{here.url}/connect/back/?{urlencode(said)}">Authorize</a>'.replace("&", "&amp;")
        route.fulfill(status=200, content_type="text/html", body=f"<title>Agree</title>{link}")

    context = chromium.new_context(locale="en-GB")
    try:
        context.add_cookies([_session_cookie(owner, here)])
        page = context.new_page()
        page.route("**/oauth/authorize?*", agrees)
        page.goto(here.at(brand, "channels/add/bluesky/"))
        page.get_by_role("textbox", name="Handle").fill("brand.test")
        page.get_by_role("textbox", name="Handle").press("Enter")
        page.get_by_role("link", name="Authorize").click()
        page.wait_for_url("**/channels/")
        assert page.get_by_role("heading", name="brand.test").is_visible()
        assert Channel.objects.get().account == DID
    finally:
        context.close()
        far.close()


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_a_connection_that_ends_soon_is_told_on_channels_today_and_under_the_bell(
    new_page, desk, owner, brand, assert_accessible, assert_fits, shot, language, scheme, width
):
    channel = stage.paper(brand, owner, "Atelier")
    Channel.objects.filter(pk=channel.pk).update(ends_at=timezone.now() + timedelta(days=6, hours=12))
    assert ending.warn() == 1
    page = new_page(width=width, language=language, scheme=scheme, member=speak(owner, language))
    page.goto(desk.at(brand, "channels/"))
    again = {"en": "Connect again", "fr": "Reconnecter"}[language]
    assert page.get_by_role("link", name=again).first.is_visible()
    assert_fits(page), assert_accessible(page)
    shot(page, f"ends-channels-{language}-{scheme}-{width}")
    page.goto(desk.at(brand, "today/"))
    assert page.locator(".needs").get_by_text("Atelier").is_visible()
    assert_fits(page), assert_accessible(page)
    shot(page, f"ends-today-{language}-{scheme}-{width}")
