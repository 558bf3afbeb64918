"""Wall time is never guessed: against an oracle that walks through every minute of UTC."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pupitre.publishing import wall

PARIS = ZoneInfo("Europe/Paris")
ZONES = ["Europe/Paris", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "America/St_Johns", "Asia/Kolkata"]
TURNS = [
    datetime(2026, 3, 29),
    datetime(2026, 10, 25),
    datetime(2027, 3, 28),
    datetime(2026, 4, 5),
    datetime(2026, 10, 4),
    datetime(2026, 2, 15),
    datetime(2026, 3, 22),
    datetime(2011, 12, 30),
    datetime(2026, 3, 8),
    datetime(2026, 11, 1),
]


def instants(naive, zone):
    """Every instant at which a clock of the zone shows this, by looking at each quarter of an hour of two days."""
    start = (naive - timedelta(hours=26)).replace(tzinfo=UTC)
    candidates = (start + timedelta(minutes=15 * step) for step in range(4 * 52))
    return [moment for moment in candidates if moment.astimezone(zone).replace(tzinfo=None) == naive]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(ZONES), st.sampled_from(TURNS), st.integers(-2 * 96, 2 * 96))
def test_a_wall_time_is_one_instant_two_or_none(name, turn, quarters):
    zone = ZoneInfo(name)
    naive = turn + timedelta(minutes=15 * quarters)
    true = instants(naive, zone)
    try:
        read = [wall.read(naive.isoformat(), zone)]
    except wall.Twice as twice:
        read = [twice.first, twice.second]
    except wall.Absent as absent:
        read = []
        before, after = (moment.astimezone(zone).replace(tzinfo=None) for moment in (absent.before, absent.after))
        assert before < naive < after or before < naive == after - timedelta(0)
        assert absent.after - absent.before == timedelta(minutes=1)
    assert read == true


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(ZONES), st.sampled_from(TURNS), st.integers(-3000, 3000))
def test_what_is_written_is_read_as_the_same_instant(name, turn, minutes):
    zone = ZoneInfo(name)
    moment = turn.replace(tzinfo=UTC) + timedelta(minutes=minutes)
    assert wall.read(wall.write(moment, zone), zone) == moment


def test_the_night_of_october_asks_which_of_the_two():
    with pytest.raises(wall.Twice) as twice:
        wall.read("2026-10-25T02:30", PARIS)
    assert twice.value.first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert twice.value.second == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert wall.read("2026-10-25T02:30+01:00", PARIS) == twice.value.second


def test_the_night_of_march_asks_before_or_after():
    with pytest.raises(wall.Absent) as absent:
        wall.read("2027-03-28T02:30", PARIS)
    assert absent.value.before == datetime(2027, 3, 28, 0, 59, tzinfo=UTC)
    assert absent.value.after == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


def test_nothing_is_no_time_and_nonsense_is_refused():
    assert wall.read("", PARIS) is None
    assert wall.write(None, PARIS) == ""
    for nonsense in ("tomorrow", "2026-13-01T10:00", "0001-01-01T00:00", "9999-12-31T23:59", "2026-11-24T25:00"):
        with pytest.raises(ValueError):
            wall.read(nonsense, PARIS)
