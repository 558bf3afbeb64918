"""Told on a phone: the browser is asked, the desk keeps the device, what is pushed is shown and opens its page."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Page

from pupitre.brands.models import Member
from pupitre.ground.environment import environment
from pupitre.notices.models import Receiver
from pupitre.notices.receivers import to_text
from pupitre.notices.sealing import point
from tests.browser.conftest import NARROW, WIDE

pytestmark = pytest.mark.browser
SUBSCRIBED = """([endpoint, key]) => {
  const keys = { p256dh: key, auth: "AAECAwQFBgcICQoLDA0ODw" };
  PushManager.prototype.subscribe = async () => ({ toJSON: () => ({ endpoint, keys }) });
}"""
"""Chromium without its maker's servers has no push service: its address is ours, all else is the browser's own"""


@pytest.fixture
def service(httpserver, monkeypatch):
    monkeypatch.setenv("PUPITRE_ALLOWED_HOSTS_PRIVATE", f"{httpserver.host}:{httpserver.port}")
    environment.cache_clear()
    yield httpserver
    monkeypatch.undo()
    environment.cache_clear()


@pytest.mark.parametrize(("width", "language", "scheme"), [(NARROW, "fr", "light"), (WIDE, "en", "dark")])
def test_a_device_is_added_and_removed(
    desk, new_page, brand, owner, service, width, language, scheme, assert_accessible, assert_fits, shot
):
    Member.objects.filter(pk=owner.pk).update(language=language)
    page: Page = new_page(width, language, scheme, member=owner)
    page.context.grant_permissions(["notifications"])
    page.goto(desk.at(brand, "settings/account/"))
    key = to_text(point(ec.generate_private_key(ec.SECP256R1()).public_key()))
    page.evaluate(SUBSCRIBED, [service.url_for("/push/1"), key])
    page.locator("#receiver-form button").click()
    page.locator("#receivers .list li").wait_for()
    assert Receiver.objects.get().member_id == owner.pk
    assert not page.locator("#receiver-none").is_visible()
    assert_accessible(page)
    assert_fits(page)
    shot(page, f"receivers-{width}-{language}-{scheme}")
    page.locator("#receivers .list button").click()
    page.locator("#receivers .tag").wait_for()
    assert not Receiver.objects.exists()


def test_without_leave_nothing_is_kept_and_it_is_said(desk, new_page, brand, owner):
    page = new_page(member=owner)
    page.goto(desk.at(brand, "settings/account/"))
    page.evaluate("() => { Notification.requestPermission = async () => 'denied'; }")
    page.locator("#receiver-form button").click()
    page.locator("#receiver-said").get_by_text("allow notifications").wait_for()
    assert not Receiver.objects.exists()


def test_what_is_pushed_is_shown(desk, new_page, brand, owner):
    page = new_page(member=owner)
    page.context.grant_permissions(["notifications"])
    page.goto(desk.at(brand, "settings/account/"))
    at = page.locator("#receivers").get_attribute("data-worker")
    cdp = page.context.new_cdp_session(page)
    told = []
    cdp.on("ServiceWorker.workerRegistrationUpdated", lambda event: told.extend(event["registrations"]))
    cdp.send("ServiceWorker.enable")
    page.evaluate("async (at) => { await navigator.serviceWorker.register(at); }", at)
    page.wait_for_function("async () => Boolean((await navigator.serviceWorker.getRegistrations())[0]?.active)")
    said = f'{{"title": "Maison Lune", "body": "It is time to post.", "url": "{desk.url}/", "tag": "notice-1"}}'
    about = {"origin": desk.url, "registrationId": told[-1]["registrationId"], "data": said}
    cdp.send("ServiceWorker.deliverPushMessage", about)
    shown = page.evaluate(
        """async () => {
          const [worker] = await navigator.serviceWorker.getRegistrations();
          for (let tries = 0; tries < 100; tries++) {
            const shown = await worker.getNotifications();
            if (shown.length) return shown.map((one) => [one.title, one.body, one.data.url]);
            await new Promise((soon) => setTimeout(soon, 50));
          }
          return [];
        }"""
    )
    assert shown == [["Maison Lune", "It is time to post.", f"{desk.url}/"]]
