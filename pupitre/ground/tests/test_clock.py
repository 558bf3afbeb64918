"""Time, as it is told to everybody."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from pupitre.ground import clock


def test_now_is_this_instant_in_utc():
    with time_machine.travel(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), tick=False):
        assert clock.now() == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert clock.now().utcoffset() == timedelta(0)


def test_spans_run_at_the_speed_of_time_here(monkeypatch):
    assert clock.span(90) == timedelta(seconds=90 / clock.FACTOR)
    monkeypatch.setattr(clock, "FACTOR", 60.0)
    assert clock.span(90) == timedelta(seconds=1.5)


def test_the_hour_is_never_scaled(monkeypatch):
    monkeypatch.setattr(clock, "FACTOR", 1000.0)
    assert abs((clock.now() - datetime.now(UTC)).total_seconds()) < 5


def test_elapsed_goes_on_when_the_clock_is_set():
    before = clock.elapsed()
    with time_machine.travel(datetime(2001, 1, 1, tzinfo=UTC), tick=False):
        time.sleep(0.01)
        assert 0.005 < clock.elapsed() - before < 5


@pytest.mark.parametrize(
    ("text", "seconds"), [("600", 600), ("-3600.5", -3600.5), ("", 0), ("nonsense", 0), ("\xff", 0)]
)
def test_a_storm_may_set_this_process_clock_wrong(monkeypatch, tmp_path, text, seconds):
    step = tmp_path / "step"
    step.write_bytes(text.encode("latin-1"))
    monkeypatch.setenv("PUPITRE_CLOCK_STEP", str(step))
    assert abs((clock.now() - datetime.now(UTC)).total_seconds() - seconds) < 5


def test_a_step_that_was_never_written_is_none(monkeypatch, tmp_path):
    monkeypatch.setenv("PUPITRE_CLOCK_STEP", str(tmp_path / "missing"))
    assert abs((clock.now() - datetime.now(UTC)).total_seconds()) < 5
