"""When a server accepts again: every form of it, and nonsense."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupitre.ground.http import Answer
from pupitre.networks.mastodon.tests.wire import NOW
from pupitre.networks.mastodon.waits import LONGEST, SHORTEST, UNTOLD, accepts_again


def wait(*headers: tuple[str, str]) -> float:
    answer = Answer(429, httpx2.Headers(list(headers)), b"", "https://social.test.net/")
    return (accepts_again(answer, NOW) - NOW).total_seconds()


def http_date(seconds: float) -> str:
    return format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)


LATER = int((NOW + timedelta(seconds=300)).timestamp())


@pytest.mark.parametrize(
    "headers, seconds",
    [
        ([("Retry-After", "30")], 30),
        ([("Retry-After", "0")], 1),
        ([("Retry-After", "1.5")], 1.5),
        ([("Retry-After", "10800")], 10_800),
        ([("Retry-After", "999999")], 10_800),
        ([("Retry-After", "-30")], 60),
        ([("Retry-After", "soon")], 60),
        ([("Retry-After", "")], 60),
        ([], 60),
        ([("Retry-After", http_date(90))], 90),
        ([("Retry-After", http_date(-90))], 1),
        ([("Retry-After", "Sunday, 22-Nov-26 09:01:30 GMT")], 90),
        ([("Retry-After", "30"), ("Retry-After", http_date(90))], 90),
        ([("Retry-After", f"120, {http_date(90)}")], 120),
        ([("Retry-After", "30, 45")], 45),
        ([("Retry-After", "soon"), ("Retry-After", "20")], 20),
        ([("X-RateLimit-Reset", "2026-11-22T09:05:00.123Z")], 300.123),
        ([("X-RateLimit-Reset", "2026-11-22T10:05:00+01:00")], 300),
        ([("X-RateLimit-Reset", "2026-11-22T09:05:00")], 300),
        ([("X-RateLimit-Reset", str(LATER))], 300),
        ([("X-RateLimit-Reset", f"{LATER}.5")], 300.5),
        ([("X-RateLimit-Reset", str(LATER * 1000))], 10_800),
        ([("X-RateLimit-Reset", "300")], 300),
        ([("X-RateLimit-Reset", "1")], 1),
        ([("X-RateLimit-Reset", "never")], 60),
        ([("Retry-After", "10"), ("X-RateLimit-Reset", str(LATER))], 300),
        ([("X-RateLimit-Reset", str(LATER)), ("Date", http_date(240))], 60),
        ([("X-RateLimit-Reset", str(LATER)), ("Date", "yesterday")], 300),
        ([("Retry-After", http_date(90)), ("Date", http_date(-3600))], 3690),
    ],
)
def test_every_form_is_understood(headers, seconds):
    assert wait(*headers) == pytest.approx(seconds, abs=0.01)


printable = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60)
instants = st.datetimes(timezones=st.just(UTC))
told = st.one_of(
    printable,
    st.integers().map(str),
    st.floats().map(str),
    instants.map(lambda at: at.isoformat()),
    instants.filter(lambda at: at.year > 1900).map(lambda at: format_datetime(at, usegmt=True)),
)


@given(st.lists(st.tuples(st.sampled_from(["Retry-After", "X-RateLimit-Reset", "Date"]), told), max_size=4))
def test_the_wait_is_never_in_the_past_nor_beyond_three_hours(headers):
    assert SHORTEST.total_seconds() <= wait(*headers) <= LONGEST.total_seconds()


@given(st.integers(1, int(LONGEST.total_seconds())))
def test_a_span_and_the_instant_it_ends_are_one(seconds):
    at = NOW + timedelta(seconds=seconds)
    forms = [str(seconds), http_date(seconds), at.isoformat(), str(int(at.timestamp()))]
    assert {wait(("Retry-After", form)) for form in forms} == {seconds}


def test_untold_is_a_minute():
    assert timedelta(minutes=1) == UNTOLD
    assert accepts_again(Answer(429, httpx2.Headers(), b"", ""), datetime(2026, 1, 1, tzinfo=UTC)).minute == 1
