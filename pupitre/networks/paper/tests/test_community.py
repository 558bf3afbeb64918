from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pupitre.networks.paper import community

moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
spans = st.timedeltas(timedelta(0), timedelta(days=40))
ids = st.from_regex(r"[0-9]{6}", fullmatch=True)
TUESDAY_EVENING = datetime(2026, 11, 17, 18, tzinfo=UTC)


@given(ids, moments, spans, spans)
def test_reactions_only_grow_and_two_readings_agree(post_id, at, age, more):
    earlier = community.reactions("shop", post_id, at, at + age)
    later = community.reactions("shop", post_id, at, at + age + more)
    assert later.likes >= earlier.likes and later.reposts >= earlier.reposts and later.comments >= earlier.comments
    assert earlier == community.reactions("shop", post_id, at, at + age)


@given(moments, spans)
def test_followers_only_grow(at, more):
    assert community.followers("shop", at + more) >= community.followers("shop", at)


def test_half_of_what_comes_comes_in_the_first_two_hours():
    ratios = []
    for number in range(300):
        at = TUESDAY_EVENING
        end = community.reactions("shop", f"{number:06d}", at, at + timedelta(days=30)).likes
        early = community.reactions("shop", f"{number:06d}", at, at + timedelta(hours=2)).likes
        ratios.append(early / end if end else 0)
    assert 0.4 < sum(ratios) / len(ratios) < 0.7


def test_nothing_has_come_at_once():
    told = community.reactions("shop", "000001", TUESDAY_EVENING, TUESDAY_EVENING)
    assert (told.likes, told.reposts, told.comments) == (0, 0, 0)


def test_an_evening_brings_more_than_a_night_and_a_weekday_more_than_a_saturday():
    def total(at: datetime) -> int:
        posts = (f"{number:06d}" for number in range(100))
        return sum(community.reactions("shop", post, at, at + timedelta(days=5)).likes for post in posts)

    assert total(TUESDAY_EVENING) > 3 * total(TUESDAY_EVENING + timedelta(hours=9))
    assert total(TUESDAY_EVENING) > total(TUESDAY_EVENING + timedelta(days=4))


def test_what_the_network_does_not_tell_is_none():
    told = community.reactions("shop", "000001", TUESDAY_EVENING, TUESDAY_EVENING + timedelta(days=2))
    assert told.views is None and told.quotes is None
