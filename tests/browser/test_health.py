"""The state of the installation in a real browser: each check comes by itself, and what is wrong says what to do."""

import pytest

from pupitre.brands.models import Member
from pupitre.channels.due_clock import hear
from pupitre.ground.checks import checks

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_every_check_comes_and_the_page_fits_and_can_be_read_by_all(
    new_page, desk, brand, owner, width, scheme, language, assert_accessible, assert_fits, shot
):
    Member.objects.filter(pk=owner.pk).update(language=language)
    hear("l", "listen")
    page = new_page(width=width, scheme=scheme, language=language, member=owner)
    page.goto(desk.at(brand, "settings/health/"))
    for check in checks:
        page.locator(f"section[aria-labelledby=check-{check.key}] .findings").wait_for()
    assert page.locator(".looking").count() == 0
    assert page.locator("section[aria-labelledby=check-worker] .tag.bad").count() == 1
    assert page.locator("section[aria-labelledby=check-listener] .tag.good").count() == 1
    assert_fits(page)
    assert_accessible(page)
    shot(page, f"settings-health-{width}-{scheme}-{language}")


def test_from_the_banner_of_a_silent_worker_to_what_is_wrong_and_looked_at_again(new_page, desk, brand, owner):
    page = new_page(member=owner)
    page.goto(desk.at(brand, "settings/"))
    page.get_by_role("link", name="See what is wrong").click()
    worker = page.locator("section[aria-labelledby=check-worker]")
    worker.locator(".tag.bad").wait_for()
    assert "systemctl restart pupitre" in worker.inner_text()
    hear("w", "work")
    page.get_by_role("link", name="Look again").click()
    worker.locator(".tag.good").wait_for()
