"""A second browser signs in; the first is told under the bell, and ends it: its open page is signed out at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pupitre.brands.devices import word_for
from pupitre.brands.models import Member, Session
from tests.browser.test_second_step import sign_in
from tests.browser.working import working

__all__ = ["working"]

pytestmark = pytest.mark.browser


def test_told_under_the_bell_and_ended_from_the_letter(new_page, desk, owner, brand, working, shot):
    Member.objects.update(joined_at=timezone.now() - timedelta(days=3))
    first = new_page(member=owner)
    first.goto(desk.at(brand, "today/"))
    other = new_page(width=390)
    sign_in(other, desk, owner.email)
    other.wait_for_url("**/today/")
    first.goto(desk.at(brand, "notices/"))
    for _ in range(20):
        if first.get_by_text("Somebody signed in as you on a new device").count():
            break
        first.wait_for_timeout(250)
        first.reload()
    assert first.locator("main").get_by_text("Somebody signed in as you on a new device").is_visible()
    shot(first, "device-notice")
    session = Session.objects.filter(member=owner).latest("begun_at")
    letter = new_page(width=390)
    letter.goto(f"{desk.url}/sessions/{word_for(session)}")
    letter.get_by_role("button", name="It was not me: end it").click()
    letter.get_by_text("That session has ended").wait_for()
    other.goto(desk.at(brand, "settings/"))
    other.wait_for_url("**/sign-in**")


@pytest.mark.parametrize(("width", "scheme", "language"), [(1440, "light", "en"), (390, "dark", "fr")])
def test_its_pages_fit(new_page, desk, owner, brand, width, scheme, language, assert_accessible, assert_fits, shot):
    new_page(member=owner)
    word = word_for(Session.objects.get(member=owner))
    page = new_page(width=width, scheme=scheme, language=language)
    page.goto(f"{desk.url}/sessions/{word}")
    assert_fits(page), assert_accessible(page), shot(page, f"device-{width}-{scheme}-{language}")
    page.locator("form.card button").click()
    page.locator("a.btn.go").wait_for()
    assert_fits(page), assert_accessible(page), shot(page, f"device-ended-{width}-{scheme}-{language}")
    page.goto(f"{desk.url}/sessions/rubbish")
    assert_fits(page), assert_accessible(page), shot(page, f"device-unknown-{width}-{scheme}-{language}")
