"""S5: the clock of the workers is wrong, or is set while they work. Nothing is early, nothing is doubled."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from pupitre.channels import arm, claim, due_clock, states
from pupitre.channels.instant import instant
from pupitre.channels.models import Part
from pupitre.ground import clock
from tests.faults.stage import FULL, working

pytestmark = pytest.mark.storm
STEPS = {"1 h ahead": 3600, "1 h behind": -3600, "1 day ahead": 86_400, "1 day behind": -86_400}
POSTS = 200 if FULL else 40
LASTS = 0.7
"""seconds that the network takes: calls are in flight, and live from heart-beats, whenever the clock is set"""
LEASE, HEARTBEAT = timedelta(seconds=2), timedelta(seconds=0.3)


@pytest.fixture
def short_leases(monkeypatch):
    """So short that a lease must be renewed while its call lasts, and whoever reaps by a wrong clock reaps."""
    monkeypatch.setattr(claim, "LEASE", LEASE)
    monkeypatch.setattr(arm, "LEASE", LEASE)
    monkeypatch.setattr(due_clock, "HEARTBEAT", HEARTBEAT)
    monkeypatch.setattr(due_clock, "SWEEP", 0.3)


@pytest.fixture
def true_time(stage, monkeypatch):
    """When each text arrived at the network, by a clock that nobody sets."""
    offset, arrived = time.time() - clock.elapsed(), {}
    create = stage.press.create

    def noted(account, token, said):
        arrived.setdefault(said["letter"]["text"], []).append(clock.elapsed() + offset)
        time.sleep(LASTS)
        return create(account, token, said)

    monkeypatch.setattr(stage.press, "create", noted)
    return arrived


def entrusted(stage, seconds: float) -> dict[str, float]:
    """Posts due one after the other within so many seconds: their texts and times."""
    channels, begin = [stage.channel("CD"[number % 2]) for number in range(8)], instant() + timedelta(seconds=1.5)
    due = [begin + timedelta(seconds=seconds * number / POSTS) for number in range(POSTS)]
    return {stage.said[stage.entrust(channels[number % 8], at).pk]: at.timestamp() for number, at in enumerate(due)}


def until_all_is_over(within: float = 60) -> None:
    end = clock.elapsed() + within
    while Part.objects.exclude(state__in=states.OVER).exists():
        assert clock.elapsed() < end, list(Part.objects.values_list("state", "reason_code").distinct())
        time.sleep(0.1)


def judge(name: str, due: dict[str, float], arrived: dict[str, list[float]]) -> None:
    assert set(arrived) == set(due), f"{name}: lost"
    assert {len(times) for times in arrived.values()} == {1}, f"{name}: doubled"
    assert set(Part.objects.values_list("state", flat=True)) == {states.SENT}, f"{name}: somebody was asked"
    late = sorted(arrived[text][0] - at for text, at in due.items())
    assert late[0] >= 0, f"{name}: {-late[0]:.3f} s early"
    p95 = late[int(len(late) * 0.95)]
    assert p95 < 10, f"{name}: the wrong clock made it late"
    print(
        f"S5: {name}: {len(due)} posts, 0 early (the first {late[0] * 1000:.0f} ms after its time), 0 doubled, ", end=""
    )
    print(f"p95 {p95:.2f} s late")


@pytest.mark.parametrize(("name", "seconds"), STEPS.items())
def test_a_wrong_clock_sends_nothing_early_and_nothing_twice(stage, short_leases, true_time, name, seconds):
    due = entrusted(stage, 2)
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=seconds)):
        assert abs(time.time() - instant().timestamp() - seconds) < 60, "the clock is not wrong"
        with working("one", "two"):
            until_all_is_over()
    judge(name, due, true_time)


def test_a_clock_that_is_set_while_leases_run_does_no_harm(stage, short_leases, true_time):
    """Ten minutes back, an hour on, a day back: each while calls are in flight and parts are in hand."""
    due = entrusted(stage, 6)
    began = datetime.now(UTC)
    with time_machine.travel(began) as traveller, working("one", "two"):
        for seconds in (-600, 3600, -86_400, 0, -600):
            time.sleep(1.4)
            assert Part.objects.filter(state__in=states.LEASED).exists() or seconds == -600
            traveller.move_to(instant() + timedelta(seconds=seconds))
        until_all_is_over()
    judge("set during leases", due, true_time)
