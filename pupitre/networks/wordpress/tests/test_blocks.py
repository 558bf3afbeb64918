import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupitre.networks.wordpress.blocks import Uploaded, from_html, from_picture, from_text
from pupitre.networks.wordpress.markup import plain

COMMENT = re.compile(r"<!-- (/?)wp:([a-z-]+)( \{.*?\})? -->")

WORDS = st.text("ab é&<>\"'\n-!{}", min_size=1, max_size=12)
INLINE = st.sampled_from(["b", "em", "a", "code", "span"])
BLOCK = st.sampled_from(
    ["p", "h1", "h2", "h4", "ul", "ol", "li", "blockquote", "pre", "figure", "div", "table", "td", "cite"]
)
ATTRIBUTE = st.sampled_from(["", ' class="x"', ' style="color:red"', ' href="https://a.example/?a&amp;b"'])


def element(tag: str, attribute: str, inside: list[str]) -> str:
    return f"<{tag}{attribute}>{''.join(inside)}</{tag}>"


def escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


LEAVES = st.one_of(WORDS.map(escaped), st.sampled_from(["<br>", '<img src="x.png">', "<hr>", "<!-- wp:x -->", "\n"]))
HTML = st.recursive(
    LEAVES,
    lambda inside: st.builds(element, st.one_of(INLINE, BLOCK), ATTRIBUTE, st.lists(inside, max_size=4)),
    max_leaves=12,
)


def is_balanced(blocks: str) -> bool:
    open_ones: list[str] = []
    for closes, name, settings in COMMENT.findall(blocks):
        if closes:
            if not open_ones or open_ones.pop() != name:
                return False
        else:
            open_ones.append(name)
            json.loads(settings or "{}")
    return not open_ones


@given(st.lists(HTML, max_size=4).map("".join))
def test_any_html_becomes_whole_blocks_and_no_word_is_lost(html: str) -> None:
    blocks = from_html(html, {"x.png": Uploaded(3, "https://a.example/x.png")})
    assert is_balanced(blocks)
    assert "wp:x" not in blocks
    ours, theirs = plain(blocks).split(), plain(html).split()
    assert "".join(ours) == "".join(theirs)
    assert len(ours) >= len(theirs)  # parted at most, never glued together
    assert len(re.findall("<img ", blocks)) == len(re.findall("<img ", html))
    assert 'src="x.png"' not in blocks


@given(st.text(st.characters(codec="utf-8")))
def test_a_plain_text_keeps_its_words(text: str) -> None:
    blocks = from_text(text)
    assert is_balanced(blocks)
    assert "".join(plain(blocks).split()) == "".join(text.split())


def test_what_stands_outside_blocks_is_nothing() -> None:
    blocks = from_html("<p>un</p> deux <hr><h3>trois</h3>")
    assert [name for closes, name, _ in COMMENT.findall(blocks) if not closes] == [
        "paragraph",
        "paragraph",
        "separator",
        "heading",
    ]


@pytest.mark.parametrize(
    ("html", "block"),
    [
        ("<p>Un <b>mot</b></p>", "<!-- wp:paragraph -->\n<p>Un <b>mot</b></p>\n<!-- /wp:paragraph -->"),
        ("<p>un<br>\n deux</p>", "<!-- wp:paragraph -->\n<p>un<br>deux</p>\n<!-- /wp:paragraph -->"),
        ("<h2>T</h2>", '<!-- wp:heading -->\n<h2 class="wp-block-heading">T</h2>\n<!-- /wp:heading -->'),
        (
            "<h3>T</h3>",
            '<!-- wp:heading {"level":3} -->\n<h3 class="wp-block-heading">T</h3>\n<!-- /wp:heading -->',
        ),
        (
            "<ol><li>a</li></ol>",
            '<!-- wp:list {"ordered":true} -->\n<ol><!-- wp:list-item -->\n<li>a</li>\n<!-- /wp:list-item --></ol>\n'
            "<!-- /wp:list -->",
        ),
        (
            '<p><img src="x.png"></p>',
            '<!-- wp:image {"id":3,"sizeSlug":"full","linkDestination":"none"} -->\n'
            '<figure class="wp-block-image size-full"><img src="https://a.example/x.png" alt="Un &quot;x&quot;" '
            'class="wp-image-3"/></figure>\n<!-- /wp:image -->',
        ),
        ('<p class="x">a</p>', '<!-- wp:html -->\n<p class="x">a</p>\n<!-- /wp:html -->'),
    ],
)
def test_each_element_has_its_block(html: str, block: str) -> None:
    assert from_html(html, {"x.png": Uploaded(3, "https://a.example/x.png", 'Un "x"')}) == block


def test_an_alternative_text_written_in_the_article_wins() -> None:
    blocks = from_html('<img src="x.png" alt="ici">', {"x.png": Uploaded(3, "https://a.example/x.png", "partout")})
    assert 'alt="ici"' in blocks and "partout" not in blocks


def test_a_picture_below_the_text_says_what_it_shows() -> None:
    assert 'alt="L’étal &amp; lui"' in from_picture(Uploaded(3, "https://a.example/x.png", "L’étal & lui"))


@pytest.mark.parametrize(
    ("text", "inline"),
    [
        ("Voir https://a.example/b_(c).", 'Voir <a href="https://a.example/b_(c)">https://a.example/b_(c)</a>.'),
        ("(https://a.example/)", '(<a href="https://a.example/">https://a.example/</a>)'),
        (
            "https://a.example/?a=1&b=2 !",
            '<a href="https://a.example/?a=1&amp;b=2">https://a.example/?a=1&amp;b=2</a> !',
        ),
        ("a < b & c", "a &lt; b &amp; c"),
        ("un\ndeux", "un<br>deux"),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_addresses_in_a_plain_text_become_links(text: str, inline: str) -> None:
    assert from_text(text) == f"<!-- wp:paragraph -->\n<p>{inline}</p>\n<!-- /wp:paragraph -->"


def test_html_without_a_tag_is_read_once_not_twice_escaped() -> None:
    assert "<p>Un &amp; un</p>" in from_html("Un &amp; un")
