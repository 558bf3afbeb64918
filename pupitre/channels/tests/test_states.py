from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pupitre.channels import states

some = st.sampled_from(states.STATES)


@given(st.lists(some, min_size=1, max_size=30), some)
def test_no_walk_leads_out_of_an_end_or_past_the_armed_row(wishes, start):
    """Follow every wish that the table allows: what is sent or dropped stays, and a call is always armed."""
    walk = [start]
    for wish in wishes:
        if states.can_go(walk[-1], wish):
            walk.append(wish)
    for before, after in pairwise(walk):
        assert before not in (states.SENT, states.DROPPED)
        if after == states.SENT:
            assert before in (states.ARMED, states.LOOKING, states.UNKNOWN, states.PERSON)
        if after in (states.UNKNOWN, states.PERSON):
            assert before in (states.ARMED, states.LOOKING, states.UNKNOWN)
        if before == states.UNKNOWN:
            assert after in (states.LOOKING, states.SENT, states.PERSON)


@given(some)
def test_every_state_can_come_to_an_end(state):
    reached, new = {state}, {state}
    while new:
        new = {after for before in new for after in states.WAYS[before]} - reached
        reached |= new
    assert reached & {states.SENT, states.DROPPED}


def test_every_state_is_somebodys():
    """Leased by a worker, ready for one, looked for, waiting for a person, or over."""
    known = {*states.LEASED, *states.READY, states.UNKNOWN, *states.NEEDS_SOMEBODY, *states.OVER}
    assert known == set(states.STATES)


def test_only_a_worker_with_a_lease_arms():
    assert {before for before in states.STATES if states.can_go(before, states.ARMED)} == {
        states.CLAIMED,
        states.PREPARING,
    }
