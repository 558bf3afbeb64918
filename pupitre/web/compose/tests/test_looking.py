"""What the page shows while one writes: counts as each network counts, objections once, previews that run nothing."""

import re
import time
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from pupitre.channels.models import Channel
from pupitre.ground import secrets
from pupitre.media.take_in import take_in
from pupitre.media.tests import crafted
from pupitre.networks.words import Rules
from pupitre.publishing.models import Post, Revision
from pupitre.publishing.plan import plan
from pupitre.publishing.tests.test_writing import channel
from pupitre.web.compose.colouring import coloured, fitting
from pupitre.web.compose.comparison import compare, words
from pupitre.web.compose.tests.test_pages import at, send


def part(answer, name):
    """The text of one part of a look, without tags."""
    html = answer.content.decode()
    start = html.index(f'data-part="{name}"')
    end = html.find("<div data-part=", start)
    return html[start : end if end > 0 else None]


def plain(html):
    return " ".join(re.sub(r"<svg.*?</svg>|<[^>]*>", " ", html, flags=re.S).split())


def blog(brand):
    """A channel that takes articles: of a network that has them, whichever it is."""
    return Channel.objects.create(
        brand=brand,
        network="wordpress",
        server="https://blog.lune.example",
        account="1",
        name="Blog",
        sealed=secrets.seal({}),
        facts={"categories": [{"id": 1, "name": "Atelier"}]},
    )


def test_a_look_saves_nothing(desk, brand, post, lune):
    desk.get(at(brand, post))
    with CaptureQueriesContext(connection) as asked:
        answer = send(desk, at(brand, post, "look/"), content={"text": "Other words"}, versions={str(lune.pk): {}})
    assert answer.status_code == 200 and "Other words" in answer.content.decode()
    assert not [query["sql"] for query in asked if not query["sql"].startswith("SELECT")]
    assert Post.objects.get().content == {"text": "Indigo"} and Revision.objects.count() == 1


def test_a_page_without_a_draft_has_its_look_too(desk, brand, lune):
    answer = send(desk, at(brand, path="look/"), content={"text": "First words"}, versions={str(lune.pk): {}})
    assert "First words" in part(answer, "previews")
    blank = send(desk, at(brand, path="look/"), versions={str(lune.pk): {}})
    assert "Mend" not in part(blank, "lines")


@pytest.mark.parametrize("text", ["", "Indigo", "🧣" * 250, "a" * 501, "é" * 500, "https://lune.example/" + "x" * 600])
def test_counts_are_those_of_the_rules(desk, brand, lune, text):
    answer = send(desk, at(brand, path="look/"), content={"text": text, "tags": ["a"]}, versions={str(lune.pk): {}})
    rules = lune.rules
    assert f"{rules.count(text)} / {rules.length}" in plain(part(answer, "counts"))
    assert ("too long" in part(answer, "lines")) == (rules.count(text) > rules.length)


def test_an_objection_is_said_once_with_all_its_channels_and_leads_to_its_field(desk, brand, owner, lune):
    atelier = channel(brand, "Atelier")
    asset = take_in(brand, "indigo.jpg", crafted.picture(), owner)
    content = {"text": "x" * 600, "pictures": [{"asset": asset.pk, "alt": ""}]}
    versions = {str(lune.pk): {"text": "Short"}, str(atelier.pk): {}}
    lines = part(send(desk, at(brand, path="look/"), content=content, versions=versions), "lines")
    assert lines.count("has no alternative text") == 1
    (look,) = re.findall(r'<li class="line look">.*?</li>', lines, re.S)
    assert look.count("<svg") == 2 and 'data-goto="pictures" data-tab="all"' in look
    (refused,) = re.findall(r'<li class="line refused">.*?</li>', lines, re.S)
    assert refused.count("<svg") == 1 and f'data-goto="text" data-tab="{atelier.pk}"' in refused


def test_good_news_is_said_as_well(desk, brand, owner, lune):
    asset = take_in(brand, "indigo.jpg", crafted.picture(), owner)
    content = {"text": "Indigo", "pictures": [{"asset": asset.pk, "alt": "A vat"}]}
    answer = send(
        desk,
        at(brand, path="look/"),
        content=content,
        versions={str(lune.pk): {}},
        at=f"{date.today().year + 1}-03-02T11:30",
    )
    lines = plain(part(answer, "lines"))
    assert "The text fits on every channel." in lines
    assert "Every picture has its alternative text." in lines
    assert "11:30, Paris time." in lines


def test_odd_times_are_asked_about_with_their_answers(desk, brand, lune):
    answer = send(
        desk,
        at(brand, path="look/"),
        content={"text": "Indigo"},
        versions={str(lune.pk): {}},
        at="2027-10-31T02:30",
        times={str(lune.pk): "2027-03-28T02:30"},
    )
    lines = part(answer, "lines")
    assert "comes twice in Paris" in lines and 'data-time="2027-10-31T02:30+01:00"' in lines
    assert "does not exist in Paris" in lines and f'data-time="2027-03-28T03:00" data-tab="{lune.pk}"' in lines


