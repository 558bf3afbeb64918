"""Slots: which are free, nights when the clocks change, and two posts that want the same one."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as some

from pupitre.journal.models import Entry
from pupitre.publishing import plan, wall
from pupitre.publishing.advice.around import around
from pupitre.publishing.models import Delivery
from pupitre.publishing.slots import change
from pupitre.publishing.slots.free import _places, free, next_free
from pupitre.publishing.slots.models import Slot
from pupitre.publishing.tests import stage
from pupitre.publishing.tests.together import together

EVERY_DAY = range(7)
PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
"""eight in the morning in Paris"""


@pytest.fixture
def blue(brand, owner):
    return stage.paper(brand, owner, name="Blue")


@pytest.fixture
def red(brand, owner):
    return stage.paper(brand, owner, name="Red")


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=PARIS)


def codes(planned) -> list[str]:
    return [objection.code for _version, objection in planned.objections]


def test_the_same_time_on_several_weekdays_each_once(blue, owner):
    assert change.add(blue, [0, 2, 2], time(9, 30, 12), owner) == []
    assert change.add(blue, [0, 4], time(9, 30), owner) == []
    assert [(slot.weekday, slot.at) for slot in change.of(blue.brand)] == [(day, time(9, 30)) for day in (0, 2, 4)]
    assert Entry.objects.filter(verb="slots.added").count() == 2


def test_what_is_missing_is_said_all_at_once(blue, owner):
    assert [each.code for each in change.add(blue, [9], None, owner)] == ["slot_dayless", "slot_timeless"]
    for hour in range(14):
        change.add(blue, EVERY_DAY, time(hour), owner)
    assert [each.code for each in change.add(blue, EVERY_DAY, time(15), owner)] == ["slots_many"]
    assert Slot.objects.count() == 98


def test_the_first_that_is_to_come_and_that_nobody_has(brand, blue, red, owner):
    with time_machine.travel(MONDAY, tick=False):
        change.add(blue, EVERY_DAY, time(7), owner)  # today's is past
        change.add(blue, [0], time(18), owner)
        change.add(red, [2], time(12), owner)
        assert next_free(brand, [blue.pk, red.pk]) == {blue.pk: at(23, 18), red.pk: at(25, 12)}
        evening = stage.planned(brand, owner, at(23, 18))
        assert next_free(brand, [blue.pk]) == {blue.pk: at(24, 7)}
        assert next_free(brand, [blue.pk], post=evening.post_id) == {blue.pk: at(23, 18)}
        stage.written(brand, owner, at=at(24, 7))  # a time in mind takes nothing
        assert next_free(brand, [blue.pk]) == {blue.pk: at(24, 7)}
        plan.withdraw(Delivery.objects.get(post=evening.post, channel=blue), owner)
        assert next_free(brand, [blue.pk]) == {blue.pk: at(23, 18)}


def test_a_channel_without_slots_and_another_brands_have_none(brand, blue, other_brand, outsider):
    change.add(stage.paper(other_brand, outsider, name="Theirs"), EVERY_DAY, time(9), outsider)
    assert next_free(brand, [blue.pk, *Slot.objects.values_list("channel", flat=True)]) == {}
    assert change.of(brand) == []


@pytest.mark.parametrize(("day", "hour"), [(date(2027, 3, 28), 2), (date(2026, 10, 25), 2)])
def test_on_nights_when_the_clocks_change_no_time_is_guessed(brand, blue, owner, day, hour):
    change.add(blue, EVERY_DAY, time(hour, 30), owner)
    with time_machine.travel(datetime(2026, 10, 20, tzinfo=UTC), tick=False):
        found = [
            when.astimezone(PARIS)
            for _channel, when in free(brand, Slot.objects.all(), day - timedelta(1), day + timedelta(2))
        ]
    assert [when.day for when in found] == [(day - timedelta(1)).day, (day + timedelta(1)).day]
    assert all((when.hour, when.minute) == (2, 30) for when in found)


@given(
    week=some.sets(some.tuples(some.integers(0, 6), some.times()), max_size=8),
    start=some.dates(date(2024, 1, 1), date(2032, 1, 1)),
    zone=some.sampled_from(["Europe/Paris", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu", "UTC"]),
)
def test_every_place_reads_on_the_wall_as_its_slot_says(week, start, zone):
    slots = sorted(
        (Slot(channel_id=1, weekday=day, at=when.replace(second=0, microsecond=0)) for day, when in week),
        key=lambda slot: slot.at,
    )
    there = ZoneInfo(zone)
    kept = {(slot.weekday, slot.at) for slot in slots}
    end = start + timedelta(days=28)
    found = list(_places(slots, there, start, end))
    for _channel, when in found:
        local = when.astimezone(there)
        assert (local.weekday(), local.time()) in kept
        assert wall.read(f"{local:%Y-%m-%dT%H:%M}", there) == when
        assert start <= local.date() < end
    assert len(set(found)) >= len(kept) * 4 - 2 * len(kept)  # at most two nights of the four weeks are odd


def test_into_a_slot_that_another_post_has_by_now_only_when_both_are_meant(brand, blue, red, owner):
    with time_machine.travel(MONDAY, tick=False):
        change.add(blue, [0, 1], time(18), owner)
        stage.planned(brand, owner, at(23, 18), text="The first one")
        second = stage.written(brand, owner, "The second one")
        refused = plan.plan(second, owner, at(23, 18))
        assert codes(refused) == ["slot_taken"]
        params = refused.objections[0][1].params
        assert (params["channel"], params["at"], params["next"]) == ("Blue", at(23, 18), at(24, 18))
        assert not second.deliveries.exists()
        assert len(plan.plan(second, owner, at(23, 18), beside=True).deliveries) == 2


def test_beside_a_slot_nothing_stands_in_the_way(brand, blue, owner):
    with time_machine.travel(MONDAY, tick=False):
        change.add(blue, [0], time(18), owner)
        stage.planned(brand, owner, at(24, 18), text="The first one")
        assert plan.plan(stage.written(brand, owner, "The second one"), owner, at(24, 18)).ok


def test_new_words_stay_in_the_slot_they_share(brand, blue, owner):
    with time_machine.travel(MONDAY, tick=False):
        change.add(blue, [0], time(18), owner)
        stage.planned(brand, owner, at(23, 18), text="The first one")
        second = stage.written(brand, owner, "The second one")
        plan.plan(second, owner, at(23, 18), beside=True)
        second.content = {"text": "The second one, mended"}
        second.save()
        assert plan.renew(second, owner).ok


def test_the_same_minute_is_told_before_planning(brand, blue, owner):
    there = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(days=2)
    stage.planned(brand, owner, there, text="The first one")
    version = stage.written(brand, owner, "The second one", at=there).versions.get()
    assert [objection.code for _version, objection in around(brand, [version])] == ["at_once"]


@pytest.mark.django_db(transaction=True)
def test_of_two_members_who_plan_into_one_slot_at_once_the_second_is_told(brand, blue, owner, colleague):
    there = (datetime.now(PARIS) + timedelta(days=3)).replace(hour=10, minute=0, second=0, microsecond=0)
    change.add(blue, [there.weekday()], time(10), owner)
    posts = [stage.written(brand, owner, f"Post {n}") for n in range(4)]
    done = together(*[lambda post=post: plan.plan(post, owner, there) for post in posts])
    assert sorted(codes(each) for each in done) == [[], ["slot_taken"], ["slot_taken"], ["slot_taken"]]
    assert Delivery.objects.current().filter(sending__due_at=there).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_plans_once_and_is_not_told_of_itself(brand, blue, owner):
    there = (datetime.now(PARIS) + timedelta(days=3)).replace(hour=10, minute=0, second=0, microsecond=0)
    change.add(blue, [there.weekday()], time(10), owner)
    post = stage.written(brand, owner, "Once")
    done = together(lambda: plan.plan(post, owner, there), lambda: plan.plan(post, owner, there))
    assert [codes(each) for each in done] == [[], []]
    assert post.deliveries.count() == 1
