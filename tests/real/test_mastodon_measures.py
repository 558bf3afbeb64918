"""Counts and the past of a Mastodon account on servers that nobody here wrote."""

import secrets
import time

import pytest

from pupitre.networks.mastodon import CARD, measure, publish
from tests.real.fediverse import Snac, mastodon_mock, snac
from tests.real.mastodon import STATUSES, TEXT, grant, joined, mock_grant, outgoing, published, server, snac_grant

__all__ = ["grant", "mastodon_mock", "mock_grant", "server", "snac", "snac_grant"]

pytestmark = pytest.mark.real


def test_posts_behind_many_others_are_found_page_by_page(mastodon_mock):
    mastodon_mock.account("busy")
    grant = joined(mastodon_mock, "busy")
    out, sent = published(grant)
    for number in range(95):
        mastodon_mock.told("POST", STATUSES, grant.secrets["token"], json={"status": f"encore {number}"})
    assert publish.find(out, grant).remote_id == sent.remote_id
    pages, cursor = [], None
    while True:
        page = measure.past(grant, cursor)
        pages.append([post.remote.remote_id for post in page.posts])
        if page.cursor is None:
            break
        cursor = page.cursor
    assert [len(page) for page in pages] == [40, 40, 16, 0]
    assert len({one for page in pages for one in page}) == 96
    assert pages[2][-1] == sent.remote_id


def test_a_boost_is_neither_past_nor_found(mastodon_mock, mock_grant):
    fan = mastodon_mock.account(f"fan{secrets.token_hex(3)}")
    theirs = mastodon_mock.told("POST", STATUSES, fan, json={"status": "De la part d’un autre"})
    mastodon_mock.told("POST", f"{STATUSES}/{theirs['id']}/reblog", mock_grant.secrets["token"])
    out = outgoing(mock_grant, "De la part d’un autre")
    assert publish.find(out, mock_grant) is None
    assert theirs["id"] not in {post.remote.remote_id for post in measure.past(mock_grant, None).posts}


def test_reactions_are_counted(server, grant):
    _, sent = published(grant)
    _, other = published(grant)
    if isinstance(server, Snac):
        counts = measure.posts([sent.remote_id, other.remote_id], grant)
        assert counts[sent.remote_id].likes == 0
        assert measure.account(grant).followers is None
        return
    fan = server.account(f"fan{secrets.token_hex(3)}")
    for verb in ("favourite", "reblog"):
        server.told("POST", f"{STATUSES}/{sent.remote_id}/{verb}", fan)
    server.told("POST", STATUSES, fan, json={"status": "Bravo", "in_reply_to_id": sent.remote_id})
    server.told("POST", f"/api/v1/accounts/{grant.account}/follow", fan)
    counts = measure.posts([sent.remote_id, other.remote_id, "999999"], grant)
    one = counts[sent.remote_id]
    assert (one.likes, one.reposts, one.comments, one.views) == (1, 1, 1, None)
    assert counts[other.remote_id].likes == 0
    assert counts["999999"] is None
    assert measure.account(grant).followers == 1


def test_the_past_is_the_accounts_own(server, grant):
    _, one = published(grant, f"Un {TEXT}")
    _, two = published(grant, "Deux", parent=one)
    posts = {post.remote.remote_id: post for post in measure.past(grant, None).posts}
    assert (posts[one.remote_id].is_reply, posts[two.remote_id].is_reply) == (False, True)
    assert "https://example.com/pots?a=1&b=2" in posts[one.remote_id].text
    assert posts[two.remote_id].text == "Deux"


def test_a_short_post_full_of_links_is_counted_as_the_card_says(mastodon_mock, mock_grant):
    rules = CARD.rules(mock_grant.facts)
    text = "@fan@remote.example.org " + " ".join(["https://example.com/" + "a" * 5] * 3)
    assert rules.count(text) == 4 + 3 * 24


def test_after_an_edit_the_post_is_still_one_in_the_past(server, grant):
    _, sent = published(grant)
    time.sleep(1.1)  # snac's ids carry the second of the last change
    edit = outgoing(grant, change="edit", target=sent)
    publish.send(edit, grant)
    past = {post.remote.remote_id: post for post in measure.past(grant, None).posts}
    assert past[sent.remote_id].text == edit.text
