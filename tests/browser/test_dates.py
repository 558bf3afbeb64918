"""The calendar's dates in a browser: tapped, written for, added, and the address for calendar programs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pupitre.publishing.dates.change import add_own
from pupitre.publishing.dates.models import DateChoices, OwnDate
from pupitre.publishing.tests import stage
from tests.browser.test_calendar import at, day

pytestmark = pytest.mark.browser
LOOKS = [(1440, "en", "light"), (1440, "fr", "dark"), (390, "fr", "light"), (390, "en", "dark")]


@pytest.fixture
def desk_with_dates(desk: Any, brand: Any, owner: Any) -> Any:
    """A brand with a channel, a post, and a date of its own three days from today that has a note."""
    stage.paper(brand, owner, name="Blue")
    stage.planned(brand, owner, at(brand, 3, 9), text="Three ways to tie the scarf")
    there = at(brand, 3, 9).date()
    add_own(brand, owner, "Founding day of the house", there, there, True, "Ask Jeanne for the picture")
    return desk


def reads(member: Any, language: str) -> None:
    member.language = language
    member.save(update_fields=["language"])


@pytest.mark.parametrize(("width", "language", "scheme"), LOOKS)
def test_a_date_is_tapped_and_written_for(
    new_page, desk_with_dates, brand, owner, shot, assert_accessible, assert_fits, width, language, scheme
):
    desk, there = desk_with_dates, at(brand, 3, 9)
    reads(owner, language)
    page = new_page(width=width, language=language, scheme=scheme, member=owner)
    for view in ("week", "list", "month"):
        page.goto(desk.at(brand, f"calendar/?view={view}&on={there:%Y-%m-%d}"))
        page.locator(f"{day(there)} .dates > summary").click()
        panel = page.locator(f"{day(there)} .dates .panel")
        panel.get_by_text("Ask Jeanne").wait_for()
        assert panel.bounding_box()["x"] >= 0
        assert panel.bounding_box()["x"] + panel.bounding_box()["width"] <= width
        assert_fits(page)
        shot(page, f"dates-{view}-{width}-{language}-{scheme}")
    assert_accessible(page)
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    page.locator(f"{day(there)} .dates > summary").click()
    panel.locator("a.btn").click()
    page.wait_for_url("**/compose/**")


@pytest.mark.parametrize(("width", "language", "scheme"), LOOKS)
def test_the_page_of_dates(
    new_page, desk_with_dates, brand, owner, shot, assert_accessible, assert_fits, width, language, scheme
):
    reads(owner, language)
    page = new_page(width=width, language=language, scheme=scheme, member=owner)
    page.goto(desk_with_dates.at(brand, "calendar/dates/"))
    page.locator("#own input[name=name]").fill("Fair")
    page.locator("#own input[name=first]").fill("2027-03-04")
    page.locator("#own button.go").click()
    page.locator("#own .list b", has_text="Fair").wait_for()
    assert OwnDate.objects.get(name="Fair").first == date(2027, 3, 4)
    page.locator("summary.btn").click()
    page.locator(".marronniers input[name=name-cats]").fill("Minou")
    page.locator("button", has_text="arronniers").click()
    page.locator(".toast.success").first.wait_for()
    page.locator("#address button").click()
    assert "/calendars/" in page.locator("input.address").input_value()
    assert DateChoices.objects.get(brand=brand).edits == {"cats": {"name": "Minou"}}
    assert_fits(page)
    assert_accessible(page)
    shot(page, f"dates-page-{width}-{language}-{scheme}")
