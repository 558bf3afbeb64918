"""The audit: who did what, the filter, reading the book again, and what a change in the database looks like."""

import pytest
from django.db import connection

from pupitre.brands.found import change_role
from pupitre.brands.models import Membership
from pupitre.channels.hold import hold, lift
from pupitre.journal.models import Entry
from tests.browser.working import working  # noqa: F401

pytestmark = pytest.mark.browser


def test_a_change_in_the_database_comes_to_light(
    new_page,
    desk,
    owner,
    colleague,
    brand,
    working,  # noqa: F811
    assert_accessible,
    assert_fits,
    shot,
):
    change_role(Membership.objects.get(member=colleague), "approver", owner)
    lift(hold(brand, "A mistake in what is planned", colleague).hold, owner)
    page = new_page(member=owner)
    page.goto(desk.at(brand, "settings/"))
    page.get_by_role("link", name="Audit").click()
    page.get_by_text("Made Inès Petit approver, before: author").wait_for()
    page.get_by_role("button", name="Read it again now").click()
    page.locator("#audit-standing .tag.good").wait_for()
    assert_fits(page), assert_accessible(page)
    shot(page, "audit")

    page.get_by_label("Who").select_option(label="Inès Petit")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**member=*")
    rows = page.locator(".audit-list .grow")
    assert rows.all_inner_texts() == ["Held everything: “A mistake in what is planned”"]
    with page.expect_download() as exported:
        page.get_by_role("button", name="Export as CSV").click()
    assert exported.value.suggested_filename.startswith("audit-maison-lune-")

    entry = Entry.objects.get(verb="hold.begun")
    with connection.cursor() as database:
        database.execute("SET session_replication_role = replica")
        database.execute("UPDATE journal_entry SET actor_id = %s WHERE id = %s", [owner.pk, entry.pk])
        database.execute("SET session_replication_role = origin")
    page.get_by_role("button", name="Read it again now").click()
    page.locator("#audit-standing").get_by_text(f"Entry {entry.pk} is not as it was sealed").wait_for()
    assert_accessible(page)

    phone = new_page(width=390, member=owner, scheme="dark")
    phone.goto(desk.at(brand, "settings/audit/"))
    assert_fits(phone), assert_accessible(phone)
    shot(phone, "audit-phone-dark")
