"""Days of the brand: what stands on them, in the brand's zone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from pupitre.channels import states
from pupitre.channels.hold import hold
from pupitre.channels.models import Sending
from pupitre.publishing import plan
from pupitre.publishing.calendar import Wanted, channels_of, days
from pupitre.publishing.models import Campaign, NativePost, Post, Version
from pupitre.publishing.moving import have_in_mind, move_together
from pupitre.publishing.tests import stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(brand, owner):
    return stage.paper(brand, owner, name="Blue")


def tomorrow_at(brand, hour, minute=0, days_on=1):
    local = timezone.now().astimezone(brand.zone) + timedelta(days=days_on)
    return local.replace(hour=hour, minute=minute, second=0, microsecond=0)


def tiles(brand, wanted=None, around=3, most=0):
    today = timezone.now().astimezone(brand.zone).date()
    span = (today - timedelta(days=around), today + timedelta(days=around))
    found = days(brand, *span, channels_of(brand), wanted, brand.hold_now(), most)
    return [tile for day in found for tile in day.tiles]


def test_channels_of_one_post_at_one_time_are_one_tile(brand, owner, channel):
    stage.paper(brand, owner, name="Red")
    stage.planned(brand, owner, tomorrow_at(brand, 9))
    (tile,) = tiles(brand)
    assert sorted(leg.channel.name for leg in tile.legs) == ["Blue", "Red"]
    assert tile.face == states.PLANNED and tile.movable and tile.headline == "Three ways"
    assert (tile.at.hour, tile.at.tzinfo) == (9, brand.zone)


def test_a_version_with_its_own_time_is_a_tile_of_its_own(brand, owner, channel):
    red = stage.paper(brand, owner, name="Red")
    post = stage.written(brand, owner)
    Version.objects.filter(post=post, channel=red).update(own_at=tomorrow_at(brand, 14))
    assert plan.plan(post, owner, tomorrow_at(brand, 9)).ok
    assert [(tile.at.hour, len(tile.legs)) for tile in tiles(brand)] == [(9, 1), (14, 1)]


@pytest.mark.parametrize(
    ("state", "face"),
    [
        (states.PLANNED, "planned"),
        ("held", "held"),
        (states.CLAIMED, "leaving"),
        (states.ARMED, "leaving"),
        (states.SENT, "gone"),
        (states.REFUSED, "refused"),
        (states.WAITING, "waiting"),
        (states.BLOCKED, "blocked"),
        (states.UNKNOWN, "unknown"),
        (states.PERSON, "asks"),
        (states.LATE, "late"),
        (states.REHEARSED, "rehearsed"),
    ],
)
def test_each_state_has_its_face(brand, owner, channel, state, face):
    stage.in_state(brand, owner, channel, state)
    (tile,) = tiles(brand)
    assert tile.face == face


def test_a_tile_shows_the_gravest_of_its_channels(brand, owner, channel):
    stage.paper(brand, owner, name="Red")
    first = stage.planned(brand, owner)
    second = first.post.deliveries.exclude(pk=first.pk).get()
    minute = timezone.now()
    stage.gone(first)
    stage.refused(second)
    Sending.objects.filter(pk=first.sending_id).update(sent_at=minute)
    Sending.objects.filter(pk=second.sending_id).update(due_at=minute)
    (tile,) = tiles(brand)
    assert tile.face == states.REFUSED
    assert [channel.name for channel in tile.faces[states.REFUSED]] == [second.channel.name]


def test_what_left_late_stands_on_the_day_it_left(brand, owner, channel):
    delivery = stage.planned(brand, owner)
    stage.gone(delivery)
    due = timezone.now() - timedelta(days=2)
    Sending.objects.filter(pk=delivery.sending_id).update(due_at=due)
    (tile,) = tiles(brand)
    assert tile.at.date() == timezone.now().astimezone(brand.zone).date()


def test_drafts_stand_at_the_time_in_mind_and_come_back_when_withdrawn(brand, owner, channel):
    post = stage.written(brand, owner, at=tomorrow_at(brand, 17, 30))
    (tile,) = tiles(brand)
    assert tile.is_draft and tile.moves_post and tile.movable and tile.at.hour == 17
    stage.written(brand, owner, text="No time in mind")
    assert len(tiles(brand)) == 1
    done = plan.plan(post, owner, tomorrow_at(brand, 18))
    assert [tile.face for tile in tiles(brand)] == [states.PLANNED]
    plan.withdraw(done.deliveries[0], owner)
    assert [(tile.face, tile.at.hour) for tile in tiles(brand)] == [("draft", 17)]


def test_own_posts_from_elsewhere_are_shown_but_not_ours_nor_answers(brand, owner, channel):
    delivery = stage.planned(brand, owner)
    stage.gone(delivery)
    ours = delivery.sending.parts.get().remote_id
    now = timezone.now()
    NativePost.objects.create(brand=brand, channel=channel, remote_id=ours, at=now, text="ours")
    NativePost.objects.create(brand=brand, channel=channel, remote_id="n-1", at=now, text="From the phone\nmore")
    NativePost.objects.create(brand=brand, channel=channel, remote_id="n-2", at=now, text="@x yes", is_reply=True)
    natives = [tile for tile in tiles(brand) if tile.native]
    assert [tile.headline for tile in natives] == ["From the phone"]
    assert natives[0].face == "elsewhere" and not natives[0].movable


def test_the_brands_hold_shows_on_what_it_keeps_back(brand, owner, channel):
    stage.planned(brand, owner, tomorrow_at(brand, 9))
    stage.planned(brand, owner, tomorrow_at(brand, 9, days_on=2))
    hold(brand, "Storm", owner, until=tomorrow_at(brand, 12))
    assert [tile.face for tile in tiles(brand)] == ["held", "planned"]


def test_narrowed_to_channels_and_states(brand, owner, channel):
    red = stage.paper(brand, owner, name="Red")
    post = stage.written(brand, owner, text="Both")
    plan.plan(post, owner, tomorrow_at(brand, 9))
    only_blue = stage.written(brand, owner, text="Blue only")
    only_blue.versions.filter(channel=red).delete()
    plan.plan(only_blue, owner, tomorrow_at(brand, 10))
    NativePost.objects.create(brand=brand, channel=red, remote_id="n-1", at=timezone.now(), text="Elsewhere")

    def shown(**wanted):
        return [tile.headline for tile in tiles(brand, Wanted(**wanted))]

    assert shown() == ["Elsewhere", "Both", "Blue only"]
    assert shown(channels=frozenset({red.pk})) == ["Elsewhere", "Both"]
    assert shown(groups=frozenset({"planned"})) == ["Both", "Blue only"]
    assert shown(groups=frozenset({"elsewhere"}), channels=frozenset({channel.pk})) == []


def test_narrowed_to_campaigns_and_objectives(brand, owner, channel):
    autumn = Campaign.objects.create(brand=brand, name="Autumn")
    posts = [stage.written(brand, owner, text=text) for text in ("In it", "To keep", "Neither")]
    Post.objects.filter(pk=posts[0].pk).update(campaign=autumn, draft_at=tomorrow_at(brand, 9))
    Post.objects.filter(pk=posts[1].pk).update(campaign=autumn, objective="keep")
    for hour, post in enumerate(posts[1:], 10):
        plan.plan(post, owner, tomorrow_at(brand, hour))
    NativePost.objects.create(brand=brand, channel=channel, remote_id="n-1", at=timezone.now(), text="Elsewhere")

    def shown(**wanted):
        return [tile.headline for tile in tiles(brand, Wanted(**wanted))]

    assert shown() == ["Elsewhere", "In it", "To keep", "Neither"]
    assert shown(campaigns=frozenset({autumn.pk})) == ["In it", "To keep"]
    assert shown(objectives=frozenset({"keep", "win"})) == ["To keep"]
    assert shown(objectives=frozenset({"win"}), campaigns=frozenset({autumn.pk})) == []


def test_a_full_day_keeps_what_presses(brand, owner, channel):
    for minute in range(6):
        stage.planned(brand, owner, tomorrow_at(brand, 9, minute), text=f"{minute}")
    last = stage.planned(brand, owner, tomorrow_at(brand, 20), text="refused")
    stage.refused(last)
    Sending.objects.filter(pk=last.sending_id).update(due_at=tomorrow_at(brand, 20))
    found = next(day for day in days(brand, *_span(brand), channels_of(brand), most=4) if day.tiles)
    assert [tile.headline for tile in found.tiles] == ["0", "1", "refused"] and found.more == 4


def _span(brand):
    today = timezone.now().astimezone(brand.zone).date()
    return today, today + timedelta(days=3)


def test_another_brand_sees_nothing_of_it(brand, other_brand, owner, channel):
    stage.planned(brand, owner, tomorrow_at(brand, 9))
    stage.written(brand, owner, at=tomorrow_at(brand, 9))
    assert tiles(other_brand) == []


def test_nights_when_the_clocks_change(brand, owner, channel):
    """Each instant stands on its own day: 31 October 2027 has 25 hours in Paris, 28 March 2027 has 23."""
    long, short = date(2027, 10, 31), date(2027, 3, 28)
    for day in (long, short):
        for at in (
            datetime(day.year, day.month, day.day, 0, 30, tzinfo=UTC) + timedelta(hours=h) for h in range(-3, 25)
        ):
            NativePost.objects.create(brand=brand, channel=channel, remote_id=f"n-{at}", at=at, text=str(at))
        (found,) = days(brand, day, day + timedelta(days=1), channels_of(brand))
        assert len(found.tiles) == (25 if day == long else 23)
        assert {tile.at.date() for tile in found.tiles} == {day}


def test_five_questions_whatever_the_span(brand, owner, channel, django_assert_max_num_queries):
    for number in range(3):
        stage.planned(brand, owner, tomorrow_at(brand, 9, number))
        stage.written(brand, owner, at=tomorrow_at(brand, 10, number))
    today = timezone.now().date()
    with django_assert_max_num_queries(5):
        found = days(brand, today - timedelta(days=200), today + timedelta(days=200), channels_of(brand))
    assert sum(len(day.tiles) for day in found) == 6


def test_deliveries_of_a_tile_move_together_or_not_at_all(brand, owner, channel):
    stage.paper(brand, owner, name="Red")
    first = stage.planned(brand, owner, tomorrow_at(brand, 9))
    both = list(first.post.deliveries.all())
    there = tomorrow_at(brand, 15)
    assert move_together(brand, [each.pk for each in both], there, owner) == []
    assert {each.sending.due_at for each in first.post.deliveries.select_related("sending")} == {there}
    stage.gone(first)
    refused = move_together(brand, [each.pk for each in both], tomorrow_at(brand, 16), owner)
    assert [o.code for o in refused] == ["too_late"]
    both[1].sending.refresh_from_db()
    assert both[0].pk == first.pk or both[0].sending.due_at == there


def test_nothing_moves_into_the_past_or_across_brands(brand, other_brand, owner, outsider, channel):
    delivery = stage.planned(brand, owner, tomorrow_at(brand, 9))
    past = timezone.now() - timedelta(hours=1)
    assert [o.code for o in move_together(brand, [delivery.pk], past, owner)] == ["time_past"]
    assert [o.code for o in move_together(other_brand, [delivery.pk], tomorrow_at(brand, 12), outsider)] == [
        "not_movable"
    ]
    delivery.sending.refresh_from_db()
    assert delivery.sending.due_at == tomorrow_at(brand, 9)


def test_a_drafts_time_in_mind_moves(brand, owner, channel):
    post = stage.written(brand, owner, at=tomorrow_at(brand, 9))
    assert have_in_mind(post, tomorrow_at(brand, 11), owner) == []
    post.refresh_from_db()
    assert post.draft_at == tomorrow_at(brand, 11)
    plan.plan(post, owner, None)
    assert [o.code for o in have_in_mind(post, tomorrow_at(brand, 12), owner)] == ["too_late"]


def test_only_the_versions_with_that_time_move(brand, owner, channel):
    post = stage.written(brand, owner, at=tomorrow_at(brand, 9))
    version = post.versions.get()
    Version.objects.filter(pk=version.pk).update(own_at=tomorrow_at(brand, 14))
    assert have_in_mind(post, tomorrow_at(brand, 15), owner, [version.pk], whole=False) == []
    version.refresh_from_db()
    post.refresh_from_db()
    assert (version.own_at, post.draft_at) == (tomorrow_at(brand, 15), tomorrow_at(brand, 9))


def test_a_move_keeps_a_hold_by_hand(brand, owner, channel):
    delivery = stage.in_state(brand, owner, channel, "held")
    assert move_together(brand, [delivery.pk], tomorrow_at(brand, 15), owner) == []
    delivery.sending.refresh_from_db()
    assert delivery.sending.held
