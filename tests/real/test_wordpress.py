"""WordPress' connector against WordPress itself: 6.5.5 on SQLite, as blog.py sets it up."""

import io
import json
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from pupitre.networks.errors import Later, NotSent, Reconnect, Refused, Unsure
from pupitre.networks.wordpress import CARD, connect, measure, publish, slug
from pupitre.networks.words import Article, Grant, Measure, Media, Outgoing, Remote, Sent
from tests.real.blog import Blog, Member, wordpress_site

__all__ = ["wordpress_site"]

pytestmark = pytest.mark.real


def answers(blog: Blog, **changed: str) -> dict[str, str]:
    return {"site": blog.address, "login": blog.login, "password": blog.application_password} | changed


def joined(blog: Blog, member: Member | None = None, **changed: str) -> Grant:
    member = member or blog.editor
    given = answers(blog, login=member.login, password=member.application_password) | changed
    grant = connect.begin(given, "http://localhost:8000/callback")
    assert isinstance(grant, Grant)
    return grant


@pytest.fixture
def grant(wordpress_site: Blog) -> Grant:
    return joined(wordpress_site)


def rest(blog: Blog, method: str, path: str, **said: object) -> object:
    """The blog asked by its administrator, past the connector."""
    login = f"{blog.administrator.login}:{blog.administrator.application_password}"
    headers = {"Authorization": f"Basic {b64encode(login.encode()).decode()}", "Content-Type": "application/json"}
    content = json.dumps(said).encode() if said else None
    asked = urllib.request.Request(f"{blog.address}/wp-json/wp/v2/{path}", content, headers, method=method)
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return json.load(answer)


def page(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read().decode()


def picture(
    name: str = "étal.png", kind: str = "PNG", colour: tuple[int, int, int] = (200, 30, 60), alt: str = "L’étal"
):
    drawn = io.BytesIO()
    Image.new("RGB", (640, 400), colour).save(drawn, kind)
    content = drawn.getvalue()
    return Media(name, f"image/{kind.lower()}", len(content), 640, 400, lambda: content, alt)


def outgoing(grant: Grant, title: str = "Bonjour", html: str = "<p>Le texte.</p>", **fields) -> Outgoing:
    of_article = {name: fields.pop(name) for name in ("excerpt", "categories", "tags", "featured") if name in fields}
    article = Article(title, html, **of_article)
    base = {
        "key": publish.new_key(title, grant),
        "created_at": datetime.now(UTC),
        "article": article,
        "shape": "article",
    }
    return Outgoing(**base | fields)


def prepared(out: Outgoing, grant: Grant) -> Outgoing:
    handles = dict(out.handles)
    publish.prepare(out, grant, handles.__setitem__)
    return replace(out, handles=handles)


def published(grant: Grant, title: str = "Bonjour", **fields) -> tuple[Outgoing, Sent]:
    out = prepared(outgoing(grant, title, **fields), grant)
    sent = publish.send(out, grant)
    assert isinstance(sent, Sent)
    return out, sent


@contextmanager
def refusal(code: str, kind: type = Refused) -> Iterator[None]:
    with pytest.raises(kind) as caught:
        yield
    assert caught.value.code == code
    assert caught.value.code in CARD.sentences


# Connecting


def test_a_blog_is_connected_by_its_address_alone(wordpress_site: Blog) -> None:
    grant = joined(wordpress_site)
    assert grant.server == f"{wordpress_site.address}/wp-json/"
    assert grant.account == f"2@{wordpress_site.host}"
    assert grant.name == "L’Atelier & Co"
    assert grant.facts["version"] == "6.5.5"
    assert grant.facts["timezone"] == "Europe/Amsterdam"
    assert grant.facts["can_upload"] is True
    assert {"id": 1, "name": "Uncategorized"} in grant.facts["categories"]
    assert wordpress_site.application_password not in repr(grant)


@pytest.mark.parametrize(
    "typed", ["{host}", "http://{host}/", "http://{host}/wp-admin/post-new.php", "{host}/wp-json/"]
)
def test_whatever_address_a_person_copies_leads_to_the_same_blog(wordpress_site: Blog, typed: str) -> None:
    assert joined(wordpress_site, site=typed.format(host=wordpress_site.host)) == joined(wordpress_site)


def test_the_address_of_an_article_leads_to_its_blog(wordpress_site: Blog, grant: Grant) -> None:
    _, sent = published(grant)
    assert joined(wordpress_site, site=sent.url) == joined(wordpress_site)


def test_an_application_password_works_with_and_without_its_spaces(wordpress_site: Blog) -> None:
    whole = wordpress_site.application_password
    spaced = " ".join(whole[at : at + 4] for at in range(0, 24, 4))
    assert joined(wordpress_site, password=spaced).account == joined(wordpress_site).account


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"password": "abcd EFGH ijkl MNOP qrst UVWX"}, "login_wrong"),
        ({"login": "nobody"}, "login_wrong"),
        ({"password": "edith-signs-in"}, "password_kind"),
        ({"password": " "}, "login_empty"),
        ({"site": " "}, "site_empty"),
        ({"site": "http://blog.example.org"}, "needs_https"),
    ],
)
def test_wrong_answers_are_refused_with_their_reason(wordpress_site: Blog, changed: dict, code: str) -> None:
    with refusal(code):
        connect.begin(answers(wordpress_site, **changed), "")


def test_a_subscriber_may_not_publish(wordpress_site: Blog) -> None:
    with refusal("role_publish"):
        joined(wordpress_site, wordpress_site.subscriber)


