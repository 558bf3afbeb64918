"""What is caught on the way is fit to be kept, whatever was handed over."""

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupitre.publishing import capture
from pupitre.publishing.capture import Note, captured, objections, tidied

TAGGED = st.sampled_from(
    ["<b>", "</b>", "<", ">", "<scr<i>ipt>", "<!--x-->", "a < b", "\0", "\ud800", "\r\n", "é", " "]
)
ANY = st.one_of(st.text(max_size=80), st.lists(TAGGED, max_size=8).map("".join))
ADDRESSES = st.one_of(
    ANY,
    st.sampled_from(
        ["javascript:alert(1)", "data:text/html,x", "https://", "http://[", "//x.example", "https://a@b.example"]
    ),
    st.text(max_size=40).map(lambda path: f"https://garance.example/{path}"),
    st.integers(900, 1100).map(lambda long: "https://garance.example/" + "a" * long),
)


@given(url=ADDRESSES, title=ANY, text=st.one_of(ANY, ADDRESSES), source=ANY)
def test_whatever_is_handed_over_can_be_kept_and_shown(url, title, text, source):
    note = captured(url, title, text, source)
    assert note.url == "" or (urlsplit(note.url).scheme in {"http", "https"} and urlsplit(note.url).hostname)
    for said, most in ((note.text, 5_000), (note.title, 300), (note.source, 253), (note.url, 1_000)):
        assert len(said) <= most
        assert not re.search(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]", said)
        said.encode()
    assert not re.search(r"</?[a-zA-Z!][^<>]*>", note.text + " " + note.title)
    assert tidied(note) == note


@given(ANY, ADDRESSES, ANY)
def test_what_is_kept_as_it_was_meant_has_no_objections(text, url, title):
    note = tidied(Note(text, url, title))
    assert note.is_empty or objections(note) == []


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://x.example", "https://a:b@x.example"])
def test_only_addresses_of_pages_are_links(url):
    assert captured(url=url, title="A page").url == ""
    assert [one.code for one in objections(Note("Words", url))] == ["idea_link"]


def test_a_phone_puts_the_link_into_the_text():
    assert captured(text="https://garance.example/1") == Note("", "https://garance.example/1", "", "garance.example")
    shared = captured(title="Madder", text="Read this: https://www.garance.example/1.")
    assert shared == Note("Read this: https://www.garance.example/1.", shared.url, "Madder", "garance.example")
    assert shared.url == "https://www.garance.example/1"


def test_markup_is_taken_out_and_words_stay():
    note = captured(title="<b>Madder</b> &amp; weld", text="a < b, <script>alert(1)</script> I <3 wool")
    assert note.title == "Madder &amp; weld"
    assert note.text == "a < b, alert(1) I <3 wool"


def test_all_that_is_wrong_is_said_at_once():
    assert [one.code for one in objections(Note("a" * 5_001, "no link"))] == ["idea_link", "idea_long"]
    assert [one.code for one in objections(Note("   "))] == ["idea_empty"]
    assert len(tidied(Note(pictures=range(50))).pictures) == capture.PICTURES
