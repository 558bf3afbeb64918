"""S12: a hold at a random instant. After it is acknowledged no call begins, and what had left is known exactly."""

from __future__ import annotations

import random
import time
from datetime import timedelta

import pytest

from pupitre.brands.models import Brand, Hold
from pupitre.channels import states
from pupitre.channels.hold import ACKNOWLEDGED_WITHIN, Receipt, hold
from pupitre.channels.instant import instant
from pupitre.channels.models import Channel, Part, Sending
from tests.faults.stage import FULL, Stage, working

pytestmark = pytest.mark.storm
RUNS = 200 if FULL else 16
DUE = 30
"""posts that are due within the same half second, over six channels"""
SLOW = 2.6
"""seconds that a slow network takes to answer: longer than a hold waits"""


def sent() -> set[int]:
    return set(Sending.objects.filter(state=states.SENT).values_list("pk", flat=True))


def one_run(stage: Stage, channels: list[Channel], dice: random.Random) -> tuple[Receipt, set[int], float, float]:
    """Posts fall due and somebody holds: the receipt, what was sent by then, when it was said and acknowledged."""
    at = instant() + timedelta(seconds=1.0)
    for number in range(DUE):
        stage.entrust(channels[number % len(channels)], at + timedelta(milliseconds=dice.randrange(500)))
    time.sleep(max((at - instant()).total_seconds(), 0) + dice.random() * 0.5)
    said = time.time()
    receipt = hold(Brand.objects.get(pk=stage.brand.pk), "crisis", stage.owner)
    acknowledged = time.time()
    return receipt, sent(), said, acknowledged


def clear_away() -> None:
    """Before the next run: what was kept back is dropped, and the hold is lifted."""
    Sending.objects.all().delete()
    Hold.objects.filter(lifted_at=None).update(lifted_at=instant())


def test_after_a_hold_is_acknowledged_nothing_leaves_and_what_left_is_known(stage):
    dice, latest, gone, kept, listed = random.Random(12), 0.0, 0, 0, 0
    channels = [stage.channel("CD"[number % 2]) for number in range(6)]
    with working("one", "two"):
        for run in range(RUNS):
            stage.press.weather.latency = SLOW if run % (25 if FULL else 8) == 7 else 0.02
            receipt, by_then, said, acknowledged = one_run(stage, channels, dice)
            leaving = {sending.pk for sending in receipt.leaving_now}
            time.sleep(SLOW + 0.4 if leaving else 0.35)
            keys = dict(Part.objects.values_list("key", "sending_id"))
            calls = [line for line in stage.told("received") if line["key"] in keys]
            after = {keys[line["key"]] for line in calls if line["t"] > acknowledged}
            assert after <= leaving, f"run {run}: {len(after - leaving)} calls began after the hold"
            executed = {keys[line["key"]] for line in stage.told("executed") if line["key"] in keys}
            assert executed == by_then | leaving, f"run {run}: what was told is not what left"
            assert acknowledged - said < ACKNOWLEDGED_WITHIN + 1
            latest, listed = max(latest, acknowledged - said), listed + len(leaving)
            gone, kept = gone + len(executed), kept + DUE - len(executed)
            clear_away()
    assert max(stage.printed().values()) == 1
    print(f"S12: {RUNS} holds, {gone} posts had left, {kept} were kept back, {listed} listed as leaving; ", end="")
    print(f"0 calls after the acknowledgement, which took {latest:.2f} s at most")
    assert gone > RUNS and kept > RUNS and listed, "the holds came too early or too late to show anything"
