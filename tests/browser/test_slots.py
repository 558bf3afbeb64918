"""Slots in a browser: set, shown in the week, taken by Compose, and told when somebody else was faster."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from pupitre.publishing.models import Delivery
from pupitre.publishing.slots import change
from pupitre.publishing.slots.models import Slot
from pupitre.publishing.tests import stage
from tests.browser.conftest import NARROW

pytestmark = pytest.mark.browser
SAVED = "#saved[data-state=saved]"


@pytest.fixture
def camille(owner: Any) -> Any:
    return owner


@pytest.fixture
def blue(desk: Any, brand: Any, camille: Any) -> Any:
    return stage.paper(brand, camille, name="Blue")


@pytest.fixture
def red(desk: Any, brand: Any, camille: Any) -> Any:
    return stage.paper(brand, camille, name="Red")


def at(brand: Any, days: int, hour: int) -> datetime:
    local = timezone.now().astimezone(brand.zone) + timedelta(days=days)
    return local.replace(hour=hour, minute=0, second=0, microsecond=0)


def planned_at(delivery: Delivery, brand: Any) -> datetime:
    assert delivery.sending
    return delivery.sending.due_at.astimezone(brand.zone)


@pytest.mark.parametrize(("width", "language"), [(1440, "en"), (NARROW, "fr")])
def test_a_channels_slots_are_set(
    new_page, desk, brand, camille, blue, red, assert_accessible, assert_fits, shot, width, language
):
    camille.language = language
    camille.save(update_fields=["language"])
    page = new_page(width=width, language=language, member=camille)
    page.goto(desk.at(brand, "calendar/slots/"))
    card = page.locator("section", has=page.get_by_role("heading", name="Blue"))
    card.locator("input[type=time]").fill("09:30")
    card.get_by_role("button", name={"en": "Add", "fr": "Ajouter"}[language]).click()
    page.locator(".slot-chip").first.wait_for()
    assert page.locator(".slot-chip").count() == 5, "the working days are ticked"
    assert_accessible(page)
    assert_fits(page)
    shot(page, f"slots-{width}-{language}")
    page.locator(".slot-chip").first.click()
    page.locator(".toast").first.wait_for()
    assert Slot.objects.count() == 4


@pytest.mark.parametrize("width", [1440, NARROW])
def test_a_free_slot_of_the_week_begins_a_post(
    new_page, desk, brand, camille, blue, red, assert_accessible, assert_fits, shot, width
):
    there = at(brand, 8, 14)
    for hour in (9, 14):
        change.add(blue, [there.weekday()], time(hour), camille)
    change.add(red, [there.weekday()], time(14), camille)
    page = new_page(width=width, member=camille)
    page.goto(desk.at(brand, f"calendar/?view=week&on={there:%Y-%m-%d}"))
    assert page.locator(".opening").count() == 2
    assert_accessible(page)
    assert_fits(page)
    shot(page, f"slots-week-{width}")
    opening = page.get_by_role("link", name="Free slot, 09:00: write for Blue")
    opening.focus()
    page.keyboard.press("Enter")
    page.locator("#when", has_text="09:00").wait_for()
    assert page.locator("#channels input:checked").count() == 1


def test_compose_takes_the_next_free_slot_of_each_channel(new_page, desk, brand, camille, blue, red, shot):
    there, later = at(brand, 2, 9), at(brand, 3, 11)
    change.add(blue, [there.weekday()], time(9), camille)
    change.add(red, [later.weekday()], time(11), camille)
    page = new_page(member=camille)
    page.goto(desk.at(brand, "compose/"))
    page.locator("#text").fill("Indigo, step by step")
    page.locator("#when").click()
    page.locator("#next-slot").click()
    page.locator(".toast", has_text="Next free slots: Blue").wait_for()
    page.locator("#when", has_text="09:00").wait_for()
    shot(page, "slots-compose", full=False)
    page.keyboard.press("Escape")
    page.locator(SAVED).wait_for()
    page.locator("#plan").click()
    page.wait_for_url("**/posts/*/")
    due = {delivery.channel_id: planned_at(delivery, brand) for delivery in Delivery.objects.select_related("sending")}
    assert due == {blue.pk: there, red.pk: later}


def test_a_slot_that_somebody_took_meanwhile(new_page, desk, brand, camille, blue, assert_accessible, shot):
    there = at(brand, 2, 9)
    change.add(blue, [there.weekday()], time(9), camille)
    page = new_page(member=camille)
    page.goto(desk.at(brand, "compose/"))
    page.locator("#text").fill("Indigo, step by step")
    page.locator("#when").click()
    page.locator("#next-slot").click()
    page.locator(".toast", has_text="Next free slot:").wait_for()
    page.keyboard.press("Escape")
    page.locator(SAVED).wait_for()
    faster = stage.planned(brand, camille, there, text="Faster")
    page.locator("#plan").click()
    page.locator("#in-the-way", has_text="by now. Take the next free one").wait_for()
    assert_accessible(page)
    shot(page, "slots-taken", full=False)
    page.locator("#in-the-way [data-time]").click()
    page.locator("#plan").click()
    page.wait_for_url("**/posts/*/")
    mine = Delivery.objects.exclude(pk=faster.pk).select_related("sending").get()
    assert planned_at(mine, brand) == there + timedelta(days=7)


def test_both_are_planned_when_both_are_meant(new_page, desk, brand, camille, blue):
    there = at(brand, 2, 9)
    change.add(blue, [there.weekday()], time(9), camille)
    stage.planned(brand, camille, there, text="Faster")
    page = new_page(member=camille)
    page.goto(desk.at(brand, f"compose/?at={there:%Y-%m-%dT%H:%M}"))
    page.locator("#text").fill("Indigo, step by step")
    page.locator(SAVED).wait_for()
    page.locator("#plan").click()
    page.locator("#in-the-way [data-beside]").click()
    page.wait_for_url("**/posts/*/")
    assert Delivery.objects.current().filter(sending__due_at=there).count() == 2
