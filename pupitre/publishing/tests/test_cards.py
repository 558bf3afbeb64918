"""The card of a link is read through the guarded door, from the page's own words, and never more than that."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pupitre.media.tests import crafted
from pupitre.publishing import cards
from pupitre.publishing.cards import NoCard
from pupitre.publishing.messages import SENTENCES
from pupitre.publishing.tests.site import allowed

PAGE = """<!doctype html><html><head><title>Teintures &amp; plantes</title>
<meta property="og:title" content="How our dyes are made">
<meta property="og:description" content="Three plants,
  and not one drop of chemical dye.">
<meta property="og:image" content="/dyes.jpg"></head><body><p>Indigo</p></body></html>"""


@pytest.fixture
def site(httpserver, monkeypatch, settings, tmp_path):
    yield from allowed(httpserver, monkeypatch, settings, tmp_path)


def page(site, html, path="/page", **options):
    site.expect_request(path).respond_with_data(html, content_type=options.pop("content_type", "text/html"), **options)
    return site.url_for(path)


def refusal(url):
    with pytest.raises(NoCard) as refused:
        cards.read(url)
    assert refused.value.code in SENTENCES
    assert SENTENCES[refused.value.code] % refused.value.params
    return refused.value.code


def test_a_card_says_what_the_page_says_of_itself(site, brand, owner):
    site.expect_request("/dyes.jpg").respond_with_data(crafted.picture(), content_type="image/jpeg")
    found = cards.fetch(page(site, PAGE), brand, owner)
    assert found.title == "How our dyes are made"
    assert found.description == "Three plants, and not one drop of chemical dye."
    assert found.picture.name == "dyes.jpg"


def test_a_page_without_cards_still_has_its_title(site):
    found = cards.read(page(site, "<title>Teintures &amp; plantes</title><svg><title>Icon</title></svg>"))
    assert (found.title, found.description, found.image) == ("Teintures & plantes", "", "")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<title>Été</title>".encode("latin-1"), "text/html; charset=iso-8859-1"),
        ('<meta charset="windows-1252"><title>Été</title>'.encode("cp1252"), "text/html"),
        ("<title>Été</title>".encode(), "text/html; charset=nonsense"),
        ("<title>Été</title>".encode(), "text/html"),
    ],
)
def test_a_page_is_read_in_its_own_letters(site, body, kind):
    assert cards.read(page(site, body, content_type=kind)).title == "Été"


@pytest.mark.parametrize("picture", [crafted.SVG, crafted.png_bomb(), b"<html>", b""])
def test_a_picture_that_is_none_is_done_without(site, brand, owner, picture):
    site.expect_request("/dyes.jpg").respond_with_data(picture, content_type="image/jpeg")
    assert cards.fetch(page(site, PAGE), brand, owner).picture is None


@pytest.mark.parametrize("image", ["http://169.254.169.254/latest", "http://10.0.0.1/a.png", "file:///etc/passwd"])
def test_a_picture_inside_a_private_network_is_not_called(site, brand, owner, image):
    assert cards.fetch(page(site, PAGE.replace("/dyes.jpg", image)), brand, owner).picture is None


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "http://localhost/", "http://[::1]/", "http://169.254.169.254/", "http://10.0.0.1/x"]
)
def test_a_private_address_is_refused_in_words(url):
    assert refusal(url) == "card_private"


def test_a_redirect_into_a_private_network_is_refused(site):
    address = page(site, "", status=302, headers={"Location": "http://10.1.2.3/"})
    assert refusal(address) == "card_private"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://lune.example/", "http://a b/", "lune"])
def test_what_is_not_an_address_is_refused_in_words(url):
    assert refusal(url) == "card_malformed"


def test_what_a_page_answers_is_said_in_words(site):
    assert refusal(page(site, "", "/gone", status=404)) == "card_gone"
    assert refusal(page(site, "", "/broken", status=500)) == "card_away"
    assert refusal(page(site, b"%PDF", "/paper.pdf", content_type="application/pdf")) == "card_no_page"
    assert refusal(page(site, b"x" * (cards.MOST_PAGE + 100_000), "/huge")) == "card_away"


HOSTILE = ["<meta " * 50_000, "<title>" * 50_000, '<meta content="' + "<" * 400_000, "<!--" * 100_000 + "<meta>"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_page_costs_little(hostile):
    start = time.perf_counter()
    cards._head(hostile)
    assert time.perf_counter() - start < 2


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_page_gives_a_plain_line(text):
    head = cards._head(f"<title>{text}</title><meta name=description content='{text}'>")
    line = cards._plain(head.title, 40)
    assert len(line) <= 40 and "\n" not in line


def test_names_on_a_page_are_cut_to_what_is_kept(site):
    assert len(cards.read(page(site, f"<title>{'a' * 5000}</title>")).title) == cards.TITLE
