"""A picture whose licence has ended is told while writing, keeps a post off the plan, and does not leave."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pupitre.channels.models import Part
from pupitre.media.models import Asset
from pupitre.media.take_in import take_in
from pupitre.media.tests import crafted
from pupitre.publishing import pictured, rights
from pupitre.publishing.capture import Note
from pupitre.publishing.ideas import jot
from pupitre.publishing.plan import move, plan
from pupitre.publishing.say import assets_of
from pupitre.publishing.tests import stage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def channel(brand, owner):
    return stage.paper(brand, owner)


@pytest.fixture
def asset(brand, owner):
    return take_in(brand, "indigo.jpg", crafted.motif(), owner)


def known(asset, **fields):
    Asset.objects.filter(pk=asset.pk).update(**fields)


def post_with(brand, owner, asset, text="Three ways"):
    return stage.written(brand, owner, text, pictures=[{"asset": asset.pk, "alt": "Indigo"}])


def day(brand, days):
    return timezone.now().astimezone(brand.zone).date() + timedelta(days=days)


def codes(planned):
    return [objection.code for _version, objection in planned.objections]


def test_planned_before_its_end_and_not_after_it(brand, owner, channel, asset):
    known(asset, expires_on=day(brand, 2))
    post = post_with(brand, owner, asset)
    late = plan(post, owner, timezone.now() + timedelta(days=4))
    assert codes(late) == ["rights_over"]
    assert late.objections[0][1].params == {"name": "indigo.jpg", "until": day(brand, 2)}
    planned = plan(post, owner, timezone.now() + timedelta(days=1))
    assert planned.ok
    assert [o.code for o in move(planned.deliveries[0], timezone.now() + timedelta(days=4), owner)] == ["rights_over"]
    assert move(planned.deliveries[0], timezone.now() + timedelta(hours=30), owner) == []


def test_the_last_day_counts_whole_by_the_brands_clock(brand, owner, channel, asset):
    known(asset, expires_on=day(brand, 1))
    says = {"pictures": [{"asset": asset.pk, "alt": ""}]}
    assets = assets_of(brand.pk, [says])
    evening = timezone.now().astimezone(brand.zone).replace(hour=23, minute=59) + timedelta(days=1)
    assert rights.ended(says, assets, evening, brand.zone) == []
    assert rights.ended(says, assets, evening + timedelta(minutes=1), brand.zone)


@pytest.mark.parametrize("where", [{"featured": 1}, {"card": {"url": "https://x.example", "asset": 1}}])
def test_featured_pictures_and_link_cards_have_rights_too(brand, owner, asset, where):
    key, value = next(iter(where.items()))
    says = {key: asset.pk if value == 1 else {**value, "asset": asset.pk}}
    known(asset, expires_on=day(brand, -1))
    assert [o.code for o in rights.ended(says, assets_of(brand.pk, [says]), None, brand.zone)] == ["rights_over"]


def test_what_ends_after_it_was_planned_does_not_leave_until_a_member_says_so(brand, owner, channel, asset):
    planned = plan(post_with(brand, owner, asset), owner, timezone.now() + timedelta(days=1))
    part = Part.objects.select_related("sending__channel__brand").get(sending=planned.deliveries[0].sending)
    assert rights.rights_over(part) == ("", {})
    known(asset, expires_on=day(brand, -1))
    assert rights.rights_over(part) == ("rights_over", {"name": "indigo.jpg", "until": str(day(brand, -1))})
    part.reason_code = "rights_over"
    assert rights.rights_over(part) == ("", {})


@pytest.mark.parametrize(
    ("text", "named"), [("Photo : LEA Martin", True), ("Photo by somebody", False), ("Merci Léa Martin !", True)]
)
def test_an_author_who_is_not_named_is_advice_with_its_source(brand, owner, asset, text, named):
    known(asset, author="Léa Martin")
    says = {"text": text, "pictures": [{"asset": asset.pk, "alt": ""}]}
    found = rights.credits(says, assets_of(brand.pk, [says]))
    assert bool(found) is not named
    if found:
        assert (found[0].weight, found[0].params["author"]) == ("advice", "Léa Martin")
        assert "L. 121-1" in str(found[0].params["source"])


def test_where_a_picture_is_used(brand, other_brand, owner, channel, asset):
    post = post_with(brand, owner, asset)
    stage.written(brand, owner, "Another", pictures=[{"asset": asset.pk + 1, "alt": ""}])
    own = stage.written(brand, owner, "Only on one channel")
    own.versions.update(own={"pictures": [{"asset": asset.pk, "alt": ""}]})
    idea = jot(brand, owner, Note("Blue", "", "", "", [asset.pk]))
    assert pictured.posts_with(asset) == [own, post]
    assert pictured.ideas_with(asset) == [idea]