@pytest.mark.parametrize(
    ("quirk", "code"),
    [
        ("rest_for_nobody", "rest_closed"),
        ("rest_blocked_by_firewall", "rest_closed"),
        ("header_stripped", "header_stripped"),
        ("app_passwords_off", "app_passwords_off"),
    ],
)
def test_what_a_plugin_or_a_host_closes_is_named(wordpress_site: Blog, quirk: str, code: str) -> None:
    grant = joined(wordpress_site)
    with wordpress_site.quirk(quirk):
        with refusal(code):
            joined(wordpress_site)
        with refusal(code, Reconnect):
            connect.check(grant)
    assert connect.check(grant) == grant


@pytest.mark.parametrize("quirk", ["rest_for_members", "warnings_printed"])
def test_odd_blogs_are_connected_all_the_same(wordpress_site: Blog, quirk: str) -> None:
    with wordpress_site.quirk(quirk):
        assert joined(wordpress_site).account == f"2@{wordpress_site.host}"


def test_a_blog_that_asks_to_wait_or_is_being_updated_is_not_disconnected(wordpress_site: Blog, grant: Grant) -> None:
    with wordpress_site.quirk("too_many_requests"), pytest.raises(Later) as caught:
        connect.check(grant)
    assert timedelta(seconds=90) < caught.value.at - datetime.now(UTC) <= timedelta(seconds=120)
    with wordpress_site.maintenance(), refusal("maintenance", Later):
        connect.check(grant)
    with wordpress_site.maintenance(), refusal("maintenance", Later):
        joined(wordpress_site)


def test_a_check_tells_fresh_facts(wordpress_site: Blog, grant: Grant) -> None:
    rest(wordpress_site, "POST", "categories", name="Salé & sucré")
    names = [category["name"] for category in connect.check(grant).facts["categories"]]
    assert "Salé & sucré" in names


def test_a_withdrawn_application_password_asks_for_a_person(wordpress_site: Blog, grant: Grant) -> None:
    dead = replace(grant, secrets={"login": "edith", "password": "abcd EFGH ijkl MNOP qrst UVWX"})
    with pytest.raises(Reconnect) as caught:
        connect.check(dead)
    assert not caught.value.refresh
    with pytest.raises(Reconnect):
        publish.send(outgoing(dead), dead)
    with pytest.raises(Reconnect):
        publish.find(outgoing(dead), dead)
    with pytest.raises(Reconnect):
        measure.past(dead, None)


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


# Measuring


def test_comments_are_counted_and_what_wordpress_does_not_know_is_not_told(wordpress_site: Blog, grant: Grant) -> None:
    numbers = [published(grant, f"Mesuré {place}")[1].remote_id for place in range(3)]
    for place in range(2):
        rest(wordpress_site, "POST", "comments", post=int(numbers[0]), content=f"Bravo {place}")
    rest(wordpress_site, "POST", "comments", post=int(numbers[0]), content="Caché", status="hold")
    rest(wordpress_site, "DELETE", f"posts/{numbers[2]}")
    assert measure.posts([*numbers, "999999"], grant) == {
        numbers[0]: Measure(comments=2),
        numbers[1]: Measure(comments=0),
        numbers[2]: None,
        "999999": None,
    }


def test_more_comments_than_a_page_holds_are_counted_too(
    wordpress_site: Blog, grant: Grant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measure, "PER_PAGE", 2)
    one, other = (published(grant, f"Beaucoup {place}")[1].remote_id for place in range(2))
    for place in range(3):
        rest(wordpress_site, "POST", "comments", post=int(one), content=f"Mot {place}")
    assert measure.posts([one, other], grant) == {one: Measure(comments=3), other: Measure(comments=0)}


def test_the_account_tells_how_many_articles_and_no_followers(wordpress_site: Blog, grant: Grant) -> None:
    before = measure.account(grant).posts
    published(grant)
    assert measure.account(grant) == Measure(posts=before + 1)


def test_past_articles_come_newest_first_page_by_page(
    wordpress_site: Blog, grant: Grant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measure, "TOGETHER", 2)
    html = "<p>Du <b>texte</b> &amp; plus.</p><p>Suite</p>"
    out, sent = published(grant, "Passé & présent", html=html, media=(picture(),))
    moment = (datetime.now(UTC) + timedelta(seconds=-1)).isoformat()
    rest(
        wordpress_site, "POST", "posts", title="D’avant", content="x", status="publish", date_gmt="2020-01-02T03:04:05"
    )
    seen, cursor = [], None
    while True:
        got = measure.past(grant, cursor)
        seen += got.posts
        cursor = got.cursor
        if cursor is None:
            break
    assert [past.at for past in seen] == sorted((past.at for past in seen), reverse=True)
    assert seen[-1].title == "D’avant" and seen[-1].at == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    mine = next(past for past in seen if past.remote.remote_id == sent.remote_id)
    assert (mine.title, mine.text) == ("Passé & présent", "Du texte & plus.\n\nSuite")
    assert mine.remote.url == sent.url and mine.media == 1 and mine.handle["key"] == out.key
    assert len(seen) == measure.account(grant).posts
    assert moment
    assert measure.past(grant, "99999").posts == () and measure.past(grant, "99999").cursor is None


def test_a_blog_that_is_down_changes_nothing(grant: Grant, wordpress_site: Blog) -> None:
    from tests.real.blog import allowed, free_port

    host = f"127.0.0.1:{free_port()}"
    with allowed(host):
        down = replace(grant, server=f"http://{host}/wp-json/")
        for step in (publish.send, publish.find):
            with pytest.raises(NotSent):
                step(outgoing(down), down)
        with pytest.raises(NotSent):
            connect.check(down)
