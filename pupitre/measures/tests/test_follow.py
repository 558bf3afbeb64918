"""Counts are read often while a post is young, each gain on its own day, and what is not told stays untold."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from pupitre.channels import connect
from pupitre.channels.models import Channel
from pupitre.measures import follow, jobs
from pupitre.measures.models import COUNTS, AccountReading, DayCount, Measured, Reading
from pupitre.networks.errors import Later, NotSent
from pupitre.networks.paper import measure, mischief
from pupitre.networks.paper.sheet import Sheet
from pupitre.networks.words import Measure

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)


@pytest.fixture
def channel(brand, owner):
    grant = connect.begin("paper", {"name": f"Measured {brand.pk}"}, "")
    made = connect.keep(brand, "paper", grant, owner)
    yield made
    Sheet(made.account, {}).forget()


@pytest.fixture
def told(monkeypatch):
    """What the network tells, by remote id; None: gone."""
    answers: dict[str, Measure | None] = {}
    monkeypatch.setattr(measure, "posts", lambda ids, grant: {each: answers.get(each, Measure()) for each in ids})
    return answers


def due(channel, remote_id="1", at=None, **fields):
    """A post whose counts are to be read now."""
    now = timezone.now()
    return Measured.objects.create(
        channel=channel, remote_id=remote_id, published_at=at or now, next_at=now - timedelta(seconds=1), **fields
    )


def days(name="likes"):
    return {row.day.isoformat(): getattr(row, name) for row in DayCount.objects.all()}


@given(st.floats(0, 60 * 86400), st.floats(0, 60 * 86400))
def test_the_older_a_post_the_rarer_it_is_read(one, other):
    young, old = sorted((one, other))
    waits = [follow.next_reading(NOON - timedelta(seconds=age), NOON) for age in (young, old)]
    assert waits[1] is None or (waits[0] is not None and NOON < waits[0] <= waits[1])


@pytest.mark.parametrize(
    ("age", "wait"),
    [
        (timedelta(minutes=1), timedelta(minutes=5)),
        (timedelta(hours=3), timedelta(hours=1)),
        (timedelta(days=2), timedelta(hours=6)),
        (timedelta(days=8), timedelta(days=1)),
        (timedelta(days=31), None),
    ],
)
def test_dense_in_the_first_two_hours_and_no_more_after_a_month(age, wait):
    assert follow.next_reading(NOON - age, NOON) == (NOON + wait if wait else None)


def test_following_twice_follows_once(channel):
    for _ in range(2):
        follow.follow(channel.pk, "7", timezone.now())
    assert Measured.objects.get().next_at > timezone.now()
    assert follow.due_channels() == []


def test_a_reading_is_kept_and_the_next_one_planned(channel, told):
    due(channel)
    told["1"] = Measure(likes=4, comments=0)
    assert follow.due_channels() == [channel.pk]
    assert follow.read_posts(channel) == 1
    measured, reading = Measured.objects.get(), Reading.objects.get()
    for kept in (measured, reading):
        assert (kept.likes, kept.comments, kept.reposts, kept.views, kept.reactions) == (4, 0, None, None, 4)
    assert measured.next_at > timezone.now()
    assert follow.due_channels() == [] and follow.read_posts(channel) == 0


def test_what_is_not_told_is_never_nought(channel, told):
    due(channel)
    told["1"] = Measure()
    follow.read_posts(channel)
    assert [getattr(Measured.objects.get(), name) for name in COUNTS] == [None] * 5
    assert Measured.objects.get().reactions is None
    assert not DayCount.objects.exists()


def test_a_count_that_is_not_told_this_time_is_not_gained_twice(channel, told):
    due(channel)
    for likes in (5, None, 7):
        told["1"] = Measure(likes=likes)
        Measured.objects.update(next_at=timezone.now())
        follow.read_posts(channel)
    assert [reading.likes for reading in Reading.objects.order_by("pk")] == [5, None, 7]
    assert list(days().values()) == [7]


def test_each_gain_is_on_the_day_of_the_brand_on_which_it_came(channel, told):
    """Half past eleven in the evening in Paris is not yet tomorrow; in UTC it is the same day all along."""
    evening = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)
    with time_machine.travel(evening, tick=False):
        due(channel, at=evening)
        told["1"] = Measure(likes=3)
        follow.read_posts(channel)
    with time_machine.travel(evening + timedelta(hours=1), tick=False):
        Measured.objects.update(next_at=timezone.now())
        told["1"] = Measure(likes=10)
        follow.read_posts(channel)
    assert days() == {"2026-11-24": 3, "2026-11-25": 7}


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), "2026-03-28"),
        (datetime(2026, 3, 28, 23, 1, tzinfo=UTC), "2026-03-29"),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), "2026-03-29"),
        (datetime(2026, 3, 29, 22, 1, tzinfo=UTC), "2026-03-30"),
        (datetime(2026, 10, 24, 22, 1, tzinfo=UTC), "2026-10-25"),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), "2026-10-25"),
        (datetime(2026, 10, 25, 23, 1, tzinfo=UTC), "2026-10-26"),
    ],
)
def test_days_of_23_and_of_25_hours_are_days(channel, told, instant, day):
    with time_machine.travel(instant, tick=False):
        due(channel, at=instant)
        told["1"] = Measure(likes=1)
        follow.read_posts(channel)
    assert days() == {day: 1}


def test_an_old_post_found_with_its_counts_gained_them_on_its_own_day(channel):
    with time_machine.travel(NOON, tick=False):
        follow.keep_first(channel, [("old", NOON - timedelta(days=40), Measure(likes=90))])
        follow.keep_first(channel, [("old", NOON - timedelta(days=40), Measure(likes=95))])
        follow.keep_first(channel, [("new", NOON - timedelta(hours=2), Measure(likes=2))])
    assert days() == {"2026-10-15": 90, "2026-11-24": 2}
    assert Measured.objects.get(remote_id="old").next_at is None
    assert Measured.objects.get(remote_id="new").next_at == NOON + timedelta(hours=1)


def test_what_an_old_post_is_told_to_have_for_the_first_time_was_not_gained_today(channel, told):
    published = NOON - timedelta(days=20)
    with time_machine.travel(NOON, tick=False):
        due(channel, at=published, likes=5, read_at=NOON - timedelta(days=1))
        told["1"] = Measure(likes=6, quotes=40)
        follow.read_posts(channel)
    assert days() == {"2026-11-24": 1, "2026-11-04": None}
    assert days("quotes") == {"2026-11-24": None, "2026-11-04": 40}


def test_taking_back_a_like_is_told_too(channel, told):
    due(channel, likes=5, read_at=timezone.now())
    told["1"] = Measure(likes=3)
    follow.read_posts(channel)
    assert list(days().values()) == [-2]


def test_a_post_that_is_gone_keeps_its_last_counts_and_is_read_no_more(channel, told):
    due(channel, likes=5, read_at=timezone.now())
    told["1"] = None
    assert follow.read_posts(channel) == 1
    measured = Measured.objects.get()
    assert (measured.likes, measured.next_at) == (5, None) and measured.gone_at
    assert follow.due_channels() == []
    assert not DayCount.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_readers_at_once_count_a_gain_once(channel, told, monkeypatch):
    due(channel, likes=5, read_at=timezone.now())
    both = Barrier(2)

    def answer(ids, grant):
        both.wait(10)
        return {each: Measure(likes=8) for each in ids}

    monkeypatch.setattr(measure, "posts", answer)

    def read():
        try:
            follow.read_posts(Channel.objects.select_related("brand").get(pk=channel.pk))
        finally:
            connection.close()

    threads = [Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert Reading.objects.count() == 2
    assert list(days().values()) == [3]


def test_many_posts_are_asked_in_batches(channel, monkeypatch):
    asked = []
    monkeypatch.setattr(
        measure, "posts", lambda ids, grant: asked.append(len(ids)) or {each: Measure(likes=1) for each in ids}
    )
    for number in range(60):
        due(channel, str(number))
    jobs.read_channel(channel.pk)
    assert asked == [25, 25, 10]
    assert list(days().values()) == [60]


def test_a_limit_is_waited_for_and_nothing_is_lost(channel, monkeypatch):
    until = timezone.now() + timedelta(minutes=40)

    def limited(ids, grant):
        raise Later(until)

    monkeypatch.setattr(measure, "posts", limited)
    due(channel)
    assert follow.read_posts(channel) == 0
    assert Measured.objects.get().next_at == until
    assert not Reading.objects.exists()


def test_a_network_that_is_away_is_asked_again_in_five_minutes(channel, monkeypatch):
    def away(*asked):
        raise NotSent("unreachable", {"host": "paper"})

    for name in ("posts", "account"):
        monkeypatch.setattr(measure, name, away)
    due(channel)
    assert follow.read_posts(channel) == 0
    assert timedelta(minutes=4) < Measured.objects.get().next_at - timezone.now() < timedelta(minutes=6)
    assert not follow.read_account(channel)


def test_an_old_token_is_renewed_and_a_dead_one_told(channel):
    due(channel, Sheet(channel.account, {}).put("k", {"text": "Hello"}, timezone.now()).id)
    mischief.expire(channel.account)
    follow.read_posts(channel)
    channel.refresh_from_db()
    assert (channel.state, channel.grant_version) == (Channel.READY, 2)
    assert follow.read_posts(channel) == 1
    Measured.objects.update(next_at=timezone.now())
    mischief.revoke(channel.account)
    follow.read_posts(channel)
    channel.refresh_from_db()
    assert channel.state == Channel.RECONNECT
    assert follow.due_channels() == []
    jobs.read_channel(channel.pk)


def test_followers_are_read_every_six_hours(channel):
    assert follow.read_account(channel)
    assert not follow.read_account(channel)
    first = AccountReading.objects.get()
    assert first.followers > 0 and first.posts is None
    AccountReading.objects.update(at=timezone.now() - timedelta(hours=6, minutes=1))
    jobs.read_accounts(0)
    assert AccountReading.objects.count() == 2


def test_a_network_where_nothing_can_be_read_tells_nothing(brand, owner):
    grant = connect.begin("paper", {"name": f"Blind {brand.pk}", "class": "D"}, "")
    blind = connect.keep(brand, "paper", grant, owner)
    due(blind)
    assert follow.read_posts(blind) == 1 and follow.read_account(blind)
    assert AccountReading.objects.get().followers is None
    assert Measured.objects.get().reactions is None
    assert not DayCount.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_one_job_a_channel(channel):
    due(channel)
    jobs.read_due(0)
    jobs.read_due(0)
    assert ProcrastinateJob.objects.filter(queueing_lock=f"measures-{channel.pk}").count() == 1


def test_days_of_a_brand_leave_out_others_and_what_was_taken_off(brand, other_brand, channel, outsider, owner):
    theirs = connect.keep(other_brand, "paper", connect.begin("paper", {"name": "Bear"}, ""), outsider)
    old = connect.keep(brand, "paper", connect.begin("paper", {"name": f"Old {brand.pk}"}, ""), owner)
    day = date(2026, 11, 24)
    for each in (channel, theirs, old):
        DayCount.objects.create(channel=each, day=day, likes=1)
    connect.remove(old, owner)
    assert [row.channel for row in DayCount.of_brand(brand.pk, day, day)] == [channel]
    assert not DayCount.of_brand(brand.pk, day + timedelta(days=1), day + timedelta(days=9)).exists()
