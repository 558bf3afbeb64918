"""S7: half an hour without the networks: calls are refused, or go into a line that says nothing. Then all is well."""

from __future__ import annotations

import socket
import time
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from pupitre.channels import states
from pupitre.channels.instant import instant
from pupitre.channels.models import LATE_AFTER, Channel, Part
from pupitre.ground.environment import environment
from pupitre.networks.paper import press
from tests.faults.desk_time import DeskTime, desk_time
from tests.faults.stage import Stage, working
from tests.faults.test_limits import BEFORE, next_event, note_arrivals

pytestmark = pytest.mark.storm
LASTS = 1800.0
EVERY = 120.0
"""seconds between two posts of a channel"""
HANGS = 0.5
"""seconds after which a call gives up: a real one does after twenty"""
DRAINED, LAST_LOOK = 300.0, 600.0
"""seconds after the end of the partition: what never left is out; what nobody knew of is settled"""


class Partition:
    """Between desk and press: "refused" to accounts with an even number, silence to the others, until it is healed."""

    def __init__(self, stage: Stage, monkeypatch: Any) -> None:
        self.is_whole, self._call = False, press.call
        self._closed, self._silent = socket.socket(), socket.create_server(("127.0.0.1", 0), backlog=512)
        self._closed.bind(("127.0.0.1", 0))
        ports = (stage.server.server_port, *(door.getsockname()[1] for door in (self._closed, self._silent)))
        monkeypatch.setenv("PUPITRE_ALLOWED_HOSTS_PRIVATE", ",".join(f"127.0.0.1:{port}" for port in ports))
        monkeypatch.setattr(press, "call", self.call)
        environment.cache_clear()

    def call(self, method: str, url: str, **options: Any) -> Any:
        if not self.is_whole:
            account = urlsplit(url).path.split("/")[2]
            door = self._silent if int(account[1:]) % 2 else self._closed
            url = urlsplit(url)._replace(netloc=f"127.0.0.1:{door.getsockname()[1]}").geturl()
            options["timeout"] = HANGS
        return self._call(method, url, **options)


def let_pass(passing: DeskTime, until: float, within: float = 120) -> None:
    """The desk's time goes on to `until`; what nobody would see happen is passed over."""
    patience = time.monotonic() + within
    while (left := until - passing.now()) > 0:
        assert time.monotonic() < patience, list(Part.objects.values("state", "reason_code").distinct())
        wait = next_event(*states.NEEDS_SOMEBODY)
        wait = left if wait is None else wait
        if wait > 2 * BEFORE:
            passing.put_forward(min(wait - BEFORE, left))
        time.sleep(0.05)


def open_parts(*but: str) -> int:
    return Part.objects.exclude(state__in=(*states.OVER, states.LATE, *but)).count()


def test_after_half_an_hour_everything_leaves_once_within_limits_and_what_is_late_is_asked(stage, monkeypatch):
    with desk_time(monkeypatch) as passing:
        partition, arrived = Partition(stage, monkeypatch), note_arrivals(stage.press, passing)
        channels = []
        for number in range(8):
            channels.append(stage.channel(send_late=number < 4))
        began = instant()
        for number in range(int(LASTS / EVERY)):
            for channel in channels:
                stage.entrust(channel, began + timedelta(seconds=number * EVERY))
        with working("one", "two"):
            let_pass(passing, began.timestamp() + LASTS)
            assert not arrived
            healed, partition.is_whole = passing.now(), True
            let_pass(passing, healed + DRAINED)
            never_left = open_parts(*states.SOUGHT)
            let_pass(passing, healed + DRAINED + LAST_LOOK)
        judge(stage, arrived, healed, never_left)


def judge(stage: Stage, arrived: dict[str, float], healed: float, never_left: int) -> None:
    assert set(stage.printed().values()) == {1}, "doubled"
    assert never_left == 0, f"{never_left} posts had not left five minutes after the end"
    assert open_parts() == 0, "somebody still waits"
    late = Part.objects.filter(state=states.LATE).select_related("sending__channel")
    for part in late:
        assert not part.sending.channel.send_late
        assert part.due_at.timestamp() < healed + DRAINED + LAST_LOOK - LATE_AFTER.total_seconds()
    out = Part.objects.filter(state=states.SENT).count()
    assert out == len(arrived) and out + late.count() == len(stage.said), "lost"
    assert late.exists() and Channel.objects.filter(send_late=True).exists()
    drained = max(arrived.values()) - healed
    print(f"S7: {len(stage.said)} posts, {out} left, the last {drained:.0f} s after the end; ", end="")
    print(f"{late.count()} late ones wait for a person; 0 lost, 0 doubled")
