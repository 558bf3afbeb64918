"""WordPress' connector against WordPress itself: articles out, changed, taken back, exactly once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pupitre.networks.errors import Later, Refused, Unsure
from pupitre.networks.wordpress import publish, slug
from pupitre.networks.words import Article, Grant, Media, Outgoing, Remote, Sent
from tests.real.blog import Blog, wordpress_site
from tests.real.wordpress import grant, joined, outgoing, page, picture, prepared, published, refusal, rest

__all__ = ["grant", "wordpress_site"]

pytestmark = pytest.mark.real


# Publishing


def test_an_article_goes_out_whole(wordpress_site: Blog, grant: Grant) -> None:
    out, sent = published(
        grant,
        "Œufs & jambon : l’été <3",
        html='<h2>Ici</h2><p>Un <strong>mot</strong>.</p><p><img src="étal.png"></p><ul><li>un</li><li>deux</li></ul>',
        excerpt="Court & bon",
        categories=("1", "Nouveautés & <3"),
        tags=("R&D", "Marché", "marché"),
        featured=picture("devant.png", colour=(1, 2, 3), alt="La devanture"),
        media=(picture(), picture("autre.jpg", "JPEG", alt="Un autre")),
    )
    kept = rest(wordpress_site, "GET", f"posts/{sent.remote_id}?context=edit")
    assert kept["status"] == "publish"
    assert kept["slug"] == out.key == sent.refs["slug"]
    assert out.key.startswith("oeufs-jambon-l-ete-3-")
    assert sent.url == f"{wordpress_site.address}/{kept['slug']}/"
    assert kept["title"]["rendered"] == "Œufs &amp; jambon : l’été &lt;3"
    assert kept["excerpt"]["raw"] == "Court &amp; bon"
    assert len(kept["categories"]) == 2 and 1 in kept["categories"]
    assert len(kept["tags"]) == 2
    featured = rest(wordpress_site, "GET", f"media/{kept['featured_media']}")
    assert featured["alt_text"] == "La devanture"
    shown = page(sent.url)
    assert "Œufs &amp; jambon" in shown and "<strong>mot</strong>" in shown
    assert shown.index('alt="L’étal"') < shown.index("<li>un</li>") < shown.index('alt="Un autre"')
    assert abs(sent.at - datetime.now(UTC)) < timedelta(minutes=1)


def test_an_author_publishes_too_and_kses_changes_no_word(wordpress_site: Blog) -> None:
    grant = joined(wordpress_site, wordpress_site.author)
    html = '<p>A &amp; B <a href="https://example.org/?a=1&amp;b=2">là</a></p><figure><img src="x.png"></figure>'
    out, sent = published(grant, "Chez A & B", html=html, media=(picture("x.png"),), tags=("neuf",))
    found = publish.find(out, grant)
    assert isinstance(found, Sent) and found.remote_id == sent.remote_id
    edit = replace(out, change="edit", target=sent)
    assert publish.find(edit, grant) is not None


def test_an_author_may_not_make_a_category(wordpress_site: Blog) -> None:
    grant = joined(wordpress_site, wordpress_site.author)
    with refusal("category_missing"):
        prepared(outgoing(grant, categories=("Jamais vue",)), grant)


def test_a_category_is_found_by_name_in_whatever_case(wordpress_site: Blog, grant: Grant) -> None:
    made = rest(wordpress_site, "POST", "categories", name="Recettes & astuces")
    out = prepared(outgoing(grant, categories=("recettes & Astuces",)), grant)
    assert out.handles["category:recettes & Astuces"] == str(made["id"])


def test_a_text_without_tags_becomes_paragraphs(wordpress_site: Blog, grant: Grant) -> None:
    _, sent = published(grant, html="Un & un.\n\nDeux : https://example.org/a_b.\nFin")
    kept = rest(wordpress_site, "GET", f"posts/{sent.remote_id}?context=edit")["content"]["raw"]
    assert "<p>Un &amp; un.</p>" in kept
    assert '<p>Deux : <a href="https://example.org/a_b">https://example.org/a_b</a>.<br>Fin</p>' in kept


def test_pictures_are_uploaded_once_whatever_is_repeated(wordpress_site: Blog, grant: Grant) -> None:
    shot = picture("répétée.png", colour=(9, 8, 7))
    first = prepared(outgoing(grant, media=(shot,), featured=shot), grant)
    again = prepared(outgoing(grant, media=(replace(shot, alt="Mieux dit"),)), grant)
    assert first.handles["picture:0"] == first.handles["featured"] == again.handles["picture:0"]
    number = again.handles["picture:0"].split()[0]
    assert rest(wordpress_site, "GET", f"media/{number}")["alt_text"] == "Mieux dit"


def test_a_file_of_a_forbidden_type_is_refused_and_not_retried(grant: Grant) -> None:
    disguise = Media("page.png", "text/html", 20, 1, 1, lambda: b"<html>not a picture</html>")
    with refusal("upload_refused") as _:
        prepared(outgoing(grant, media=(disguise,)), grant)


def test_a_subscriber_with_a_saved_grant_is_refused_by_name(wordpress_site: Blog, grant: Grant) -> None:
    member = wordpress_site.subscriber
    lowered = replace(grant, secrets={"login": member.login, "password": member.application_password})
    with refusal("role_publish"):
        publish.send(outgoing(lowered), lowered)
    with refusal("role_media"):
        prepared(outgoing(lowered, media=(picture("à-moi.png", colour=(3, 3, 3)),)), lowered)


def test_an_article_answers_nobody_and_needs_a_title(grant: Grant) -> None:
    with refusal("reply_none"):
        publish.send(outgoing(grant, parent=Remote("1")), grant)
    with pytest.raises(Refused, match="title_empty"):
        publish.send(Outgoing(publish.new_key("Bonjour", grant), datetime.now(UTC), "Texte seul"), grant)


# Exactly once


def test_nothing_is_found_before_it_is_sent(grant: Grant) -> None:
    assert publish.find(outgoing(grant), grant) is None


def test_what_was_sent_is_found_by_its_slug(grant: Grant) -> None:
    out, sent = published(grant)
    assert publish.find(out, grant) == sent


@pytest.mark.parametrize("state", ["draft", "pending", "private", "trash"])
def test_an_article_is_found_in_every_state(wordpress_site: Blog, grant: Grant, state: str) -> None:
    out, sent = published(grant)
    if state == "trash":
        rest(wordpress_site, "DELETE", f"posts/{sent.remote_id}")
    else:
        rest(wordpress_site, "POST", f"posts/{sent.remote_id}", status=state)
    found = publish.find(out, grant)
    assert isinstance(found, Sent) and found.remote_id == sent.remote_id


@pytest.mark.parametrize("quirk", ["dies_after_saving", "answers_a_page_after_saving"])
def test_an_answer_that_is_lost_is_unsure_and_the_article_is_found(
    wordpress_site: Blog, grant: Grant, quirk: str
) -> None:
    out = outgoing(grant, f"Perdu {quirk}")
    with wordpress_site.quirk(quirk), pytest.raises(Unsure) as caught:
        publish.send(out, grant)
    assert caught.value.raw
    found = publish.find(out, grant)
    assert isinstance(found, Sent)
    assert found.url in page(f"{wordpress_site.address}/feed/")


def test_warnings_printed_before_the_answer_do_not_hide_it(wordpress_site: Blog, grant: Grant) -> None:
    out = outgoing(grant)
    with wordpress_site.quirk("warnings_printed"):
        sent = publish.send(out, grant)
        assert publish.find(out, grant) == sent


def test_sending_twice_is_seen_at_once_and_mended_by_the_trash(wordpress_site: Blog, grant: Grant) -> None:
    out, sent = published(grant)
    with refusal("doubled", Unsure):
        publish.send(out, grant)
    with refusal("doubled", Unsure):
        publish.find(out, grant)
    twin = rest(wordpress_site, "GET", f"posts?slug={sent.refs['slug']}-2")[0]
    rest(wordpress_site, "DELETE", f"posts/{twin['id']}")
    assert publish.find(out, grant) == sent


def test_a_blog_that_rewrites_slugs_is_searched_by_words(wordpress_site: Blog, grant: Grant) -> None:
    out = outgoing(grant, "Sous un autre nom", html="<p>Les mêmes <em>mots</em> &amp; les mêmes.</p>")
    assert publish.find(out, grant) is None
    with wordpress_site.quirk("slugs_rewritten"):
        sent = publish.send(out, grant)
    assert not slug.key_in(sent.refs["slug"])
    assert publish.find(out, grant) == sent
    other = replace(out, article=replace(out.article, html="<p>D’autres mots.</p>"))
    assert publish.find(other, grant) is None


def test_the_same_words_under_another_key_are_another_article(grant: Grant) -> None:
    published(grant, "Chaque semaine")
    assert publish.find(outgoing(grant, "Chaque semaine"), grant) is None


def test_a_blog_under_maintenance_or_overrun_says_so(wordpress_site: Blog, grant: Grant) -> None:
    out = outgoing(grant)
    with wordpress_site.maintenance():
        with pytest.raises(Unsure):
            publish.send(out, grant)
        with refusal("maintenance", Later):
            publish.find(out, grant)
    with wordpress_site.quirk("too_many_requests"), pytest.raises(Later):
        publish.send(out, grant)
    with wordpress_site.quirk("rest_blocked_by_firewall"), refusal("blocked"):
        publish.send(out, grant)
    assert publish.find(out, grant) is None


# Changing


def test_an_edit_changes_the_words_and_keeps_the_address(wordpress_site: Blog, grant: Grant) -> None:
    out, sent = published(grant, "Avant", tags=("ancien",), featured=picture("f.png", colour=(4, 4, 4)))
    article = Article("Après", "<p>Mieux dit.</p>", excerpt="En bref", tags=("nouveau",))
    edit = replace(out, key=publish.new_key("Bonjour", grant), change="edit", target=sent, article=article, handles={})
    edit = prepared(edit, grant)
    assert publish.find(edit, grant) is None
    done = publish.send(edit, grant)
    assert (done.remote_id, done.url, done.refs["slug"]) == (sent.remote_id, sent.url, sent.refs["slug"])
    assert publish.find(edit, grant) == done
    assert "Mieux dit." in page(sent.url)
    assert rest(wordpress_site, "GET", f"posts/{sent.remote_id}")["featured_media"] == 0
    only_tags = prepared(replace(edit, article=replace(article, tags=("autre",)), handles={}), grant)
    assert publish.find(only_tags, grant) is None


def test_an_edit_of_an_article_in_the_trash_is_refused(wordpress_site: Blog, grant: Grant) -> None:
    out, sent = published(grant)
    edit = replace(out, change="edit", target=sent, article=Article("Trop tard", "<p>x</p>"))
    rest(wordpress_site, "DELETE", f"posts/{sent.remote_id}")
    for step in (publish.send, publish.find):
        with refusal("post_gone"):
            step(edit, grant)
    rest(wordpress_site, "DELETE", f"posts/{sent.remote_id}?force=true")
    for step in (publish.send, publish.find):
        with refusal("post_gone"):
            step(edit, grant)


def test_a_delete_puts_the_article_in_the_trash_once(wordpress_site: Blog, grant: Grant) -> None:
    out, sent = published(grant)
    delete = replace(out, change="delete", target=sent)
    publish.prepare(delete, grant, {}.__setitem__)
    assert publish.find(delete, grant) is None
    assert publish.send(delete, grant).remote_id == sent.remote_id
    assert publish.find(delete, grant).remote_id == sent.remote_id
    assert publish.send(delete, grant).remote_id == sent.remote_id  # 410
    rest(wordpress_site, "DELETE", f"posts/{sent.remote_id}?force=true")
    assert publish.send(delete, grant).remote_id == sent.remote_id  # 404
    assert publish.find(delete, grant).remote_id == sent.remote_id


def test_an_author_may_not_touch_what_others_wrote(wordpress_site: Blog, grant: Grant) -> None:
    out, sent = published(grant)
    author = joined(wordpress_site, wordpress_site.author)
    with refusal("role_edit"):
        publish.send(replace(out, change="edit", target=sent), author)
    with refusal("role_delete"):
        publish.send(replace(out, change="delete", target=sent), author)
    assert publish.find(replace(out, change="edit", target=sent), grant) is not None
