"""A register keeps what an upper room hands down, in an order that is said."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pupitre.ground.register import Register


@settings(deadline=None)
@given(st.lists(st.integers(0, 3)))
def test_entries_come_in_order_then_as_they_arrived(orders):
    register: Register[list] = Register("anything")
    entries = [[number] for number in range(len(orders))]
    for entry, order in zip(entries, orders, strict=True):
        register.add(entry, order)
    assert len(register) == len(orders)
    assert list(register) == [entries[number] for number in sorted(range(len(orders)), key=lambda at: orders[at])]


def test_an_entry_is_added_once_and_equal_ones_are_not_the_same():
    register: Register[list] = Register("anything")
    one, like_it = ["a"], ["a"]
    assert register.add(one) is one
    register.add(one, order=1)
    register.add(like_it)
    assert [entry is one for entry in register] == [True, False]


def test_a_function_is_entered_by_decorating_it():
    register: Register = Register("checks")

    @register.entry(order=10)
    def check():
        return "checked"

    assert [entry() for entry in register] == ["checked"] and check() == "checked"
