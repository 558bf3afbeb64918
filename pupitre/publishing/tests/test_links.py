"""A link is asked again before a post leaves: only a clear “not there” keeps it back."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug import Response

from pupitre.channels import states
from pupitre.channels.models import Part
from pupitre.channels.send import send
from pupitre.ground import wire
from pupitre.ground.environment import environment
from pupitre.publishing import links as rechecked
from pupitre.publishing.links import dead_link, links
from pupitre.publishing.plan import send_now
from pupitre.publishing.tests import stage


@pytest.fixture
def site(httpserver, monkeypatch):
    """A server on the loopback that the desk is allowed to speak to."""
    monkeypatch.setenv("PUPITRE_ALLOWED_HOSTS_PRIVATE", f"{httpserver.host}:{httpserver.port}")
    environment.cache_clear()
    yield httpserver
    wire.kept.forget()
    monkeypatch.undo()
    environment.cache_clear()


def answering(site, path, **by_method):
    """Answer this path with one status a method; the address."""
    for method, status in by_method.items():
        site.expect_request(path, method=method.upper()).respond_with_data("", status=status)
    return site.url_for(path)


def said(text="", html="", change="create", **fields):
    return Part(payload={"text": text, "article": {"html": html}, "change": change}, **fields)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Voir https://lune.example/indigo.", ["https://lune.example/indigo"]),
        ("(https://lune.example/a), « https://lune.example/b »", ["https://lune.example/a", "https://lune.example/b"]),
        ("https://fr.wikipedia.org/wiki/Indigo_(teinture)", ["https://fr.wikipedia.org/wiki/Indigo_(teinture)"]),
        ("(see https://x.example/a_(b))", ["https://x.example/a_(b)"]),
        ("https://x.example/?list[]=1", ["https://x.example/?list[]=1"]),
        ("https://x.example/a https://x.example/a", ["https://x.example/a"]),
        ("https:// and http://: are none", []),
        ("http://[::1 is none either", []),
        ("mailto:a@b.example, www.lune.example", []),
    ],
)
def test_links_are_found_without_the_punctuation_around_them(text, found):
    assert links(text) == found


@given(st.text())
def test_any_text_can_be_searched(text):
    whole = f"https://{text} http://a.example/{text}"
    assert all(url.startswith("http") and url in whole for url in links(whole))


def test_a_page_that_is_not_there_is_told_with_its_address(site):
    gone = answering(site, "/gone", head=404, get=404)
    taken = answering(site, "/taken", head=410, get=410)
    assert dead_link(said(f"Voir {gone}.")) == ("link_dead", {"url": gone})
    assert dead_link(said(html=f'<p><a href="{taken}">ici</a></p>')) == ("link_dead", {"url": taken})


@pytest.mark.parametrize("head", [404, 405, 501])
def test_a_server_that_does_not_know_head_is_asked_again_with_get(site, head):
    assert dead_link(said(answering(site, "/page", head=head, get=200))) == ("", {})
    assert dead_link(said(answering(site, "/lost", head=head, get=404)))[0] == "link_dead"


@pytest.mark.parametrize("status", [200, 301, 401, 403, 429, 500, 503])
def test_a_page_that_is_closed_or_ill_is_not_dead(site, status):
    assert dead_link(said(answering(site, "/page", head=status, get=status))) == ("", {})


def test_a_page_that_takes_its_time_is_not_dead(site, monkeypatch):
    monkeypatch.setattr(rechecked, "WITHIN", 0.3)
    site.expect_request("/slow").respond_with_handler(lambda request: time.sleep(1) or Response(status=404))
    assert dead_link(said(site.url_for("/slow"))) == ("", {})


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "http://10.1.2.3/", "https://nowhere.invalid/page"])
def test_what_can_not_be_asked_is_not_dead(url):
    assert dead_link(said(url)) == ("", {})


def test_an_address_in_an_article_is_read_as_a_browser_reads_it(site):
    site.expect_request("/list", query_string={"a": "1", "b": "2"}).respond_with_data("")
    site.expect_request("/list").respond_with_data("", status=404)
    address = site.url_for("/list?a=1&b=2").replace("&", "&amp;")
    assert dead_link(said(html=f'<a href="{address}">liste</a>')) == ("", {})


def test_a_deletion_asks_nobody_and_neither_does_a_member_who_was_told(site):
    gone = answering(site, "/gone", head=404, get=404)
    assert dead_link(said(gone, change="delete")) == ("", {})
    assert dead_link(said(gone, reason_code="link_dead")) == ("", {})
    assert dead_link(said(gone, change="edit"))[0] == "link_dead"
    assert len(site.log) == 2


@pytest.mark.django_db(transaction=True)
def test_a_post_with_a_dead_link_stays_and_may_be_sent_as_it_is(site, brand, owner):
    gone = answering(site, "/gone", head=404, get=404)
    stage.paper(brand, owner)
    delivery = stage.planned(brand, owner, text=f"Voir {gone}")
    send(stage.in_hand(delivery))
    stage.refresh(delivery)
    part = delivery.sending.parts.get()
    assert (delivery.state, part.reason_code, part.reason_params) == (states.REFUSED, "link_dead", {"url": gone})
    assert not part.attempts.exists()
    assert send_now(delivery, owner)
    send(stage.in_hand(delivery))
    stage.refresh(delivery)
    assert delivery.state == states.SENT
