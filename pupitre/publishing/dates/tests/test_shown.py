"""What a brand's days carry, as it chose."""

from datetime import date

import pytest

from pupitre.journal.models import Entry
from pupitre.publishing.dates import change
from pupitre.publishing.dates.models import CalendarAddress, OwnDate
from pupitre.publishing.dates.published import school_known_until
from pupitre.publishing.dates.shown import choices_of, shown

pytestmark = pytest.mark.django_db
NOVEMBER = (date(2026, 11, 1), date(2026, 12, 1))


def names(brand, day, span=NOVEMBER):
    return [each.name for each in shown(brand, *span).get(day, [])]


def test_a_new_brand_sees_france(brand):
    assert names(brand, date(2026, 11, 11)) == ["Armistice", "Singles’ Day"]
    assert names(brand, date(2026, 11, 27)) == ["Black Friday"]
    assert names(brand, date(2026, 11, 24)) == []
    [holidays] = shown(brand, *NOVEMBER)[date(2026, 11, 1)][1:]
    assert holidays.what == "School holidays, zone A, B, C" and holidays.is_marked_on(date(2026, 11, 1))


def test_kinds_places_and_zones_are_chosen(brand, other_brand, owner):
    change.choose(brand, owner, "moselle", ["shop", "marronnier"], ["B"])
    assert names(brand, date(2026, 11, 27)) == []
    assert names(brand, date(2026, 11, 11)) == ["Armistice"]
    winter = (date(2027, 2, 1), date(2027, 3, 15))
    assert not names(brand, date(2027, 2, 13), winter) and names(brand, date(2027, 2, 20), winter) == [
        "Winter holidays"
    ]
    assert names(brand, date(2026, 12, 26), (date(2026, 12, 1), date(2027, 1, 1)))[0] == "Saint Stephen’s Day"
    assert names(brand, date(2027, 1, 2), (date(2027, 1, 1), date(2027, 1, 9)))[0] == "Winter sales"
    assert names(other_brand, date(2026, 11, 27)) == ["Black Friday"]
    assert Entry.objects.filter(brand_id=brand.pk, verb="dates.chosen", actor_id=owner.pk).count() == 1


def test_marronniers_are_renamed_noted_and_hidden(brand, owner):
    edits = {
        "singles": {"hidden": True, "name": "", "note": ""},
        "beaujolais": {"hidden": False, "name": "New wine", "note": "Ask Jeanne"},
        "nonsense": {"hidden": True},
        "kindness": {"hidden": False, "name": "", "note": ""},
    }
    change.edit_marronniers(brand, owner, edits)
    assert names(brand, date(2026, 11, 11)) == ["Armistice"]
    [wine] = shown(brand, *NOVEMBER)[date(2026, 11, 19)]
    assert (wine.name, wine.note) == ("New wine", "Ask Jeanne")
    assert choices_of(brand).edits == {
        "singles": {"hidden": True},
        "beaujolais": {"name": "New wine", "note": "Ask Jeanne"},
    }


def test_own_dates_once_every_year_and_across_new_year(brand, owner):
    change.add_own(brand, owner, "Fair", date(2025, 12, 30), date(2026, 1, 2), True)
    change.add_own(brand, owner, "Launch", date(2026, 11, 24), date(2026, 11, 24), False)
    change.add_own(brand, owner, "Leap", date(2024, 2, 29), date(2024, 2, 29), True)
    assert names(brand, date(2026, 11, 24)) == ["Launch"]
    assert "Fair" in names(brand, date(2031, 1, 2), (date(2031, 1, 1), date(2031, 2, 1)))
    assert "Fair" not in names(brand, date(2025, 1, 1), (date(2025, 1, 1), date(2025, 2, 1)))
    assert names(brand, date(2027, 2, 28), (date(2027, 2, 1), date(2027, 3, 1)))[0] == "Leap"
    assert not names(brand, date(2027, 11, 24), (date(2027, 11, 1), date(2027, 12, 1)))


def test_an_own_date_goes(brand, owner):
    own = change.add_own(brand, owner, "Launch", date(2026, 11, 24), date(2026, 11, 24), False)
    change.remove_own(own, owner)
    assert not OwnDate.objects.exists() and not names(brand, date(2026, 11, 24))


def test_beyond_what_is_published_no_school_holidays_are_made_up(brand):
    days = shown(brand, school_known_until(), date(2031, 1, 1))
    assert not any(each.occasion.kind == "school" for day in days.values() for each in day)


def test_one_question_whatever_the_span(brand, django_assert_num_queries):
    with django_assert_num_queries(1):
        shown(brand, date(2026, 1, 1), date(2027, 1, 1))


def test_an_address_is_kept_as_a_hash_renewed_and_withdrawn(brand, owner, colleague):
    first = change.give_address(brand, owner)
    theirs = change.give_address(brand, colleague)
    assert first not in str(CalendarAddress.objects.values_list()) and change.address_of(first).member == owner
    second = change.give_address(brand, owner)
    assert change.address_of(first) is None and change.address_of(second).brand == brand
    change.take_address(brand, owner)
    assert change.address_of(second) is None and change.address_of(theirs).member == colleague


def test_whoever_left_the_brand_reads_no_more(brand, colleague):
    token = change.give_address(brand, colleague)
    colleague.memberships.filter(brand=brand).delete()
    assert change.address_of(token) is None