def test_what_is_out_is_no_longer_asked_for_its_time(desk, brand, owner, post, lune):
    assert plan(post, owner, timezone.now() + timedelta(days=1)).ok
    said = {"content": {"text": "One"}, "versions": {str(lune.pk): {}}, "at": "2020-01-01T10:00"}
    answer = send(desk, at(brand, post, "look/"), **said)
    assert "past" not in part(answer, "lines")


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{ 7|add:7 }}",
    "\u202egpj",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_shown_as_words(desk, brand, owner, lune, words):
    asset = take_in(brand, words, crafted.picture(), owner)
    content = {
        "text": f"{words} https://lune.example/{words}",
        "warning": words,
        "title": words,
        "poll": {"options": [words, words], "seconds": 3600},
        "card": {"url": f"https://lune.example/{words.split()[0]}", "title": words, "description": words},
        "pictures": [{"asset": asset.pk, "alt": words}],
        "categories": [words],
        "tags": [words],
        "excerpt": words,
        "body": words,
    }
    versions = {str(lune.pk): {}, str(lune.pk): {"pictures": []}, str(blog(brand).pk): {}}
    for url in (at(brand, path="look/"), at(brand)):
        html = send(desk, url, content=content, versions=versions).content.decode()
        assert "<script>alert" not in html and "<img src=x" not in html and ">14<" not in html
    page = desk.get(at(brand, Post.objects.get())).content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page


def test_an_article_is_seen_as_the_blog_will_show_it(desk, brand, owner):
    asset = take_in(brand, "indigo.jpg", crafted.picture(), owner)
    body = "<h2>Indigo</h2><p>Three <b>plants</b></p>"
    content = {"title": "Dyes", "text": "Short", "body": body, "featured": asset.pk}
    look = send(desk, at(brand, path="look/"), content=content, versions={str(blog(brand).pk): {}})
    shown = part(look, "previews")
    assert body in shown and "Dyes" in shown
    assert f"/media/{asset.pk}/thumb/" in shown
    assert "3 words" in plain(part(look, "counts"))


def test_the_parts_of_a_thread_fit_the_channels_that_were_asked_for(desk, brand, lune):
    url, text = at(brand, path="parts/"), "Three plants, and not a drop more. " * 40
    ask = {"text": text, "channels": [lune.pk, 999_999]}
    parts = desk.post(url, ask, content_type="application/json").json()["parts"]
    assert len(parts) == 3 and all(lune.rules.count(each) <= lune.rules.length for each in parts)
    for nonsense in ("{", "[]", '{"text": 1, "channels": []}', '{"text": "a"}', '{"text": "a", "channels": "x"}'):
        assert desk.post(url, nonsense, content_type="application/json").status_code == 400


def test_a_card_is_refused_in_words(desk, brand):
    for url, said in (
        ("http://127.0.0.1/", "private network"),
        ("javascript:alert(1)", "not an address"),
        ("", "not an address"),
        ("http://[", "not an address"),
    ):
        answer = desk.post(at(brand, path="card/"), {"url": url})
        assert answer.status_code == 422 and said in answer.json()["refused"]


SHORT = Rules(length=10)


def test_links_mentions_and_hashtags_are_coloured():
    html = coloured("@jeanne.example #indigo #2024 a@b.example https://lune.example/a?b=1&c=2. <b>")
    assert html == (
        '<span class="is-mention">@jeanne.example</span> <span class="is-hashtag">#indigo</span> #2024 a@b.example '
        '<span class="is-link">lune.example/a?b=1&amp;c=2</span>. &lt;b&gt;'
    )


def test_what_no_longer_fits_is_marked():
    assert coloured("Indigo and garance", SHORT) == 'Indigo and<mark class="over"> garance</mark>'
    assert coloured("Indigo", SHORT) == "Indigo"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80), st.integers(1, 30))
def test_colours_change_no_word_and_let_no_tag_through(text, length):
    rules = Rules(length=length, count=lambda said: len(said.encode("utf-8", "ignore")))
    html = coloured(text, rules)
    assert not re.sub(r'</?(span class="is-\w+"|mark class="over"|span|mark)>', "", html).count("<")
    assert rules.count(text[: fitting(text, rules)]) <= length


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_a_comparison_holds_both_texts(before, after):
    pieces = words(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after


def test_two_books_are_compared_in_a_moment():
    start = time.perf_counter()
    words("one two three\n" * 5_000, "one two four\n" * 5_000)
    assert time.perf_counter() - start < 3


def test_every_field_that_changed_is_told_with_its_channel():
    before = ({"text": "One", "tags": ["a"]}, {"7": {"text": "Un"}})
    after = ({"text": "One two", "poll": {"options": ["a", "b"]}}, {"7": {}, "8": {"body": "<p>Dyes</p>"}})
    found = [(d.channel, d.name) for d in compare(before, after, {7: "Lune"})]
    assert found == [("", "Text"), ("", "Tags"), ("", "Poll"), ("Lune", "Text"), ("—", "Article")]


def test_advice_is_told_and_stands_in_nobodys_way(desk, brand, post, lune):
    said = {"text": "VENEZ TOUS À LA GRANDE BRADERIE", "language": "fr"}
    answer = send(desk, at(brand, post, "look/"), content=said, versions={str(lune.pk): {}})
    lines = plain(part(answer, "lines"))
    assert "Advice" in lines and "shouting" in lines and "Mend it for me" not in lines
    assert 'class="line refused"' not in answer.content.decode()


def test_typography_is_mended_when_asked_and_only_told_in_french(desk, brand, post, lune):
    for language, told in (("fr", True), ("en", False)):
        said = {"text": "Bonjour!", "language": language}
        answer = send(desk, at(brand, post, "look/"), content=said, versions={str(lune.pk): {}})
        assert ("data-mend" in answer.content.decode()) is told
    answer = desk.post(f"/b/{brand.slug}/compose/mend/", {"texts": ["Bonjour!", ""]}, content_type="application/json")
    assert answer.json() == {"texts": ["Bonjour\u202f!", ""]}


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"texts": 4}', '{"texts": [4]}', '{"texts": null}'])
def test_what_is_no_text_is_not_mended(desk, brand, body):
    answer = desk.post(f"/b/{brand.slug}/compose/mend/", body, content_type="application/json")
    assert answer.status_code == 400
