"""What Bluesky tells of posts and accounts, with and without its counting service, against its production code."""

from dataclasses import replace

import pytest

from pupitre.networks.bluesky import CARD, connect, measure
from pupitre.networks.errors import NotSent
from pupitre.networks.words import Measure
from tests.real.at import at_account, at_alone, at_network
from tests.real.bluesky import brand, grant, joined, picture, published

__all__ = ["at_account", "at_alone", "at_network", "brand", "grant"]

pytestmark = pytest.mark.real


def test_counts_are_read_25_at_a_time_and_what_is_not_told_is_not_zero(at_network, at_account, grant):
    fan, other = at_account("fan"), at_account("other")
    post = published(grant, "Aimez-moi")
    subject = {"uri": post.remote_id, "cid": post.refs["cid"]}
    for who in (fan, other):
        at_network.create(who, "app.bsky.feed.like", subject=subject)
    at_network.create(fan, "app.bsky.feed.repost", subject=subject)
    at_network.create(fan, "app.bsky.feed.post", text="oui", reply={"root": subject, "parent": subject})
    at_network.create(
        other, "app.bsky.feed.post", text="vu", embed={"$type": "app.bsky.embed.record", "record": subject}
    )
    many = [published(grant, f"n° {n}").remote_id for n in range(27)]
    at_network.settle()
    counts = measure.posts([post.remote_id, *many], grant)
    assert counts[post.remote_id] == Measure(likes=2, reposts=1, comments=1, quotes=1)
    assert {counts[uri] for uri in many} == {Measure(likes=0, reposts=0, comments=0, quotes=0)}


def test_followers_and_posts_of_the_account_are_read(at_network, at_account):
    account, fan = at_account("followed"), at_account("follower")
    grant = joined(at_network, account)
    published(grant)
    at_network.create(fan, "app.bsky.graph.follow", subject=account.did)
    at_network.settle()
    assert measure.account(grant) == Measure(followers=1, following=0, posts=1)


@pytest.mark.parametrize("which", ["at_network", "at_alone"])
def test_own_past_posts_come_newest_first_a_page_at_a_time_with_their_counts(request, which):
    network = request.getfixturevalue(which)
    grant = joined(network, network.account("past"))
    sent = [published(grant, f"{n}") for n in range(52)]
    published(grant, "réponse", parent=sent[0], root=sent[0])
    published(grant, "image", media=(picture(), picture("b.jpg", (44, 30))))
    network.settle()
    first = measure.past(grant, None)
    second = measure.past(grant, first.cursor)
    assert [len(first.posts), len(second.posts), second.cursor] == [50, 4, None]
    whole = [*first.posts, *second.posts]
    assert [post.text for post in whole] == ["image", "réponse", *(str(n) for n in range(51, -1, -1))]
    assert [post.at for post in whole] == sorted((post.at for post in whole), reverse=True)
    assert [(post.media, post.is_reply) for post in whole[:3]] == [(2, False), (0, True), (0, False)]
    assert whole[-1].remote.refs == sent[0].refs
    assert whole[-1].measure.comments == (1 if network.appview else None)


def test_without_a_counting_service_nothing_is_told_and_everything_else_works(at_alone):
    grant = joined(at_alone, at_alone.account("solo"))
    assert grant.facts["appview"] == ""
    assert CARD.lacks(grant.facts)["likes"] == "lacks_counts"
    sent = published(grant, "seule")
    gone = sent.remote_id[:-3] + "222"
    assert measure.posts([sent.remote_id, gone], grant) == {sent.remote_id: Measure(), gone: None}
    assert measure.account(grant) == Measure()
    assert [(post.text, post.measure) for post in measure.past(grant, None).posts] == [("seule", Measure())]
    assert connect.check(grant).facts["appview"] == ""


def test_a_counting_service_named_in_the_facts_is_asked_through_the_account_server(at_network, grant):
    sent = published(grant)
    at_network.settle()
    named = replace(grant, facts={**grant.facts, "appview": f"{at_network.appview_did}#bsky_appview"})
    assert measure.posts([sent.remote_id], named)[sent.remote_id].likes == 0
    elsewhere = replace(grant, facts={**grant.facts, "appview": "did:web:nowhere.invalid#bsky_appview"})
    with pytest.raises(NotSent):
        measure.posts([sent.remote_id], elsewhere)
