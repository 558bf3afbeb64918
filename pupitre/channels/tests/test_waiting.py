from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from pupitre.channels import breaker, settle, states
from pupitre.channels.arm import arm
from pupitre.channels.attempt import ask
from pupitre.channels.claim import claim
from pupitre.channels.models import Channel, Host, Part
from pupitre.channels.send import send
from pupitre.journal.models import Entry
from pupitre.networks.errors import Later
from pupitre.networks.paper import mischief, publish

pytestmark = pytest.mark.django_db(transaction=True)


def limited(spine, channel, seconds, monkeypatch, *texts):
    def refuse(outgoing, grant):
        raise Later(settle.clock.now() + timedelta(seconds=seconds))

    monkeypatch.setattr(publish, "send", refuse)
    sending = spine.entrust(channel, *texts)
    send(spine.claimed(sending))
    monkeypatch.undo()
    return sending


def test_a_limit_moves_the_whole_queue_of_the_channel(spine, channel, monkeypatch):
    behind = spine.entrust(channel, "behind", due=timezone.now() + timedelta(seconds=30))
    first = limited(spine, channel, 1800, monkeypatch)
    assert spine.part(first).state == states.WAITING
    channel.refresh_from_db()
    at = spine.part(first).not_before
    assert channel.not_before == at
    assert spine.part(behind).expected_at == at
    assert claim("w", 10) == []
    assert Entry.objects.get(verb="sending.waiting").particulars["until"]


def test_other_channels_are_not_delayed(spine, channel, monkeypatch):
    other = spine.channel()
    limited(spine, channel, 1800, monkeypatch)
    sending = spine.entrust(other)
    send(spine.claimed(sending))
    assert spine.part(sending).state == states.SENT


def test_nobody_asks_before_the_allowed_time_and_the_key_stays(spine, channel, monkeypatch):
    sending = limited(spine, channel, 600, monkeypatch)
    key = spine.part(sending).key
    for seconds in (300, 299):
        spine.age(sending, seconds)
        Channel.objects.update(not_before=timezone.now() + timedelta(seconds=600 - seconds))
        assert claim("w", 10) == []
    spine.age(sending, 2)
    Channel.objects.update(not_before=Now())
    send(spine.claimed(sending))
    assert spine.part(sending).state == states.SENT
    assert spine.part(sending).key == key


@pytest.mark.parametrize(("asked", "waited"), [(-60, 1), (0, 1), (5, 5), (90, 90), (10 * 86_400, 86_400)])
def test_a_wait_is_at_least_a_second_and_at_most_a_day(spine, channel, monkeypatch, asked, waited):
    sending = limited(spine, channel, asked, monkeypatch)
    assert (spine.part(sending).not_before - timezone.now()).total_seconds() == pytest.approx(waited, abs=0.9)


@pytest.mark.parametrize("after", [-86_400, 0, 86_400])
@pytest.mark.parametrize("before", [-86_400, 0, 86_400])
def test_a_wrong_clock_neither_shortens_nor_stretches_a_wait(spine, channel, monkeypatch, tmp_path, before, after):
    """Nor does one that is set between the answer and its being written down."""
    step = tmp_path / "step"
    step.write_text(str(before))
    monkeypatch.setenv("PUPITRE_CLOCK_STEP", str(step))

    def limit() -> None:
        raise Later(settle.clock.now() + timedelta(seconds=60))

    part = spine.claimed(spine.entrust(channel))
    answer = ask(limit, nothing="bug")
    step.write_text(str(after))
    settle.settle(part, answer)
    assert (spine.part(part.sending).not_before - timezone.now()).total_seconds() == pytest.approx(60, abs=0.9)


def test_a_shorter_wait_does_not_cut_a_longer_one(spine, channel, monkeypatch):
    spine.entrust(channel, "other")
    part = claim("w", 1)[0]
    limited(spine, channel, 3600, monkeypatch)
    settle.settle(part, settle.Answer("later", wait=timedelta(seconds=5)))
    channel.refresh_from_db()
    assert channel.not_before > timezone.now() + timedelta(minutes=50)


def test_what_was_in_hand_when_a_limit_came_is_not_late_after_it(spine, channel):
    """Four calls at once: one is told to wait an hour, one a second, one finds nobody, one is not armed any more."""
    for number in range(4):
        spine.entrust(channel, f"Post {number}")
    hour, second, nobody, stays = claim("w", 4)
    for part in (hour, second, nobody):
        assert arm(part)
    settle.settle(hour, settle.Answer("later", wait=timedelta(hours=1)))
    settle.settle(second, settle.Answer("later", wait=timedelta(seconds=1)))
    settle.settle(nobody, settle.Answer("notsent", code="unreachable"))
    assert not arm(stays)
    channel.refresh_from_db()
    assert channel.not_before > timezone.now() + timedelta(minutes=59)
    assert set(Part.objects.values_list("expected_at", flat=True)) == {channel.not_before}


def fail(channel, times):
    for _ in range(times):
        breaker.failure(channel, "unreachable", {"host": "there"}, "")
    channel.refresh_from_db()


def test_a_channel_that_fails_again_and_again_is_left_alone_longer_and_longer(spine, channel):
    fail(channel, breaker.TRIPS_AFTER - 1)
    assert channel.not_before is None
    fail(channel, 1)
    first = channel.not_before - timezone.now()
    fail(channel, 1)
    assert timedelta(seconds=10) < first < channel.not_before - timezone.now() < timedelta(minutes=6)


def test_the_breaker_does_not_cut_a_networks_own_wait(spine, channel):
    Channel.objects.update(not_before=timezone.now() + timedelta(hours=3))
    fail(channel, breaker.TRIPS_AFTER)
    assert channel.not_before > timezone.now() + timedelta(hours=2)


def test_one_channels_failures_do_not_stop_its_server(spine, channel):
    other = spine.channel()
    fail(channel, breaker.HOST_TRIPS_AFTER + 3)
    sending = spine.entrust(other)
    assert spine.claimed(sending)


def test_a_server_that_fails_all_its_channels_is_left_alone(spine, channel):
    other, third = spine.channel(), spine.channel()
    fail(channel, 4)
    fail(other, breaker.HOST_TRIPS_AFTER - 4)
    Channel.objects.update(not_before=None)
    spine.entrust(third)
    assert Host.objects.get(server=channel.server).not_before > timezone.now()
    assert claim("w", 10) == []


def test_success_opens_the_server_again(spine, channel):
    Host.objects.create(server=channel.server, failures=40, not_before=timezone.now() + timedelta(minutes=5))
    breaker.success(channel)
    assert Host.objects.get().not_before is None


def test_failures_over_the_wire_trip_the_breaker_and_success_resets_it(spine, channel):
    mischief.unplug(channel.account, times=breaker.TRIPS_AFTER)
    sending = spine.entrust(channel)
    for _ in range(breaker.TRIPS_AFTER):
        Part.objects.update(not_before=None)
        send(spine.claimed(sending))
    channel.refresh_from_db()
    assert channel.not_before > timezone.now() and channel.error_code == "unreachable"
    Part.objects.update(not_before=None)
    Channel.objects.update(not_before=None)
    send(spine.claimed(sending))
    channel.refresh_from_db()
    assert spine.part(sending).state == states.SENT
    assert (channel.failures, channel.error_code) == (0, "")
