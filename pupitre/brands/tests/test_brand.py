"""A brand: founded in rehearsal, opened and closed once, its days by its own clock."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from pupitre.brands.found import change_brand, close_brand, finish_first_steps, found, open_brand
from pupitre.brands.models import Brand, Hold
from pupitre.journal.models import Entry

HOUR = timedelta(hours=1)
ZONES = st.sampled_from(["Europe/Paris", "America/Santiago", "Asia/Kathmandu", "Africa/Cairo", "Australia/Lord_Howe"])


def verbs(brand):
    return list(Entry.objects.of_brand(brand.pk).order_by("pk").values_list("verb", flat=True))


def test_a_brand_begins_in_rehearsal_with_its_founder_as_owner(owner):
    brand = found(owner, "Atelier Indigo", language="fr", time_zone="Europe/Paris")
    assert brand.in_rehearsal and brand.slug == "atelier-indigo"
    assert brand.memberships.get().role == "owner"
    assert verbs(brand) == ["brand.founded"]


@pytest.mark.parametrize("name", ["Maison Lune", "日本", "!!!", "L’Été — n° 5", "x" * 80])
def test_every_brand_has_an_address_of_its_own(owner, name):
    slugs = [found(owner, name, language="fr", time_zone="Europe/Paris").slug for _ in range(3)]
    assert len(set(slugs)) == 3 and all(slugs)


def test_opening_and_closing_twice_is_told_once(owner):
    brand = found(owner, "Indigo", language="fr", time_zone="Europe/Paris")
    for verb in (open_brand, open_brand, close_brand, close_brand):
        verb(brand, owner)
    assert brand.in_rehearsal
    assert verbs(brand) == ["brand.founded", "brand.opened", "brand.closed"]


def test_only_what_changes_is_told(brand, owner):
    change_brand(brand, owner, name="Maison Lune", language="en")
    change_brand(brand, owner, name="Maison Lune", language="en")
    told = Entry.objects.filter(verb="brand.changed")
    assert [entry.particulars["fields"] for entry in told] == [["language"]]
    assert Brand.objects.get(pk=brand.pk).language == "en"


def test_the_first_steps_are_finished_once(brand):
    finish_first_steps(brand)
    first = brand.checklist_done_at
    finish_first_steps(brand)
    assert first and brand.checklist_done_at == first


@given(ZONES, st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)))
def test_a_day_holds_its_moment_and_ends_where_the_next_begins(zone, at):
    brand, moment = Brand(time_zone=zone), at.replace(tzinfo=UTC)
    start, end = (edge.astimezone(UTC) for edge in brand.day(moment))
    assert start <= moment < end
    assert 23 * HOUR <= end - start <= 25 * HOUR
    assert brand.day(end)[0].astimezone(UTC) == end
    assert brand.day(end - timedelta(microseconds=1))[0].astimezone(UTC) == start


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 11, 24), 24)])
def test_days_when_the_clocks_change(day, hours):
    start, end = Brand(time_zone="Europe/Paris").day(datetime(*day, 12, tzinfo=UTC))
    assert end.astimezone(UTC) - start.astimezone(UTC) == hours * HOUR


def test_one_hold_at_a_time(brand, owner):
    Hold.objects.create(brand=brand, reason="A storm", by=owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.create(brand=brand, reason="Another", by=owner)


def test_a_hold_of_the_rest_of_the_day_lets_tomorrow_go(brand, owner):
    midnight = brand.today()[1]
    hold = Hold.objects.create(brand=brand, reason="A storm", by=owner, until=midnight)
    assert brand.hold_now() == hold
    assert hold.covers(midnight - timedelta(seconds=1)) and not hold.covers(midnight)
    Hold.objects.update(lifted_at=midnight)
    assert brand.hold_now() is None
