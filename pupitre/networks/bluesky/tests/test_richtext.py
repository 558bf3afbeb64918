"""Marks stand on the bytes of what they mark; lengths are what the network counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupitre.networks.bluesky import richtext
from pupitre.networks.bluesky.richtext import count, facets, graphemes, marks, mentions

WORDS = st.sampled_from(
    [
        "été",
        "@amie.bsky.social",
        "#soldes",
        "https://exemple.fr/a?b=c#d",
        "boutique.fr",
        "(",
        ")",
        "«",
        "»",
        ".",
        "…",
        "$AAPL",
        "＃日本",
        "@",
        "#",
        "\n",
        "\u202f",
        "é",
        "👩\u200d👧",
        "https://",
        "www.exemple.co.uk/été",
        "jean.dupont@exemple.fr",
    ]
)
TEXTS = st.lists(st.one_of(WORDS, st.text(max_size=6)), max_size=20).flatmap(
    lambda words: st.sampled_from([" ", "", "\u00a0"]).map(lambda between: between.join(words))
)


def seen(text: str) -> list[tuple[str, str, str]]:
    content = text.encode()
    return [(content[mark.start : mark.end].decode(), mark.kind, mark.value) for mark in marks(text)]


@given(TEXTS)
def test_every_mark_covers_whole_characters_in_order_and_without_overlap(text):
    content, end = text.encode(), 0
    for mark in marks(text):
        assert end <= mark.start < mark.end <= len(content)
        end = mark.end
        words = content[mark.start : mark.end].decode()
        if mark.kind == "mention":
            assert words.lower() == f"@{mark.value}"
        elif mark.kind == "link":
            assert mark.value.endswith(words) and not any(space in words for space in " \u00a0\n")
        elif mark.value.startswith("$"):
            assert words.upper() == mark.value
        else:
            assert words[0] in "#＃" and words[1:] == mark.value


@given(TEXTS)
def test_a_mention_is_a_mark_of_the_record_only_when_somebody_has_that_name(text):
    nobody = facets(text, {})
    everybody = facets(text, {handle: f"did:plc:{n}" for n, handle in enumerate(mentions(text))})
    assert len(everybody) == len(marks(text))
    assert [facet for facet in everybody if "did" not in facet["features"][0]] == nobody


@given(st.text(), st.text())
def test_a_count_never_shrinks_when_text_is_added(text, more):
    assert max(graphemes(text), graphemes(more)) <= count(text + more)
    assert count(text + more) <= count(text) + count(more)


@given(st.text(max_size=400))
def test_what_counts_300_holds_in_both_limits_of_the_network(text):
    assert (count(text) <= 300) == (graphemes(text) <= 300 and len(text.encode()) <= 3000)


@pytest.mark.parametrize(
    ("text", "graphemes_in_it", "counted"),
    [
        ("", 0, 0),
        ("abc", 3, 3),
        ("👩\u200d👩\u200d👧", 1, 2),
        ("🇫🇷", 1, 1),
        ("e\u0301", 1, 1),
        ("\r\n", 1, 1),
        ("x" * 301, 301, 301),
    ],
)
def test_a_letter_is_what_a_reader_sees_as_one(text, graphemes_in_it, counted):
    assert (graphemes(text), count(text)) == (graphemes_in_it, counted)


POT = "https://fr.wikipedia.org/wiki/Pot_(vase)"
WHOLE = "https://exemple.fr/(@a.bsky.social(@b.bsky.social"


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("https://exemple.fr", [("https://exemple.fr", "link", "https://exemple.fr")]),
        ("HTTP://Exemple.fr/A", [("HTTP://Exemple.fr/A", "link", "HTTP://Exemple.fr/A")]),
        ("Voir exemple.fr/été.", [("exemple.fr/été", "link", "https://exemple.fr/été")]),
        ("ma-boutique.fr", [("ma-boutique.fr", "link", "https://ma-boutique.fr")]),
        ("(exemple.fr)", [("exemple.fr", "link", "https://exemple.fr")]),
        (POT, [(POT, "link", POT)]),
        ("« https://exemple.fr »", [("https://exemple.fr", "link", "https://exemple.fr")]),
        ("“https://exemple.fr/x”…", [("https://exemple.fr/x", "link", "https://exemple.fr/x")]),
        ("contact@exemple.fr jean.dupont@exemple.fr", []),
        ("p. ex. etc. v1.2.3 fin.Nous 3.50", []),
        ("https:// https://! http://[", []),
        ("@Amie.Bsky.Social,", [("@Amie.Bsky.Social", "mention", "amie.bsky.social")]),
        ("(@amie.bsky.social)", [("@amie.bsky.social", "mention", "amie.bsky.social")]),
        ("@amie @user@mastodon.social @1.2 a@b.c", []),
        ("#soldes2026, #été!", [("#soldes2026", "tag", "soldes2026"), ("#été", "tag", "été")]),
        ("#1 #2026 # #! a#b", []),
        ("#️⃣", []),
        ("##double", [("##double", "tag", "#double")]),
        ("＃日本", [("＃日本", "tag", "日本")]),
        ("#" + "a" * 65, []),
        ("#" + "e\u0301\u0302\u0303\u0304\u0306" * 60, []),
        ("$aapl, $TOOLONGX $5", [("$aapl", "tag", "$AAPL")]),
        (WHOLE, [(WHOLE, "link", WHOLE)]),
    ],
)
def test_what_is_marked_and_what_is_not(text, marked):
    assert seen(text) == marked


def test_a_name_said_twice_is_asked_for_once():
    assert mentions("@Amie.bsky.social @amie.bsky.social @b.test") == ["amie.bsky.social", "b.test"]


@pytest.mark.parametrize("word", ["a", "a.", "@a-", "#1", "https://a()", "https://a)", "#a\u200b", "@a.b"])
def test_a_very_long_word_is_read_in_no_time(word):
    assert len(marks(word[0] + word[1:] * 50_000)) <= 1


def test_bare_names_end_in_domains_that_exist():
    assert richtext.is_domain("exemple.FR") and richtext.is_domain("a.museum") and richtext.is_domain("x.paris")
    assert not richtext.is_domain("readme.pdf") and not richtext.is_domain("fin.nous")
