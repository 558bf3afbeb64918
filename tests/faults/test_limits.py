"""S8: limits of every form. Nobody asks before the allowed time, nothing is dropped, and other accounts do not wait."""

from __future__ import annotations

import math
import random
import time
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from typing import Any

import pytest
from django.db.models import Max
from django.db.models.functions import Coalesce, Greatest

from pupitre.channels import states
from pupitre.channels.instant import instant
from pupitre.channels.models import Attempt, Host, Part
from tests.faults.desk_time import DeskTime, desk_time
from tests.faults.stage import FULL, working
from tests.storms.accounts import Account
from tests.storms.press import Answer, Press

pytestmark = pytest.mark.storm
WAITS = (1, 2, 7, 60, 600, 3600, 10_800)
"""seconds that a limit asks for"""
ROUNDS = 3 if FULL else 1
"""times that each account meets its limit, one after the other"""
POSTS = 4
"""of each limited account"""
OTHERS, TIMES = 6, 100 if FULL else 10
"""accounts without a limit, and how often in those three hours each of them posts"""
SETTLED = timedelta(seconds=0.3)
"""from the writing of an answer to its commit"""
BEFORE = 1.0
"""seconds before an event to which the desk's time is put: who asks too early is seen asking"""


def forms() -> list[tuple[str | None, float]]:
    """(Retry-After, seconds that it asks for); "date" is put in words when it is told"""
    told: list[tuple[str | None, float]] = [(str(wait), float(wait)) for wait in WAITS]
    told += [("date", float(wait)) for wait in WAITS]
    return told + [(header, 0.0) for header in (None, "in a moment", "-20", "", "1e3")]


class Limits:
    """What the press answers to the creates of each account: limits, as many as were ordered, then all is well."""

    def __init__(self, time_there: DeskTime, press: Press) -> None:
        self.time, self.asked, self.told = time_there, list[tuple[str, float, float]](), 0
        self.ordered: dict[str, list[tuple[str | None, float]]] = {}
        self._until: dict[str, float] = {}
        self._told: dict[str, float] = {}
        self._own, press._refusal = press._refusal, self.refusal  # type: ignore[method-assign]

    def refusal(self, account: Account, token: str, letter: dict[str, Any]) -> Answer | None:
        now, header = self.time.now(), "1"
        if now < self._until.get(account.name, 0.0):
            self.asked.append((letter["text"], now, self._told[account.name]))
        elif self.ordered.get(account.name):
            header, wait = self.ordered[account.name].pop(0)
            said = time.time()
            until = math.floor(said + wait) if header == "date" else said + wait
            self._until[account.name] = now + until - said
            self._told[account.name] = now
            self.told += 1
            header = formatdate(until, usegmt=True) if header == "date" else header
        else:
            return self._own(account, token, letter)
        return 429, {"error": "too many"}, {} if header is None else {"Retry-After": header}


def too_early(limits: Limits) -> list[str]:
    """What began after the limit had come home and was written down. The rest was in flight together with it."""
    found = []
    for text, at, told in limits.asked:
        tries = Attempt.objects.filter(part__payload__text=text, armed_at__lte=datetime.fromtimestamp(at, UTC))
        last = tries.select_related("part__sending").latest("armed_at")
        known = Attempt.objects.filter(part__sending__channel=last.part.sending.channel_id, outcome="later")
        home = known.filter(ended_at__gt=datetime.fromtimestamp(told, UTC)).earliest("ended_at")
        if last.armed_at > home.ended_at + SETTLED:
            found.append(f"{text}: armed {last.armed_at - home.ended_at} after the limit was known")
    return found


def next_event(*but: str) -> float | None:
    """Seconds until the next part may leave; None: nothing is open but those. Negative: it is under way."""
    parts = Part.objects.exclude(state__in=(*states.OVER, *but)).annotate(
        at=Greatest(
            Coalesce("look_at", "due_at"),
            Coalesce("not_before", "due_at"),
            Coalesce("sending__channel__not_before", "due_at"),
        )
    )
    rows = list(parts.values_list("state", "at"))
    if not rows:
        return None
    if any(state not in (*states.READY, states.UNKNOWN) for state, _ in rows):
        return -1.0
    alone = Host.objects.aggregate(until=Max("not_before"))["until"]  # the breaker of the one server there is
    nearest = min(at if state == states.UNKNOWN else max(at, alone or at) for state, at in rows)
    return (nearest - instant()).total_seconds()


def test_no_limit_is_overstepped_nothing_is_dropped_and_others_do_not_wait(stage, monkeypatch):
    """Two workers, nineteen limited accounts and six others on the same server, three hours of the desk's time."""
    with desk_time(monkeypatch) as passing:
        limits, due = Limits(passing, stage.press), {}
        arrived = note_arrivals(stage.press, passing)
        for form in forms():
            channel = stage.channel()
            limits.ordered[channel.account] = [form] * ROUNDS
            for _ in range(POSTS):
                stage.entrust(channel)
        dice, began = random.Random(8), instant()
        for channel in [stage.channel() for _ in range(OTHERS)]:
            for _ in range(TIMES):
                at = began + timedelta(seconds=dice.random() * 10_800 * ROUNDS)
                due[stage.said[stage.entrust(channel, at).pk]] = at.timestamp()
        with working("one", "two"):
            pass_the_time(passing)
        early = too_early(limits)
        states_left = set(Part.objects.values_list("state", flat=True))
    assert not early
    assert limits.told >= len(forms()) * ROUNDS and limits.ordered and not any(limits.ordered.values())
    assert states_left == {states.SENT} and set(stage.printed().values()) == {1}
    assert len(stage.printed()) == len(stage.said)
    delays = sorted(arrived[text] - at for text, at in due.items())
    p95 = delays[int(len(delays) * 0.95)]
    assert delays[0] >= 0 and p95 < 30
    print(f"S8: {limits.told} limits of {len(forms())} forms in {passing.ahead / 3600:.1f} h: 0 early, 0 of ", end="")
    print(f"{len(stage.said)} posts dropped or doubled; {len(due)} posts of others: p95 {p95:.2f} s late")


def note_arrivals(press: Press, passing: DeskTime) -> dict[str, float]:
    """When each text came to be, by the desk's time."""
    arrived: dict[str, float] = {}
    execute = press._execute

    def noted(account: Account, said: dict[str, Any]) -> Any:
        arrived.setdefault(said["letter"]["text"], passing.now())
        return execute(account, said)

    press._execute = noted  # type: ignore[method-assign]
    return arrived


def pass_the_time(passing: DeskTime) -> None:
    """Until nothing is open: what nobody would see happen is passed over."""
    patience = time.monotonic() + 300 * ROUNDS
    while (wait := next_event()) is not None:
        assert time.monotonic() < patience, list(Part.objects.exclude(state=states.SENT).values("state", "reason_code"))
        if wait > 2 * BEFORE:
            passing.put_forward(wait - BEFORE)
        time.sleep(0.05)
