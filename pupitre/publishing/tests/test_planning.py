"""Whatever is clicked twice, late or at once: a version is planned once, and what is out stays out once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pupitre.channels import states
from pupitre.channels.arm import arm
from pupitre.channels.connect import remove
from pupitre.channels.models import Part, Sending
from pupitre.channels.send import send
from pupitre.journal.models import Entry
from pupitre.media.models import Asset
from pupitre.networks.paper import mischief
from pupitre.networks.paper.sheet import Sheet
from pupitre.publishing import compose
from pupitre.publishing.compose import Draft
from pupitre.publishing.models import Delivery, Post
from pupitre.publishing.plan import move, plan, plan_again, renew, send_now, withdraw
from pupitre.publishing.tests import stage
from pupitre.publishing.tests.together import together


@pytest.fixture
def tomorrow():
    return timezone.now().replace(microsecond=0) + timedelta(days=1)


@pytest.fixture
def channel(brand, owner):
    return stage.paper(brand, owner)


def codes(planned):
    return [objection.code for _version, objection in planned.objections]


@pytest.mark.django_db(transaction=True)
def test_a_double_click_plans_once(brand, owner, channel, tomorrow):
    post = stage.written(brand, owner)
    twice = together(*[lambda: plan(post, owner, tomorrow)] * 4)
    assert all(planned.ok for planned in twice)
    assert sum(len(planned.deliveries) for planned in twice) == 1
    assert (Delivery.objects.count(), Sending.objects.count(), Part.objects.count()) == (1, 1, 1)
    assert Entry.objects.filter(verb="post.planned").count() == 1


@pytest.mark.django_db(transaction=True)
def test_planning_again_twice_at_once_leaves_one_on_the_plan(brand, owner, channel, tomorrow):
    delivery = stage.planned(brand, owner, tomorrow)
    later = tomorrow + timedelta(hours=1)
    again = together(*[lambda: plan_again(Delivery.objects.get(pk=delivery.pk), owner, later)] * 2)
    assert sorted(planned.ok for planned in again) == [False, True]
    assert [d.sending.due_at for d in Delivery.objects.current()] == [later]


@pytest.mark.django_db(transaction=True)
def test_new_words_taken_twice_at_once_are_planned_once(brand, owner, channel, tomorrow):
    post = stage.planned(brand, owner, tomorrow, text="One").post
    compose.save(post, Draft({"text": "Two"}, {channel.pk: {}}, {}), owner, post.number)
    together(*[lambda: renew(Post.objects.get(pk=post.pk), owner)] * 2)
    assert [d.says["text"] for d in Delivery.objects.current()] == ["Two"]


@pytest.mark.django_db(transaction=True)
def test_what_is_planned_while_it_is_thrown_away_is_one_of_both(brand, owner, channel, tomorrow):
    for _ in range(5):
        post = stage.written(brand, owner)
        discarded, _planned = together(
            lambda p=post: compose.discard(p, owner), lambda p=post: plan(p, owner, tomorrow)
        )
        post.refresh_from_db()
        assert post.removed_at is None, discarded
        assert post.deliveries.current().count() == 1


def test_a_draft_that_was_thrown_away_comes_back_when_it_is_planned(brand, owner, channel, tomorrow):
    post = stage.written(brand, owner)
    assert compose.discard(post, owner)
    assert plan(post, owner, tomorrow).ok
    assert list(Post.objects.alive()) == [post]


def test_what_is_out_is_not_planned_again(brand, owner, channel, tomorrow):
    delivery = stage.planned(brand, owner)
    stage.gone(delivery)
    assert plan(delivery.post, owner, tomorrow).deliveries == []
    assert codes(plan_again(delivery, owner, tomorrow)) == ["too_late"]
    assert not send_now(delivery, owner)
    assert not withdraw(delivery, owner)
    assert [o.code for o in move(delivery, tomorrow, owner)] == ["too_late"]
    assert Sending.objects.get().state == states.SENT


@pytest.mark.parametrize("state", [states.ARMED, states.UNKNOWN])
def test_what_may_be_out_is_neither_moved_nor_withdrawn_nor_planned_again(brand, owner, channel, tomorrow, state):
    delivery = stage.in_state(brand, owner, channel, state)
    assert not withdraw(delivery, owner)
    assert [o.code for o in move(delivery, tomorrow, owner)] == ["too_late"]
    assert codes(plan_again(delivery, owner, tomorrow)) == ["too_late"]
    assert not send_now(delivery, owner)
    assert delivery.sending.parts.get().state == state
    assert Sending.objects.count() == 1


def test_what_is_withdrawn_in_the_last_moment_is_not_armed(brand, owner, channel):
    delivery = stage.planned(brand, owner)
    part = stage.in_hand(delivery)
    assert withdraw(delivery, owner)
    assert not arm(part)
    stage.refresh(delivery)
    assert delivery.state == states.DROPPED
    assert not part.attempts.exists()


def test_what_is_moved_in_the_last_moment_leaves_at_its_new_time_only(brand, owner, channel, tomorrow):
    delivery = stage.planned(brand, owner)
    part = stage.in_hand(delivery)
    assert move(delivery, tomorrow, owner) == []
    assert not arm(part)
    stage.refresh(delivery)
    assert (delivery.state, delivery.sending.due_at) == (states.PLANNED, tomorrow)


def test_a_refused_post_is_planned_again_with_its_mended_words(brand, owner, channel, tomorrow):
    delivery = stage.planned(brand, owner, text="Too blue")
    stage.refused(delivery)
    assert plan(delivery.post, owner, tomorrow).deliveries == []
    post = compose.save(delivery.post, Draft({"text": "Less blue"}, {channel.pk: {}}, {}), owner, delivery.post.number)
    (again,) = plan_again(Delivery.objects.get(pk=delivery.pk), owner, tomorrow).deliveries
    assert (again.says["text"], again.sending.due_at) == ("Less blue", tomorrow)
    assert list(post.deliveries.current()) == [again]
    assert again.sending.parts.get().key != delivery.sending.parts.get().key


def test_a_thread_that_is_half_out_is_not_said_again_from_its_beginning(brand, owner, channel, tomorrow):
    delivery = stage.planned(brand, owner, text="One", thread=["Two"])
    stage.gone(delivery)
    stage.refused(delivery)
    assert codes(plan_again(delivery, owner, tomorrow)) == ["too_late"]
    assert [part.state for part in delivery.sending.parts.order_by("position")] == [states.SENT, states.REFUSED]


def test_a_rehearsed_post_may_be_planned_for_good(brand, owner, channel, tomorrow):
    delivery = stage.in_state(brand, owner, channel, states.REHEARSED)
    (again,) = plan(delivery.post, owner, tomorrow).deliveries
    assert (again.state, again.sending.due_at) == (states.PLANNED, tomorrow)


def test_withdrawing_keeps_the_words_and_the_time_in_mind(brand, owner, channel, tomorrow):
    delivery = stage.planned(brand, owner, tomorrow)
    assert withdraw(delivery, owner)
    assert not withdraw(delivery, owner)
    post = Post.objects.drafts().get()
    assert (post.content["text"], post.draft_at) == ("Three ways", tomorrow)


def test_a_version_leaves_at_its_own_time_before_the_post_s_before_now(brand, owner, channel, tomorrow):
    atelier = stage.paper(brand, owner, "Atelier")
    post = stage.written(brand, owner)
    own = tomorrow + timedelta(hours=3)
    draft = Draft({"text": "Indigo"}, {channel.pk: {}, atelier.pk: {}}, {atelier.pk: own}, tomorrow)
    planned = plan(compose.save(post, draft, owner, post.number), owner, tomorrow)
    assert {d.channel: d.sending.due_at for d in planned.deliveries} == {channel: tomorrow, atelier: own}
    now = plan(stage.written(brand, owner), owner, None).deliveries[0].sending.due_at
    assert abs(now - timezone.now()) < timedelta(seconds=10)


def test_all_that_stands_in_the_way_is_told_at_once_and_nothing_is_planned(brand, owner, channel):
    stage.paper(brand, owner, "Atelier")
    post = stage.written(brand, owner, text="x" * 501, thread=["y"] * 30)
    yesterday = timezone.now() - timedelta(days=1)
    planned = plan(post, owner, yesterday)
    assert sorted(codes(planned)) == sorted(["text_long", "thread_long", "time_past"] * 2)
    assert not planned.deliveries
    assert not Delivery.objects.exists() and not Sending.objects.exists()


def test_only_the_channels_that_are_asked_for(brand, owner, channel, tomorrow):
    atelier = stage.paper(brand, owner, "Atelier")
    post = stage.written(brand, owner)
    assert [d.channel for d in plan(post, owner, tomorrow, only=[atelier.pk]).deliveries] == [atelier]
    assert codes(plan(post, owner, tomorrow, only=[999_999])) == ["no_channel"]
    assert [d.channel for d in plan(post, owner, tomorrow).deliveries] == [channel]


def test_a_stranger_s_channel_is_never_planned_on(brand, other_brand, owner, outsider, tomorrow):
    theirs = stage.paper(other_brand, outsider, "Bear")
    post = compose.begin(brand, owner, {"text": "Indigo"})
    post = compose.save(post, Draft({"text": "Indigo"}, {theirs.pk: {}}, {theirs.pk: tomorrow}), owner, post.number)
    assert codes(plan(post, owner, tomorrow, only=[theirs.pk])) == ["no_channel"]
    assert not Delivery.objects.exists()


def test_a_stranger_s_picture_is_never_sent(brand, other_brand, owner, channel, tomorrow):
    theirs = Asset.objects.create(brand=other_brand, name="bear.jpg", mime="image/jpeg", size=10, width=5, height=5)
    post = stage.written(brand, owner, pictures=[{"asset": theirs.pk, "alt": "A bear"}])
    assert codes(plan(post, owner, tomorrow)) == ["picture_lost"]
    assert not Sending.objects.exists()


def test_a_channel_that_was_taken_off_is_not_planned_on(brand, owner, channel, tomorrow):
    post = stage.written(brand, owner)
    assert remove(channel, owner)
    assert codes(plan(post, owner, tomorrow)) == ["no_channel"]


@pytest.mark.django_db(transaction=True)
def test_a_lost_answer_is_looked_for_and_never_sent_twice(brand, owner, channel):
    mischief.lose_answer(channel.account)
    delivery = stage.planned(brand, owner, text=f"Once {brand.pk}")
    send(stage.in_hand(delivery))
    stage.refresh(delivery)
    assert delivery.state == states.UNKNOWN
    assert not send_now(delivery, owner) and not withdraw(delivery, owner)
    there = [p.text for p in Sheet(channel.account, {}).latest(None, 40).posts]
    assert there.count(f"Once {brand.pk}") == 1
