from hypothesis import given
from hypothesis import strategies as st

from pupitre.networks.wordpress.markup import plain, read, write

TAGS = [
    "p",
    "/p",
    "b",
    "/b",
    "ul",
    "li",
    "/li",
    "/ul",
    "br",
    "img src=x",
    "script",
    "/script",
    "td",
    "a href='?a&b'",
    "/a",
]
SOUP = st.lists(
    st.one_of(st.text("ab <>&\"'\n\xa0é-!", max_size=6), st.sampled_from([f"<{tag}>" for tag in TAGS]))
).map("".join)


def again(html: str) -> str:
    return "".join(map(write, read(html)))


@given(SOUP)
def test_any_soup_is_read_and_written_the_same_ever_after(soup: str) -> None:
    once = again(soup)
    assert again(once) == once
    assert "<script" not in once


@given(st.text())
def test_any_text_at_all_is_read(text: str) -> None:
    assert isinstance(plain(text), str)


def test_what_is_left_open_is_closed_as_browsers_do() -> None:
    assert again("<p>un<p>deux") == "<p>un</p><p>deux</p>"
    assert again("<ul><li>un<li>deux<ul><li>x</ul></ul>") == "<ul><li>un</li><li>deux<ul><li>x</li></ul></li></ul>"
    assert again("<b>un</i> deux") == "<b>un deux</b>"
    assert again("<table><tr><td>a<td>b<tr><td>c</table>") == (
        "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"
    )


def test_comments_and_scripts_are_dropped() -> None:
    assert again("a<!-- wp:html --><script>alert('<p>x</p>')</script><style>p{}</style>b") == "ab"


def test_a_text_is_what_a_reader_sees() -> None:
    assert plain("<h2>Titre</h2>\n<p>Un &amp; un<br>deux</p><ul><li>a</li><li>b</li></ul>") == (
        "Titre\n\nUn & un\ndeux\n\na\n\nb"
    )
    assert plain("<p>un\n   mot <b>gras</b></p>") == "un mot gras"
