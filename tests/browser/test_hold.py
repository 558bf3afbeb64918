"""Hold from a phone, lift from the desk: what waited, post by post."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pupitre.channels import states
from pupitre.channels.models import Part, Sending
from pupitre.publishing.tests import stage

pytestmark = pytest.mark.browser


def test_hold_on_a_phone_and_lift_post_by_post(new_page, desk, owner, brand, assert_accessible, assert_fits, shot):
    stage.paper(brand, owner, "Atelier")
    waiting = [stage.planned(brand, owner, text=f"Scarf knot {n}").sending_id for n in range(3)]
    phone = new_page(width=390, member=owner)
    phone.goto(desk.at(brand, "hold/"))
    phone.get_by_role("button", name="A mistake in what is planned").tap()
    assert phone.get_by_label("Why?").input_value() == "A mistake in what is planned"
    assert_fits(phone), assert_accessible(phone)
    shot(phone, "hold-phone")
    phone.get_by_role("button", name="Hold everything").tap()
    phone.get_by_text("Nothing was on its way.").wait_for()
    assert phone.locator(".banner.held").is_visible()
    assert_fits(phone), assert_accessible(phone)
    shot(phone, "held-phone")

    then = timezone.now() - timedelta(minutes=30)
    Part.objects.filter(sending__in=waiting).update(due_at=then, expected_at=then)
    Sending.objects.filter(pk__in=waiting).update(due_at=then)
    page = new_page(member=owner, scheme="dark")
    page.goto(desk.at(brand, "hold/lift/"))
    page.locator("[data-all]").get_by_role("button", name="Drop").click()
    assert page.locator(".decision input[value=drop]:checked").count() == 3
    first, second = (page.locator(".decision").nth(n) for n in range(2))
    first.get_by_text("Send now").click()
    second.get_by_text("Another time").click()
    assert_fits(page), assert_accessible(page)
    shot(page, "lift")
    page.get_by_role("button", name="Lift the hold").click()
    page.get_by_text("Write the day and the hour").wait_for()
    assert brand.hold_now() is not None
    later = (timezone.now() + timedelta(days=3)).astimezone(brand.zone)
    second.locator("input[type=datetime-local]").fill(f"{later:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Lift the hold").click()
    page.locator(".toast.success", has_text="1 leaves now, 1 has a new time, 1 was dropped").wait_for()
    assert brand.hold_now() is None
    found = [Sending.objects.get(pk=pk).state for pk in waiting]
    assert sorted(found) == sorted([states.PLANNED, states.PLANNED, states.DROPPED])
    phone.locator(".banner.held").wait_for(state="detached")
