"""An account taken off: its network is asked to forget the desk, a few times at most, and the secrets end with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone

from pupitre.channels import breaker, connect, jobs, refresh, revoke
from pupitre.channels.models import Channel
from pupitre.ground import clock
from pupitre.journal.models import Entry
from pupitre.networks import registry
from pupitre.networks.errors import Later, NotSent, Reconnect, Refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def network(monkeypatch):
    """A network that can forget us: what it was asked with, and what it does next."""

    class Network(SimpleNamespace):
        def revoke(self, grant):
            assert not connection.in_atomic_block
            self.asked.append(dict(grant.secrets))
            if self.raises:
                raise self.raises

    there = Network(asked=[], raises=None)
    monkeypatch.setattr(Channel, "card", replace(registry.card("paper"), pretend=False, revokes=there))
    return there


@pytest.fixture
def removed(spine, channel, owner, network):
    channel.secret = dict(channel.grant.secrets)
    assert connect.remove(channel, owner)
    return channel


def told(verb):
    return [entry.particulars for entry in Entry.objects.filter(verb=verb)]


def later(channel):
    Channel.objects.filter(pk=channel.pk, revoke_at__isnull=False).update(revoke_at=timezone.now())


def try_again(channel):
    later(channel)
    jobs.revoke_channel(channel.pk)
    channel.refresh_from_db()
    return channel


def test_the_network_forgets_us_and_then_we_forget_the_secrets(removed, network):
    assert network.asked == [], "asked in a job, not in the transaction"
    assert Channel.objects.get(pk=removed.pk).sealed
    jobs.revoke_channel(removed.pk)
    removed.refresh_from_db()
    assert network.asked == [removed.secret]
    assert (removed.sealed, removed.revoke_at) == ("", None)
    assert told("channel.revoked") == [{"network": "paper"}] and told("channel.not_revoked") == []
    jobs.revoke_channel(removed.pk)
    assert len(network.asked) == 1


def test_the_clock_finds_it(removed):
    from procrastinate.contrib.django.models import ProcrastinateJob

    jobs.revoke_removed(0)
    jobs.revoke_removed(0)
    assert ProcrastinateJob.objects.filter(task_name="channels.revoke", args={"channel_id": removed.pk}).count() == 1


def test_one_that_does_not_answer_is_asked_a_few_times_and_then_a_person_is(removed, network):
    network.raises = NotSent("unreachable")
    tries = len(revoke.WAITS) + 1
    for number in range(1, tries + 1):
        try_again(removed)
        assert len(network.asked) == removed.revoke_tries == number
        if number < tries:
            assert removed.sealed and removed.revoke_at > timezone.now() + timedelta(seconds=50)
            jobs.revoke_channel(removed.pk)
            assert len(network.asked) == number, "not before its time"
    assert (removed.sealed, removed.revoke_at) == ("", None)
    assert told("channel.not_revoked") == [{"network": "paper", "code": "unreachable", "host": removed.host}]


def test_a_network_that_refuses_is_not_asked_again(removed, network):
    network.raises = Refused("revoke_none")
    try_again(removed)
    assert removed.sealed == "" and told("channel.not_revoked")[0]["code"] == "revoke_none"


def test_a_grant_that_is_dead_there_is_given_back(removed, network):
    network.raises = Reconnect(False)
    try_again(removed)
    assert removed.sealed == "" and told("channel.revoked")


def test_a_limit_is_waited_for(removed, network):
    network.raises = Later(clock.now() + timedelta(hours=2))
    try_again(removed)
    assert timedelta(minutes=110) < removed.revoke_at - timezone.now() < timedelta(minutes=121)


def test_where_no_program_may_a_person_is_told_at_once(spine, channel, owner, monkeypatch):
    monkeypatch.setattr(Channel, "card", replace(registry.card("paper"), pretend=False, revokes=None))
    connect.remove(channel, owner)
    try_again(channel)
    assert channel.sealed == "" and told("channel.not_revoked")[0]["code"] == "revoke_by_hand"


def test_secrets_that_another_brand_uses_are_left_alone(removed, network, owner, other_brand):
    grant = replace(removed.grant, secrets=removed.secret)
    connect.keep(other_brand, "paper", grant, owner)
    try_again(removed)
    assert network.asked == [] and removed.sealed == ""
    assert Channel.objects.alive().get(brand=other_brand).grant.secrets == removed.secret


def test_of_two_workers_one_asks(removed, network, together):
    done = together(*(lambda: revoke.revoke(Channel.objects.get(pk=removed.pk)) for _ in range(4)))
    assert len(network.asked) == 1 and done.count(True) == 1


def test_a_worker_that_dies_while_it_asks_costs_one_try(removed, network, monkeypatch):
    network.raises = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        jobs.revoke_channel(removed.pk)
    removed.refresh_from_db()
    assert removed.sealed and removed.revoke_tries == 1 and removed.revoke_at > timezone.now()
    network.raises = None
    try_again(removed)
    assert removed.sealed == ""


def test_a_refresh_under_way_brings_what_is_to_be_given_back(spine, channel, owner, network):
    assert refresh.take(channel)
    connect.remove(channel, owner)
    jobs.revoke_channel(channel.pk)
    assert network.asked == [], "its new pair is not here yet"
    assert refresh.save_grant(channel, replace(channel.grant, secrets={"token": "the newer one"}))
    try_again(channel)
    assert network.asked == [{"token": "the newer one"}]
    assert not refresh.save_grant(channel, replace(channel.grant, secrets={"token": "too late"}))
    assert Channel.objects.get(pk=channel.pk).sealed == ""


def test_a_key_that_is_lost_leaves_nothing_to_give_back(removed):
    breaker.forget_grants()
    removed.refresh_from_db()
    assert (removed.sealed, removed.revoke_at) == ("", None)
