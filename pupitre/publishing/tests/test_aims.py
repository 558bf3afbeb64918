"""What a post is for is kept with it, is no revision of its words, and nobody's choice is overwritten."""

from datetime import date

import pytest

from pupitre.journal.models import Entry
from pupitre.publishing import campaigns, compose
from pupitre.publishing.aims import Aims, aims_of
from pupitre.publishing.campaigns import Terms
from pupitre.publishing.compose import Draft, Overwritten
from pupitre.publishing.models import Campaign, Post
from pupitre.publishing.tests.test_writing import channel, draft


def aimed(text, channels=(), **aims):
    said = draft(text, channels)
    return Draft(said.content, said.versions, said.times, aims=Aims(**aims))


@pytest.fixture
def autumn(brand, owner):
    return campaigns.begin(brand, Terms("Autumn dyes"), owner)


@pytest.fixture
def post(brand, owner):
    return compose.save(compose.begin(brand, owner), draft("Indigo", [channel(brand)]), owner, 0)


def again(post, **aims):
    said = compose.as_draft(post)
    return Draft(said.content, said.versions, said.times, said.at, Aims(**aims))


def test_aims_are_kept_with_the_draft_and_are_no_revision(post, owner, autumn):
    saved = compose.save(post, again(post, campaign=autumn.pk, objective="keep", labels=("wool",)), owner, 1)
    saved.refresh_from_db()
    assert aims_of(saved) == Aims(autumn.pk, "keep", ("wool",))
    assert (saved.number, saved.saved_by, saved.revisions.count(), saved.revisions.get().number) == (2, owner, 1, 1)
    assert saved.versions.count() == 1


def test_words_and_aims_together_are_one_revision(post, owner, autumn):
    saved = compose.save(post, aimed("Garance", campaign=autumn.pk), owner, 1)
    assert (saved.campaign, saved.content["text"], saved.revisions.first().number) == (autumn, "Garance", 2)


def test_a_page_that_sends_none_leaves_them(post, owner, autumn):
    saved = compose.save(post, again(post, campaign=autumn.pk, labels=("wool",)), owner, 1)
    saved = compose.save(saved, draft("Garance"), owner, 2)
    assert aims_of(saved) == Aims(autumn.pk, "", ("wool",))


def test_nobodys_choice_is_overwritten(post, owner, colleague, autumn):
    compose.save(post, again(post, campaign=autumn.pk), colleague, 1)
    with pytest.raises(Overwritten) as refused:
        compose.save(post, again(post, objective="win"), owner, 1)
    assert refused.value.post.saved_by == colleague
    assert aims_of(Post.objects.get(pk=post.pk)) == Aims(autumn.pk)


def test_the_same_choice_twice_is_no_conflict(post, owner):
    compose.save(post, again(post, objective="win"), owner, 1)
    assert compose.save(post, again(post, objective="win"), owner, 1).number == 2


def test_who_goes_on_with_theirs_keeps_their_aims(post, owner, colleague, autumn):
    compose.save(post, again(post, campaign=autumn.pk), colleague, 1)
    kept = compose.set_aside(post, aimed("Mine", objective="win"), owner)
    assert aims_of(kept) == Aims(autumn.pk) and kept.content["text"] == "Indigo"


def test_an_earlier_text_comes_back_without_its_aims(post, owner, autumn):
    saved = compose.save(post, aimed("Garance", campaign=autumn.pk), owner, 1)
    assert aims_of(compose.restore(saved, saved.revisions.last().number, owner)) == Aims(autumn.pk)


def test_another_like_it_is_for_the_same(post, owner, autumn):
    saved = compose.save(post, again(post, campaign=autumn.pk, objective="known", labels=("wool", "dye")), owner, 1)
    assert aims_of(compose.copy(saved, owner)) == aims_of(saved)


def test_a_campaign_of_another_brand_is_left_out(post, owner, outsider, other_brand, autumn):
    theirs = campaigns.begin(other_brand, Terms("Theirs"), outsider)
    saved = compose.save(post, again(post, campaign=autumn.pk), owner, 1)
    saved = compose.save(saved, again(saved, campaign=theirs.pk, objective="fame"), owner, 2)
    assert aims_of(saved) == Aims(autumn.pk)
    assert compose.save(saved, again(saved), owner, saved.number).campaign is None


def test_a_campaign_has_a_name_of_its_own(brand, owner, autumn):
    assert [each.code for each in campaigns.begin(brand, Terms(" autumn DYES "), owner)] == ["campaign_known"]
    wrong = campaigns.begin(brand, Terms(" ", date(2026, 2, 2), date(2026, 2, 1)), owner)
    assert [each.code for each in wrong] == ["campaign_nameless", "campaign_backwards"]
    assert Campaign.objects.count() == 1


def test_a_closed_campaign_is_no_longer_offered_and_keeps_its_posts(brand, post, owner, autumn):
    compose.save(post, again(post, campaign=autumn.pk), owner, 1)
    campaigns.close(autumn, owner)
    campaigns.close(autumn, owner)
    assert campaigns.to_choose(brand) == []
    assert campaigns.of(brand)[0].count == 1
    campaigns.open_again(autumn, owner)
    assert campaigns.to_choose(brand) == [autumn]
    told = Entry.objects.filter(verb__startswith="campaign.").order_by("pk").values_list("verb", flat=True)
    assert list(told) == ["campaign.begun", "campaign.closed", "campaign.opened"]
