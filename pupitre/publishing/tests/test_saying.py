"""What a version says: without anything that could run, and with every picture it names, or a word about it."""

import io

import pytest
from PIL import Image

from pupitre.media.take_in import take_in
from pupitre.media.tests import crafted
from pupitre.networks.words import PictureRules, Rules
from pupitre.publishing import compose
from pupitre.publishing.objections import of_versions, read
from pupitre.publishing.say import assets_of, body_of, clean, payloads, sketches
from pupitre.publishing.tests.test_writing import channel, draft

HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    "<svg onload=alert(1)><circle/></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<p style="background:url(javascript:alert(1))">x</p>',
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form action=//evil.test><input></form>",
    '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("html", HOSTILE)
def test_a_body_holds_nothing_that_runs(html):
    for kept in (clean(html), body_of({"body": html})):
        low = kept.lower()
        assert not any(word in low for word in ("<script", "onerror=", "onload=", "<svg", "<iframe", "style=", "<form"))
        assert "javascript:" not in low.replace("&", "") or "href" not in low


def test_a_text_becomes_an_article_letter_by_letter():
    text = "1 < 2 & <b>not bold</b>\n\nhttps://lune.example/a?b=1&c=2"
    html = body_of({"text": text})
    assert "1 &lt; 2 &amp; &lt;b&gt;not bold&lt;/b&gt;" in html
    assert 'href="https://lune.example/a?b=1&amp;c=2"' in html
    assert html.count("<p>") == 2


def test_what_an_editor_writes_stays():
    html = '<h2>Indigo</h2><p>Three <strong>plants</strong>, <em>one</em> <a href="https://lune.example/">page</a>.</p>'
    assert clean(html) == html


def photo(brand, owner, kind="HEIF", name="photo.heic"):
    return take_in(brand, name, crafted.picture(kind), owner)


def test_a_photo_of_a_phone_is_no_reason_to_refuse(brand, owner):
    asset = photo(brand, owner)
    rules = Rules(length=500, pictures=PictureRules(most=4))
    (part,) = sketches({"pictures": [{"asset": asset.pk, "alt": "Indigo"}]}, rules, {asset.pk: asset})
    assert part.media[0].mime == "image/jpeg"


def said(brand, owner, **content):
    lune = channel(brand)
    post = compose.save(compose.begin(brand, owner), draft("One", [lune], **content), owner, 0)
    return post, lune


def test_a_lost_picture_is_refused_before_it_is_left_out(brand, owner):
    post, _ = said(brand, owner, pictures=[{"asset": 999_999, "alt": ""}])
    (reading,) = read(post)
    assert [o.code for o in reading.objections] == ["picture_lost"]
    assert reading.refused


def test_a_stranger_s_picture_is_lost_here(brand, other_brand, owner):
    theirs = photo(other_brand, None)
    post, _ = said(brand, owner, pictures=[{"asset": theirs.pk, "alt": "Bear"}])
    assert [o.code for o in read(post)[0].objections] == ["picture_lost"]


def test_a_gif_says_that_it_will_stand_still(brand, owner):
    buffer = io.BytesIO()
    Image.new("P", (4, 4)).save(buffer, "GIF")
    asset = take_in(brand, "cat.gif", buffer.getvalue(), owner)
    post, lune = said(brand, owner, pictures=[{"asset": asset.pk, "alt": "A cat"}])
    (reading,) = read(post)
    assert [(o.code, o.weight) for o in reading.objections] == [("gif_still", "look")]
    (part,) = payloads(reading.says, lune, {asset.pk: asset})
    assert part["media"][0]["mime"] == "image/jpeg"


def test_a_network_s_own_objections_are_told_before_planning(brand, owner, monkeypatch):
    from pupitre.networks.words import Objection

    post, lune = said(brand, owner)
    own = Objection("poll_with_pictures", {}, "poll")
    monkeypatch.setattr(lune.card.publishes, "objections", lambda outgoing, facts: [own], raising=False)
    assert own in read(post)[0].objections


def test_the_featured_picture_is_not_shown_twice_in_an_article(brand, owner, monkeypatch):
    head, below = photo(brand, owner), take_in(brand, "b.jpg", crafted.picture(size=(50, 50)), owner)
    post, lune = said(
        brand,
        owner,
        title="Dyes",
        featured=head.pk,
        pictures=[{"asset": head.pk, "alt": "Indigo"}, {"asset": below.pk, "alt": "Garance"}],
    )
    monkeypatch.setattr(type(lune), "rules", Rules(length=0, shape="article", pictures=PictureRules(most=9)))
    assets = assets_of(brand.pk, [post.content])
    (part,) = payloads(post.content, lune, assets)
    assert part["article"]["featured"]["alt"] == "Indigo"
    assert [media["alt"] for media in part["media"]] == ["Garance"]


def test_counts_are_those_of_the_rules(brand, owner):
    post, lune = said(brand, owner, thread=["Two", "  ", "Three 🧣"])
    (reading,) = of_versions(compose.unsaved(post, draft("One", [lune], thread=["Two", "  ", "Three 🧣"])), {})
    rules = lune.rules
    assert [(c.count, c.most) for c in reading.counts] == [
        (rules.count(text), rules.length) for text in ("One", "Two", "Three 🧣")
    ]
