"""Keys sort in the order of their making, whatever the clock does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import time_machine
from hypothesis import given
from hypothesis import strategies as st

from pupitre.networks.bluesky import tid

NUMBERS = st.integers(min_value=0, max_value=2**63 - 1)


def test_the_examples_of_the_specification_are_written_and_read():
    assert tid.written(0) == "2222222222222"
    assert tid.told_at("3jzfcijpj2z2a") == datetime(2023, 6, 30, 15, 3, 1, 887007, tzinfo=UTC)
    for wrong in ("3jzfcijpj2z21", "0000000000000", "3JZFCIJPJ2Z2A", "3jzfcijpj2z2aa", "kjzfcijpj2z2a", "self", ""):
        assert tid.told_at(wrong) is None


@given(NUMBERS, NUMBERS)
def test_keys_sort_as_their_numbers_do(one, other):
    assert (tid.written(one) < tid.written(other)) == (one < other)
    assert tid.SHAPE.fullmatch(tid.written(one))


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2255, 1, 1)))
def test_a_key_tells_its_instant_to_the_microsecond(at):
    microseconds = (at - datetime(1970, 1, 1)) // timedelta(microseconds=1)
    assert tid.told_at(tid.written(microseconds << 10 | 1023)) == at.replace(tzinfo=UTC)


def test_many_threads_never_make_the_same_key_twice():
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda _: [tid.new_tid() for _ in range(500)], range(8)))
    keys = [key for row in rows for key in row]
    assert len(set(keys)) == 4000
    assert all(row == sorted(row) for row in rows)


def test_a_clock_that_is_set_back_makes_no_smaller_key():
    before = tid.new_tid()
    with time_machine.travel(datetime(2020, 1, 1, tzinfo=UTC)):
        after = [tid.new_tid() for _ in range(20)]
    assert [before, *after] == sorted([before, *after])


def test_no_key_holds_what_a_server_takes_for_an_insult(monkeypatch):
    monkeypatch.setattr(tid, "MISREAD", tid.re.compile("[2-7]$"))
    assert not any(tid.new_tid()[-1] in "234567" for _ in range(300))
    monkeypatch.undo()
    assert tid.MISREAD.search("3m6noggin2222") and not tid.MISREAD.search("3m67rbxq5gk2x")
