"""Bodies unpacked as they come."""

import gzip
import zlib
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pupitre.ground import body
from pupitre.ground.failures import Interrupted

PACKINGS = {"": bytes, "identity": bytes, "gzip": gzip.compress, "X-GZIP ": gzip.compress, "deflate": zlib.compress}


def cut(whole: bytes, at: list[int]) -> list[bytes]:
    edges = [0, *sorted({place % (len(whole) + 1) for place in at}), len(whole)]
    return [whole[start:end] for start, end in pairwise(edges)]


@settings(deadline=None)
@given(st.binary(max_size=5000), st.sampled_from(sorted(PACKINGS)), st.lists(st.integers(0, 10_000), max_size=20))
def test_a_body_is_the_same_however_it_is_packed_and_cut(whole, packing, at):
    chunks = cut(PACKINGS[packing](whole), at)
    assert body.read(chunks, packing, len(whole)) == whole
    if whole:
        with pytest.raises(Interrupted) as failure:
            body.read(chunks, packing, len(whole) - 1)
        assert failure.value.code == "too_large"


@settings(deadline=None)
@given(st.lists(st.binary(max_size=200), min_size=1, max_size=5), st.lists(st.integers(0, 10_000), max_size=20))
def test_members_one_after_the_other_are_one_body(members, at):
    packed = b"".join(map(gzip.compress, members))
    assert body.read(cut(packed + b"\0" * 7, at), "gzip", 1000) == b"".join(members)


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=500), st.data())
def test_a_packed_body_that_ends_too_early_is_not_taken_for_whole(whole, choice):
    packed = gzip.compress(whole)
    short = choice.draw(st.integers(1, len(packed) - 1))
    with pytest.raises(Interrupted) as failure:
        body.read([packed[:short]], "gzip", 1000)
    assert failure.value.code == "encoding"


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, gzip", "chunked"]))
def test_nonsense_is_interrupted_and_nothing_else(whole, packing):
    try:
        body.read([whole], packing, 1000)
    except Interrupted as failure:
        assert failure.code in {"encoding", "too_large"}


def test_packed_nothings_without_end_are_too_large():
    with pytest.raises(Interrupted) as failure:
        body.read([gzip.compress(b"") * 100] * 1000, "gzip", 1000)
    assert failure.value.code == "too_large"


def test_an_empty_body_needs_no_unpacking():
    assert body.read([], "gzip", 0) == b""
