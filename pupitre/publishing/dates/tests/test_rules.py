"""Rules against what others computed, and against dates that were published."""

from datetime import date, timedelta
from itertools import pairwise

import holidays as oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupitre.publishing.dates import marronniers, names, places, published, sales
from pupitre.publishing.dates.holidays import REGIONS, bridges, holidays
from pupitre.publishing.dates.occasion import KINDS, nth

ORACLE = {
    "metropole": None,
    "alsace-moselle": "57",
    "guadeloupe": "GP",
    "martinique": "MQ",
    "guyane": "GY",
    "reunion": "RE",
    "mayotte": "YT",
    "saint-barthelemy": "BL",
    "saint-martin": "MF",
    "nouvelle-caledonie": "NC",
    "polynesie": "PF",
    "wallis-et-futuna": "WF",
    "saint-pierre-et-miquelon": "PM",
}
CUSTOM = {"Good Friday", "Mid-Lent", "Mi-Carême", "Mi-Careme", "Victor Schoelcher Day", "Feast of Victor Schoelcher"}
"""usages of the Antilles, which no law names"""


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("year", range(2025, 2046))
def test_holidays_are_those_of_another_computation(region, year):
    theirs = oracle.country_holidays("FR", subdiv=ORACLE[region], years=year, language="en_US")
    antilles = region in ("guadeloupe", "martinique", "saint-martin")
    expected = {
        day for day, name in theirs.items() if day.year == year and not (antilles and set(name.split("; ")) <= CUSTOM)
    }
    assert {each.start for each in holidays(region, year)} == expected


@given(st.integers(1990, 2150), st.sampled_from(REGIONS))
def test_a_bridge_lies_between_a_holiday_and_a_weekend(year, region):
    free = {each.start for around in (year - 1, year, year + 1) for each in holidays(region, around)}
    for bridge in (each.start for each in bridges(region, year)):
        assert bridge not in free and bridge.weekday() in (0, 4)
        assert (bridge + timedelta(days=1 if bridge.weekday() == 0 else -1)) in free


@given(st.integers(1990, 2150), st.integers(1, 12), st.integers(0, 6), st.integers(1, 4))
def test_the_nth_weekday_by_counting(year, month, weekday, count):
    days = [date(year, month, 1) + timedelta(days=n) for n in range(31)]
    fitting = [day for day in days if day.month == month and day.weekday() == weekday]
    assert nth(year, month, weekday, count) == fitting[count - 1]
    assert nth(year, month, weekday, -count) == fitting[-count]


def begins(place, year):
    return [each.start.strftime("%m-%d") for each in sorted(sales.sales(place, year), key=lambda each: each.start)]


@pytest.mark.parametrize(
    ("place", "year", "days"),
    [
        ("france", 2017, ["01-11", "06-28"]),
        ("france", 2020, ["01-08", "06-24"]),
        ("france", 2024, ["01-10", "06-26"]),
        ("france", 2026, ["01-07", "06-24"]),
        ("moselle", 2017, ["01-02", "06-28"]),
        ("lorraine", 2023, ["01-02", "06-28"]),
        ("lorraine", 2026, ["01-02", "06-24"]),
        ("riviera", 2019, ["01-09", "07-03"]),
        ("riviera", 2015, ["01-07", "07-01"]),
        ("corse", 2018, ["01-10", "07-11"]),
        ("corse", 2024, ["01-10", "07-10"]),
        ("guadeloupe", 2023, ["01-07", "09-30"]),
        ("guadeloupe", 2020, ["01-04", "09-26"]),
        ("martinique", 2024, ["01-10", "10-03"]),
        ("reunion", 2020, ["02-01", "09-05"]),
        ("reunion", 2017, ["02-04", "09-02"]),
        ("saint-martin", 2017, ["05-06", "10-14"]),
        ("saint-barthelemy", 2024, ["05-04", "10-12"]),
        ("saint-pierre-et-miquelon", 2020, ["01-22", "07-15"]),
        ("saint-pierre-et-miquelon", 2015, ["01-21", "07-15"]),
        ("mayotte", 2023, ["01-11", "06-28"]),
        ("polynesie", 2026, []),
    ],
)
def test_sales_begin_when_they_did(place, year, days):
    assert begins(place, year) == days
    assert all((each.end - each.start).days == 27 for each in sales.sales(place, year))


def marronnier(code, year):
    return next(each.start for each in marronniers.marronniers(year) if each.code == code)


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("mothers", date(2020, 6, 7)),  # the last Sunday of May was Pentecost
        ("mothers", date(2023, 6, 4)),
        ("mothers", date(2026, 5, 31)),
        ("mothers", date(2027, 5, 30)),
        ("fathers", date(2026, 6, 21)),
        ("grandmothers", date(2026, 3, 1)),
        ("heritage", date(2024, 9, 21)),
        ("beaujolais", date(2026, 11, 19)),
        ("giving_tuesday", date(2026, 12, 1)),
        ("back_to_school", date(2026, 9, 1)),
        ("shrove_tuesday", date(2026, 2, 17)),
    ],
)
def test_marronniers_fall_when_they_fell(code, day):
    assert marronnier(code, day.year) == day


@pytest.mark.parametrize(("year", "friday"), [(2024, 29), (2025, 28), (2026, 27), (2029, 23)])
def test_black_friday(year, friday):
    days = {each.code: each.start for each in sales.shop_days(year)}
    assert days["black_friday"] == date(year, 11, friday)
    assert days["cyber_monday"] == date(year, 11, friday) + timedelta(days=3)


def test_school_holidays_are_whole_and_end_where_the_page_says():
    for zone in published.ZONES:
        spans = [each for each in published.school() if zone in each.zones]
        assert all(one.end < two.start for one, two in pairwise(spans))
        assert [each.code for each in spans].count("winter") == [each.code for each in spans].count("spring") == 3
    assert max(each.end for each in published.school()) <= published.school_known_until()
    winters = {
        each.zones: (each.start, each.end)
        for each in published.school()
        if each.code == "winter" and each.start.year == 2026
    }
    assert winters == {  # as town halls printed them
        ("A",): (date(2026, 2, 7), date(2026, 2, 22)),
        ("B",): (date(2026, 2, 14), date(2026, 3, 1)),
        ("C",): (date(2026, 2, 21), date(2026, 3, 8)),
    }


def test_everything_has_a_name():
    codes = {each.code for region in REGIONS for each in holidays(region, 2027)}
    codes |= {each.code for place in places.PLACES for each in sales.sales(place, 2027)}
    codes |= {each.code for each in (*published.school(), *published.french_days(), *sales.shop_days(2027))}
    assert codes | set(marronniers.CODES) | {"bridge"} == set(names.NAMES)
    assert {each.code for year in (2026, 2027) for each in marronniers.marronniers(year)} == set(marronniers.CODES)
    assert set(KINDS) == set(names.KINDS) and set(places.PLACES) == set(names.PLACES)
    assert set(places.PLACES.values()) == set(REGIONS)
