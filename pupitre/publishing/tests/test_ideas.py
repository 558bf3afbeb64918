"""Ideas: noted, changed by two members, moved, put away, and what became of them read off the post."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from pupitre.journal.models import Entry
from pupitre.media.take_in import take_in
from pupitre.media.tests import crafted
from pupitre.publishing import compose, ideas, plan
from pupitre.publishing.capture import Note
from pupitre.publishing.models import Idea
from pupitre.publishing.tests import stage
from pupitre.publishing.today import drafts

pytestmark = pytest.mark.django_db


def noted(brand, by, text="A word on madder", **more):
    return ideas.jot(brand, by, Note(text, **more))


def columns(brand):
    found = {name: [] for name in Idea.STAGES}
    for idea in ideas.board(brand):
        found[idea.stands].append(idea.text)
    return found


def verbs(idea):
    return list(Entry.objects.about("idea", idea.pk).order_by("id").values_list("verb", flat=True))


def test_the_newest_idea_is_on_top(brand, owner, colleague, other_brand, outsider):
    noted(brand, owner, "first")
    noted(brand, colleague, "second")
    noted(other_brand, outsider, "theirs")
    assert columns(brand) == {"idea": ["second", "first"], "drafting": [], "ready": []}
    with pytest.raises(Idea.DoesNotExist):
        ideas.find(brand, Idea.objects.get(text="theirs").pk)


def test_an_idea_that_says_nothing_is_none(brand, owner):
    with pytest.raises(ValueError):
        noted(brand, owner, "  ", url="javascript:alert(1)")
    assert not Idea.objects.exists()


def test_pictures_of_another_brand_are_left_out(settings, tmp_path, brand, owner, other_brand, outsider):
    settings.MEDIA_ROOT = tmp_path
    own = take_in(brand, "own.jpg", crafted.picture(size=(40, 40)), owner)
    theirs = take_in(other_brand, "theirs.jpg", crafted.picture(size=(50, 50)), outsider)
    idea = noted(brand, owner, pictures=(theirs.pk, own.pk))
    assert idea.pictures == [own.pk]


def test_two_members_do_not_overwrite_each_other(brand, owner, colleague):
    idea = noted(brand, owner, "madder")
    ideas.change(idea, Note("madder and weld"), colleague, known=0)
    with pytest.raises(ideas.Overwritten) as conflict:
        ideas.change(idea, Note("madder in spring"), owner, known=0)
    assert conflict.value.idea.text == "madder and weld"
    assert ideas.change(idea, Note("madder, weld, spring"), owner, known=1).number == 2
    assert verbs(idea) == ["idea.jotted", "idea.changed", "idea.changed"]


def test_a_save_whose_answer_got_lost_is_no_conflict(brand, owner):
    idea = noted(brand, owner, "madder")
    once = ideas.change(idea, Note("weld"), owner, known=0)
    again = ideas.change(idea, Note("weld"), owner, known=0)
    assert (once.number, again.number) == (1, 1)
    assert verbs(idea) == ["idea.jotted", "idea.changed"]


def test_moved_to_a_stage_and_to_a_place_in_it(brand, owner):
    first, second, third = (noted(brand, owner, text) for text in ("first", "second", "third"))
    assert ideas.move(first, Idea.DRAFTING, owner)
    assert ideas.move(third, Idea.DRAFTING, owner, before=first.pk)
    assert ideas.move(second, Idea.DRAFTING, owner, before=0)
    assert columns(brand) == {"idea": [], "drafting": ["third", "first", "second"], "ready": []}
    assert not ideas.move(third, Idea.DRAFTING, owner, before=first.pk)
    assert verbs(third) == ["idea.jotted", "idea.moved"]
    with pytest.raises(ValueError):
        ideas.move(third, "elsewhere", owner)


def test_a_step_up_or_down_ends_at_the_ends(brand, owner):
    first, second, third = (noted(brand, owner, text) for text in ("c", "b", "a"))
    assert ideas.step(third, owner, down=True)
    assert columns(brand)["idea"] == ["b", "a", "c"]
    assert ideas.step(third, owner, down=True)
    assert not ideas.step(third, owner, down=True)
    assert ideas.step(first, owner, down=False)
    assert columns(brand)["idea"] == ["c", "b", "a"]
    assert not ideas.step(first, owner, down=False)
    assert second.stage == Idea.IDEA


def test_put_away_and_back_where_it_stood(brand, owner, colleague):
    idea = noted(brand, owner)
    ideas.move(idea, Idea.READY, owner)
    ideas.put_away(idea, colleague)
    ideas.put_away(idea, owner)
    assert columns(brand) == {"idea": [], "drafting": [], "ready": []}
    assert [each.pk for each in ideas.put_away_ones(brand)] == [idea.pk]
    assert not ideas.move(idea, Idea.IDEA, owner)
    ideas.bring_back(idea, owner)
    assert columns(brand)["ready"] == ["A word on madder"]
    assert verbs(idea) == ["idea.jotted", "idea.moved", "idea.put_away", "idea.brought_back"]


def test_words_are_found_with_accents_and_case_folded(brand, owner):
    noted(brand, owner, "Réséda et Garance", source="L’Œuvre")
    noted(brand, owner, "indigo")
    assert [each.text for each in ideas.board(brand, "oeuvre RESEDA")] == ["Réséda et Garance"]
    assert ideas.board(brand, "garance indigo") == []
    assert len(ideas.board(brand, "  ")) == 2


def test_it_becomes_a_post_with_its_link_pictures_and_source(settings, tmp_path, brand, owner, colleague):
    settings.MEDIA_ROOT = tmp_path
    stage.paper(brand, owner)
    asset = take_in(brand, "indigo.jpg", crafted.picture(size=(40, 40)), owner, "Indigo threads")
    note = Note("A word on madder", "https://garance.example/1", "Madder", "Le Monde", (asset.pk,))
    idea = ideas.jot(brand, owner, note)
    post = ideas.become_post(idea, colleague)
    assert post.content["text"] == "A word on madder\n\nSource\u00a0: Le Monde\n\nhttps://garance.example/1"
    assert post.content["card"]["url"] == "https://garance.example/1" and post.content["card"]["title"] == "Madder"
    assert post.content["pictures"] == [{"asset": asset.pk, "alt": "Indigo threads"}]
    assert ideas.become_post(idea, owner) == post
    assert ideas.behind(post) == idea
    assert post in drafts(brand) and post.revisions.count() == 1
    assert columns(brand)["drafting"] == ["A word on madder"]
    compose.discard(post, owner)
    assert ideas.become_post(ideas.find(brand, idea.pk), owner).pk != post.pk


def test_where_it_stands_follows_its_post(brand, owner):
    stage.paper(brand, owner)
    idea = noted(brand, owner)
    post = ideas.become_post(idea, owner)
    (delivery,) = plan.plan(post, owner, stage.timezone.now() + stage.timedelta(hours=1)).deliveries
    assert columns(brand)["ready"] == ["A word on madder"]
    with pytest.raises(ideas.Planned):
        ideas.move(idea, Idea.IDEA, owner)
    plan.withdraw(delivery, owner)
    assert columns(brand)["drafting"] == ["A word on madder"]
    (again,) = plan.plan(post, owner, stage.timezone.now() + stage.timedelta(hours=1)).deliveries
    stage.gone(again)
    assert columns(brand) == {"idea": [], "drafting": [], "ready": []}
    assert [each.pk for each in ideas.gone_out(brand)] == [idea.pk]


@pytest.mark.django_db(transaction=True)
def test_many_moves_at_once_leave_an_order_and_no_deadlock(brand, owner):
    found = [noted(brand, owner, f"{number}") for number in range(6)]

    def shuffle(number):
        try:
            for each in (found[number], found[(number + 3) % 6]):
                ideas.move(each, Idea.STAGES[number % 3], owner, before=found[(number + 1) % 6].pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(shuffle, range(6)))
    assert sorted(text for column in columns(brand).values() for text in column) == [f"{n}" for n in range(6)]


@pytest.mark.django_db(transaction=True)
def test_written_by_two_at_once_it_becomes_one_post(brand, owner):
    idea = noted(brand, owner)

    def write(_number):
        try:
            return ideas.become_post(idea, owner).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(write, range(4)))) == 1
