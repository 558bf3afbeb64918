"""Planning twice plans once; what is planned can say new words, and never falls off the plan by it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pupitre.channels import states
from pupitre.channels.models import Channel
from pupitre.publishing import compose
from pupitre.publishing.compose import Draft
from pupitre.publishing.models import Delivery
from pupitre.publishing.plan import outdated, plan, plan_again, renew
from pupitre.publishing.tests.test_writing import channel, draft


@pytest.fixture
def tomorrow():
    return timezone.now().replace(microsecond=0) + timedelta(days=1)


@pytest.fixture
def post(brand, owner):
    return compose.save(compose.begin(brand, owner), draft("One", [channel(brand)]), owner, 0)


def test_planning_twice_plans_once(post, owner, tomorrow):
    assert len(plan(post, owner, tomorrow).deliveries) == 1
    again = plan(post, owner, tomorrow)
    assert again.ok and not again.deliveries
    assert Delivery.objects.count() == 1


def test_a_channel_added_later_is_planned_though_the_first_has_gone_at_a_time_now_past(post, brand, owner, tomorrow):
    first = post.versions.get()
    plan(post, owner, tomorrow)
    past = timezone.now() - timedelta(days=2)
    type(first).objects.filter(pk=first.pk).update(own_at=past)
    second = channel(brand, "Atelier")
    compose.save(
        post, Draft({"text": "One"}, {first.channel_id: {}, second.pk: {}}, {first.channel_id: past}), owner, 1
    )
    planned = plan(post, owner, tomorrow)
    assert planned.ok and [d.channel for d in planned.deliveries] == [second]


def test_changed_words_are_outdated_until_they_are_renewed_at_the_same_time(post, brand, owner, tomorrow):
    (old,) = plan(post, owner, tomorrow).deliveries
    assert outdated(post) == []
    post = compose.save(post, draft("Two", list(Channel.objects.all())), owner, 1)
    assert outdated(post) == [old]
    (new,) = renew(post, owner).deliveries
    assert new.says["text"] == "Two"
    assert new.sending.due_at == tomorrow
    assert list(post.deliveries.current()) == [new]
    assert outdated(post) == []


def test_renewing_keeps_the_time_a_delivery_was_moved_to(post, brand, owner, tomorrow):
    from pupitre.publishing.plan import move

    (old,) = plan(post, owner, tomorrow).deliveries
    later = tomorrow + timedelta(hours=3)
    assert move(old, later, owner) == []
    post = compose.save(
        post, Draft({"text": "Two"}, {old.channel_id: {}}, {old.channel_id: tomorrow}, tomorrow), owner, 1
    )
    assert renew(post, owner).deliveries[0].sending.due_at == later


def test_words_that_would_be_refused_leave_the_old_ones_on_the_plan(post, brand, owner, tomorrow):
    (old,) = plan(post, owner, tomorrow).deliveries
    post = compose.save(post, draft("x" * 501, list(Channel.objects.all())), owner, 1)
    assert [o.code for _, o in renew(post, owner).objections] == ["text_long"]
    old.refresh_from_db()
    assert old.state == states.PLANNED
    assert Delivery.objects.count() == 1


def test_planning_again_at_a_time_that_is_past_leaves_the_delivery_where_it_was(post, owner, tomorrow):
    (old,) = plan(post, owner, tomorrow).deliveries
    again = plan_again(old, owner, timezone.now() - timedelta(hours=1))
    assert [o.code for _, o in again.objections] == ["time_past"]
    old.refresh_from_db()
    assert old.state == states.PLANNED


def test_a_post_without_a_channel_is_not_planned(brand, owner, tomorrow):
    post = compose.save(compose.begin(brand, owner), draft("One"), owner, 0)
    assert [o.code for _, o in plan(post, owner, tomorrow).objections] == ["no_channel"]
