from datetime import UTC, datetime, timedelta

import httpx2
import pytest
import time_machine

from pupitre.ground.http import Answer
from pupitre.networks.paper.press import LONGEST_WAIT, UNTOLD_WAIT, accepts_again_at

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
THEIRS = "Fri, 20 Nov 2026 11:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "0"}, 1),
        ({"Retry-After": "-20"}, UNTOLD_WAIT),
        ({"Retry-After": "in a moment"}, UNTOLD_WAIT),
        ({}, UNTOLD_WAIT),
        ({"Retry-After": "Fri, 20 Nov 2026 12:02:00 GMT"}, 120),
        ({"Retry-After": "Fri, 20 Nov 2026 11:02:00 GMT", "Date": THEIRS}, 120),
        ({"Retry-After": "Fri, 20 Nov 2020 11:02:00 GMT"}, 1),
        ({"Retry-After": "99999999999"}, LONGEST_WAIT.total_seconds()),
    ],
)
def test_every_kind_of_retry_after_is_an_instant_to_come(headers, seconds):
    with time_machine.travel(NOW, tick=False):
        answer = Answer(429, httpx2.Headers(headers), b"", "http://press.example/")
        assert accepts_again_at(answer) - NOW == timedelta(seconds=seconds)
