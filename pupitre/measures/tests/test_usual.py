"""Yesterday against the usual for that weekday: only when there are weeks enough, and never a nought for "not told"."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupitre.channels import connect
from pupitre.measures.models import DayCount
from pupitre.measures.usual import Figure, figures

DAY = date(2026, 11, 23)
"""a Monday"""


@pytest.fixture
def channel(brand, owner):
    return connect.keep(brand, "paper", connect.begin("paper", {"name": f"Usual {brand.pk}"}, ""), owner)


def day_count(channel, weeks=0, days=0, **counts):
    DayCount.objects.create(channel=channel, day=DAY - timedelta(weeks=weeks, days=days), **counts)


def figure(brand, name="likes"):
    return next(each for each in figures(brand.pk, DAY) if each.name == name)


def test_nothing_is_told_of_a_brand_without_counts(brand):
    assert [(f.value, f.usual, f.change) for f in figures(brand.pk, DAY)] == [(None, None, None)] * 4


def test_the_usual_is_the_median_of_the_same_weekday(brand, channel):
    for weeks, likes in ((1, 10), (2, 12), (3, 1000), (4, 8)):
        day_count(channel, weeks, likes=likes)
    day_count(channel, days=1, likes=500)
    day_count(channel, likes=22)
    found = figure(brand)
    assert (found.value, found.usual, found.change) == (22, 11, 100)


@pytest.mark.parametrize(("weeks", "usual"), [(1, None), (2, None), (3, 5), (8, 5)])
def test_three_weeks_are_enough(brand, channel, weeks, usual):
    for week in range(weeks + 1):
        day_count(channel, week, likes=5)
    assert figure(brand).usual == usual


def test_more_than_eight_weeks_are_the_past(brand, channel):
    for weeks in range(9):
        day_count(channel, weeks, likes=5)
    day_count(channel, 9, likes=10_000)
    assert figure(brand).usual == 5


def test_a_quiet_day_counts_as_quiet_once_the_brand_is_read(brand, channel):
    day_count(channel, 4, likes=9)
    day_count(channel, 2, likes=9)
    found = figure(brand)
    assert (found.value, found.usual) == (0, 4.5)
    assert found.change == -100


def test_channels_are_summed_and_what_one_does_not_tell_is_left_out(brand, channel, owner):
    other = connect.keep(brand, "paper", connect.begin("paper", {"name": f"Second {brand.pk}"}, ""), owner)
    day_count(channel, likes=3, quotes=None)
    day_count(other, likes=4, quotes=1)
    assert (figure(brand).value, figure(brand, "quotes").value, figure(brand, "reposts").value) == (7, 1, None)


def test_a_count_that_is_told_only_lately_has_no_usual_yet(brand, channel):
    for weeks in range(6):
        day_count(channel, weeks, likes=5, quotes=2 if weeks < 2 else None)
    assert figure(brand).usual == 5
    quotes = figure(brand, "quotes")
    assert (quotes.value, quotes.usual) == (2, None)
    assert quotes.last_days[:6] == [None] * 6
    assert quotes.last_days[6:] == [2, 0, 0, 0, 0, 0, 0, 2]


def test_the_last_fortnight_begins_where_the_brand_begins(brand, channel):
    day_count(channel, days=2, likes=1)
    day_count(channel, likes=3)
    assert figure(brand).last_days == [None] * 11 + [1, 0, 3]


def test_another_brand_s_likes_are_not_ours(brand, other_brand, outsider, channel):
    theirs = connect.keep(other_brand, "paper", connect.begin("paper", {"name": "Bear"}, ""), outsider)
    day_count(theirs, likes=99)
    assert figure(brand).value is None


def test_one_question(brand, channel, django_assert_num_queries):
    day_count(channel, likes=3)
    with django_assert_num_queries(1):
        figures(brand.pk, DAY)


@given(st.none() | st.integers(-5, 10_000), st.none() | st.integers(0, 20_000).map(lambda twice: twice / 2))
def test_a_change_is_told_only_against_something(value, usual):
    change = Figure("likes", value, usual, []).change
    assert (change is None) == (value is None or not usual)
    if change is not None and value is not None and usual is not None:
        assert (change > 0) <= (value > usual) and (change < 0) <= (value < usual)
