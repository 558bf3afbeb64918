"""What would be refused is told before, all at once, per channel, with a sentence for each code."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from pupitre.channels.models import Channel
from pupitre.networks.words import Objection
from pupitre.publishing import objections
from pupitre.publishing.messages import SENTENCES
from pupitre.publishing.objections import MOST_AHEAD_DAYS, of_time, read
from pupitre.publishing.tests import stage

YEAR = 365 * 86400


@given(st.floats(-20 * YEAR, 20 * YEAR))
def test_a_time_is_past_too_far_or_right(seconds):
    at = timezone.now() + timedelta(seconds=seconds)
    codes = [objection.code for objection in of_time(at)]
    if seconds < -5:
        assert codes == ["time_past"]
    elif seconds > (MOST_AHEAD_DAYS + 1) * 86400 + 5:
        assert codes == ["time_far"]
    elif 5 < seconds < MOST_AHEAD_DAYS * 86400:
        assert codes == []
    assert all(code in SENTENCES and objection.place == "time" for code in codes for objection in of_time(at))


def test_no_time_is_nothing_wrong():
    assert of_time(None) == []


def test_each_channel_is_read_by_its_own_words(brand, owner):
    lune, atelier = stage.paper(brand, owner), stage.paper(brand, owner, "Atelier")
    post = stage.written(brand, owner, text="x" * 501)
    post.versions.filter(channel=atelier).update(own={"text": "Short"})
    readings = {reading.version.channel: reading for reading in read(post)}
    assert readings[lune].refused and not readings[atelier].refused
    assert (readings[lune].counts[0].count, readings[lune].counts[0].most, readings[lune].counts[0].over) == (
        501,
        500,
        True,
    )
    assert [o.code for o in readings[atelier].objections] == []


def test_the_same_objection_of_many_parts_is_told_once(brand, owner):
    stage.paper(brand, owner)
    post = stage.written(brand, owner, text="x" * 501, thread=["y" * 501, "z" * 502])
    (reading,) = read(post)
    assert [o.params["count"] for o in reading.objections] == [501, 502]
    assert [count.over for count in reading.counts] == [True, True, True]


def test_a_channel_to_connect_again_is_looked_at_and_does_not_refuse(brand, owner):
    channel = stage.paper(brand, owner)
    post = stage.written(brand, owner)
    Channel.objects.filter(pk=channel.pk).update(state=Channel.RECONNECT)
    (reading,) = read(post)
    assert [(o.code, o.weight) for o in reading.objections] == [("channel_reconnect", "look")]
    assert not reading.refused


@pytest.mark.parametrize("empty", ["", "   ", "\n"])
def test_a_post_without_words_or_pictures_is_refused(brand, owner, empty):
    stage.paper(brand, owner)
    (reading,) = read(stage.written(brand, owner, text=empty))
    assert [o.code for o in reading.objections] == ["text_empty"]


def test_upper_rooms_may_object_too(brand, owner, monkeypatch):
    stage.paper(brand, owner)
    mine = Objection("approval_missing", {}, "post")
    monkeypatch.setattr(objections.checks, "_entries", [(1, lambda version, says: [mine])])
    (reading,) = read(stage.written(brand, owner))
    assert reading.objections == [mine] and reading.refused
