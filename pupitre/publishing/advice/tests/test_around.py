"""What else the brand does: a hold, a crowd within the hour, the same words lately. Never of another brand."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pupitre.channels.hold import hold
from pupitre.channels.models import Sending
from pupitre.publishing import compose
from pupitre.publishing.advice.around import around
from pupitre.publishing.compose import Draft
from pupitre.publishing.models import Post
from pupitre.publishing.tests import stage

WORDS = "Trois façons de nouer une écharpe, du matin au soir."


@pytest.fixture
def atelier(brand, owner):
    return stage.paper(brand, owner, "Atelier")


def draft(brand, channel, text="Tout autre chose", at=None):
    return compose.unsaved(Post(brand=brand), Draft({"text": text}, {channel.pk: {}}, {}, at))


def codes(brand, versions):
    return [objection.code for _version, objection in around(brand, versions)]


def test_a_held_brand_is_told_with_its_reason(brand, owner, atelier):
    assert codes(brand, draft(brand, atelier)) == []
    hold(brand, "Un incendie", owner)
    ((version, objection),) = around(brand, draft(brand, atelier))
    assert objection.code == "brand_held" and objection.params == {"why": "Un incendie"} and version.channel == atelier


def test_the_third_within_an_hour_is_a_crowd(brand, owner, atelier):
    at = timezone.now() + timedelta(days=2)
    for minutes in (-50, 40, 61):
        stage.planned(brand, owner, at + timedelta(minutes=minutes), text=f"à {minutes}")
    ((_version, objection),) = around(brand, draft(brand, atelier, at=at))
    assert objection.code == "crowded" and objection.params == {"count": 3}
    assert codes(brand, draft(brand, atelier, at=at + timedelta(hours=5))) == []
    assert codes(brand, draft(brand, atelier)) == []


def test_a_post_is_no_crowd_with_itself(brand, owner, atelier):
    at = timezone.now() + timedelta(days=2)
    post = stage.planned(brand, owner, at).post
    stage.planned(brand, owner, at, text="un autre")
    assert codes(brand, compose.unsaved(post, compose.as_draft(post))) == []


def test_the_same_words_lately_are_pointed_at(brand, owner, atelier):
    out = stage.planned(brand, owner, text=WORDS)
    assert codes(brand, draft(brand, atelier, WORDS)) == []  # only planned
    stage.gone(out)
    ((_version, objection),) = around(brand, draft(brand, atelier, f" {WORDS}\n"))
    assert objection.code == "said_lately" and objection.params["post"] == out.post_id
    assert codes(brand, draft(brand, atelier, WORDS + " Encore.")) == []
    Sending.objects.update(sent_at=timezone.now() - timedelta(days=31))
    assert codes(brand, draft(brand, atelier, WORDS)) == []


def test_another_channel_and_another_brand_are_not_meant(brand, owner, atelier, other_brand, outsider):
    stage.gone(stage.planned(brand, owner, text=WORDS))
    other = stage.paper(brand, owner, "Vitrine")
    assert codes(brand, draft(brand, other, WORDS)) == []
    theirs = stage.paper(other_brand, outsider, "Ailleurs")
    assert codes(other_brand, draft(other_brand, theirs, WORDS)) == []


def test_two_queries_however_many_channels(brand, owner, atelier):
    for name in ("Un", "Deux", "Trois"):
        stage.paper(brand, owner, name)
    stage.gone(stage.planned(brand, owner, text=WORDS))  # on the first of the four
    at = timezone.now() + timedelta(days=1)
    versions = compose.unsaved(
        Post(brand=brand), Draft({"text": WORDS}, {c.pk: {} for c in compose.channels_of(brand)}, {}, at)
    )
    with CaptureQueriesContext(connection) as asked:
        assert [objection.code for _version, objection in around(brand, versions)] == ["said_lately"]
    assert len(asked) == 2
