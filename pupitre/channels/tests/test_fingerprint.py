"""The fingerprint of a payload differs as soon as anything that will be said differs, and only then."""

import json

from hypothesis import given
from hypothesis import strategies as st

from pupitre.channels.payload import fingerprint

WORDS = st.text(max_size=20)
ITEMS = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
PAYLOADS = st.dictionaries(WORDS, ITEMS, max_size=5)


def same(one, other):
    """As JSON tells things apart: true is not 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


@given(PAYLOADS, PAYLOADS)
def test_two_payloads_have_one_fingerprint_only_when_they_are_the_same(one, other):
    assert (fingerprint(one) == fingerprint(other)) == same(one, other)


@given(PAYLOADS)
def test_it_survives_the_database_and_the_order_of_keys(payload):
    turned = dict(reversed(json.loads(json.dumps(payload)).items()))
    assert fingerprint(turned) == fingerprint(payload)
    assert len(fingerprint(payload)) == 64


@given(PAYLOADS, WORDS)
def test_one_more_word_shows(payload, text):
    assert fingerprint({**payload, "text": text}) != fingerprint({**payload, "text": f"{text}."})
