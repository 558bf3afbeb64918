"""Counting as Mastodon counts, and reading the HTML that servers give back."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupitre.networks.mastodon import text

LONG = "https://example.com/a/very/long/path/that/is/way/over/23/characters"

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n@#<>&\"'*_ /:.()"))


@pytest.mark.parametrize(
    "written, counted",
    [
        ("hello", 5),
        ("", 0),
        ("  \n ", 0),
        ("  hello\n", 5),
        (LONG, 23),
        ("http://a.fr", 23),
        (f"see {LONG}.", 28),
        (f"({LONG})", 25),
        ("https://fr.wikipedia.org/wiki/Pot_(vase)", 23),
        ("https://fr.wikipedia.org/wiki/Pot_(vase).", 24),
        ("https://example.com/?a=1&b=2, oui", 28),
        ("https://boutique.éxample.fr/où", 23),
        ("https://example.com:8443/x", 23),
        (f"x{LONG}", 1 + len(LONG)),
        ("example.com/without-a-protocol", 30),
        ("http://localhost:8000/x", 23),
        ("https://desk.internal/a/long/path/here", 38),
        ("https://desk.internal.fr/a/long/path/here", 23),
        ("@alice@remote.example.org hi", 9),
        ("@bob hi", 7),
        ("mail@example.com", 16),
        ("@alice@a.org@b.org", 18),
        ("@alice://x", 10),
        ("é", 1),
        ("e\u0301", 1),
        ("👨‍👩‍👧‍👦", 1),
        ("🇫🇷🇧🇪", 2),
        ("a\r\nb", 3),
        ("#mot @bob@x.fr " + LONG, 5 + 5 + 23),
    ],
)
def test_a_text_counts_as_mastodon_counts_it(written, counted):
    assert text.count(written) == counted


def test_the_warning_shares_the_limit_and_is_counted_as_written():
    assert text.count("hello", "cw:") == 8
    assert text.count("", LONG) == len(LONG)


def test_a_server_says_what_a_link_counts():
    assert text.count(LONG, per_url=30) == 30


def test_where_nothing_is_given_away_every_character_counts():
    assert text.count_plain("e\u0301 " + LONG, "cw") == 3 + len(LONG) + 2


words = st.text("abcéàœ🙂 —", min_size=1).filter(str.strip).map(str.strip)
paths = st.text("abc0-9_", max_size=40).map(lambda path: "/" + path if path else "")
links = st.builds("https://{}.{}{}".format, st.text("abc-é", min_size=1).map("x{}x".format), st.just("fr"), paths)
users = st.text("abcXYZ019", min_size=1, max_size=20)
mentions = st.builds("@{}@{}.example.org".format, users, st.text("abc", min_size=1))
tags = st.text("abcéà", min_size=1).map("#{}".format)


@given(st.lists(st.one_of(words, links, mentions, tags), min_size=1, max_size=12))
def test_a_text_counts_as_much_as_its_pieces(pieces):
    expected = 0
    for piece in pieces:
        if piece.startswith("https://"):
            expected += text.PER_URL
        elif piece.startswith("@"):
            expected += piece.rindex("@")
        else:
            expected += len(piece)  # these letters are one grapheme each
    assert text.count(" ".join(pieces)) == expected + len(pieces) - 1


@given(st.text(alphabet="(/.:@a1-", max_size=400))
def test_counting_ends_whatever_is_written(written):
    assert text.count("https://a.fr/" + written * 20) > 0


MASTODON = (
    '<p>Voir <a href="https://example.com/nos/pots/bleus" target="_blank"><span class="invisible">https://</span>'
    '<span class="ellipsis">example.com/nos/pots</span><span class="invisible">/bleus</span></a> &amp; '
    '<span class="h-card"><a href="https://x.org/@Fan" class="u-url mention">@<span>Fan</span></a></span></p>'
    '<p>Un <a href="/tags/pot" class="mention hashtag" rel="tag">#<span>pot</span></a><br />deux</p>'
)


def test_mastodon_html_becomes_the_text_that_was_written():
    assert text.plain(MASTODON) == "Voir https://example.com/nos/pots/bleus & @Fan\n\nUn #pot\ndeux"


def test_a_link_cut_off_is_expanded_back():
    assert text.plain('<a href="https://a.fr/long/one">a.fr/lo…</a>') == "https://a.fr/long/one"
    assert text.plain('<a href="/tags/pot">#pot…</a>') == "#pot…"


def test_a_hostile_page_leaves_only_its_text():
    page = "<p>un<script>alert(1)</script><img src=x onerror=alert(1) alt=':pot:'>deux<![CDATA[<b>x</b>]]></p><p"
    assert text.plain(page).startswith("un:pot:deux")
    assert "alert" not in text.plain(page)


def as_mastodon(written: str) -> str:
    paragraphs = [part for part in written.split("\n\n") if part.strip()]
    return "".join(f"<p>{escape(part).replace(chr(10), '<br />')}</p>" for part in paragraphs)


@given(texts)
def test_html_and_back_is_the_same_text(written):
    assert text.same({"content": as_mastodon(written)}, written)


@given(texts)
def test_any_html_can_be_read(written):
    assert isinstance(text.plain(written), str)
    assert isinstance(text.targets(written), tuple)


def as_entity(piece: str) -> str:
    """A link, a mention or a hashtag as Mastodon shows it; a word as it is."""
    if piece.startswith("https://"):
        shown = piece.removeprefix("https://")
        parts = ("invisible", "https://"), ("ellipsis", shown[:30]), ("invisible", shown[30:])
        spans = "".join(f'<span class="{kind}">{escape(part)}</span>' for kind, part in parts)
        return f'<a href="{escape(piece)}" target="_blank">{spans}</a>'
    if piece.startswith("@"):
        user, _, host = piece[1:].partition("@")
        return f'<span class="h-card"><a href="https://{host}/@{user}">@<span>{user}</span></a></span>'
    if piece.startswith("#"):
        return f'<a href="/tags/x" class="mention hashtag" rel="tag">#<span>{escape(piece[1:])}</span></a>'
    return escape(piece)


@given(st.lists(st.one_of(words, links, mentions, tags), min_size=1, max_size=12))
def test_links_mentions_and_hashtags_come_back_as_they_were_written(pieces):
    shown = {"content": f"<p>{' '.join(map(as_entity, pieces))}</p>"}
    assert text.same(shown, " ".join(pieces))
    assert not text.same(shown, " ".join([*pieces, "autre"]))


@pytest.mark.parametrize(
    "shown, written",
    [
        (MASTODON, "Voir https://example.com/nos/pots/bleus & @fan@x.org\n\nUn #pot\ndeux"),
        ("<p>@fan bonjour</p>", "@Fan@remote.example.org  bonjour "),
        ("<p>Caf\u00e9</p>", "Cafe\u0301"),
        (
            "Un <b>mot</b> et <code>un</code><br><blockquote>cité<br></blockquote>- liste",
            "Un *mot* et `un`\n> cité\n- liste",
        ),
        ("<h1>Titre</h1><ul><li>un</li><li>deux</li></ul>", "# Titre\n\n- un\n- deux"),
        ("<p>5\u202f€\u00a0!</p>", "5 € !"),
    ],
)
def test_what_a_server_changes_is_still_the_same_text(shown, written):
    assert text.same({"content": shown}, written)


@pytest.mark.parametrize(
    "shown, written",
    [("<p>Bonjour !</p>", "Bonjour ?"), ("<p>lot 12</p>", "lot 1"), ("<p>@fan oui</p>", "@fun oui"), ("<p></p>", "x")],
)
def test_another_text_is_another_text(shown, written):
    assert not text.same({"content": shown}, written)


@pytest.mark.parametrize(
    "status",
    [
        {"content": "x", "text": "<b>un</b> & deux"},
        {"content": "x", "content_text": "<b>un</b> & deux"},
        {"content": "x", "pleroma": {"content": {"text/plain": "<b>un</b> & deux"}}},
        {"content": "x", "akkoma": {"source": {"content": "<b>un</b> & deux"}}},
    ],
)
def test_a_source_that_a_server_hands_out_is_read_too(status):
    assert text.same(status, "<b>un</b> & deux")


def test_a_marker_is_found_in_text_or_link_but_not_at_the_start_of_a_longer_one():
    marker = "https://desk.example.org/go/Ab3"
    assert text.carries({"content": f"<p>Voir {marker}.</p>"}, marker)
    assert text.carries({"content": f'<p><a href="{marker}">ici</a></p>'}, marker)
    assert not text.carries({"content": f"<p>Voir {marker}x</p>"}, marker)
    assert not text.carries({"content": f'<p><a href="{marker}-2">ici</a></p>'}, marker)
    assert not text.carries({"content": "<p>rien</p>"}, marker)


@pytest.mark.parametrize("code, short", [("fr", "fr"), ("fr-FR", "fr"), ("pt_BR", "pt"), ("", ""), ("EN", "en")])
def test_a_language_goes_without_its_region(code, short):
    assert text.language(code) == short
