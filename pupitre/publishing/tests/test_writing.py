"""A draft is saved as it is written, every revision can be brought back, and nobody's words are overwritten."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from pupitre.brands.models import Brand
from pupitre.channels.connect import begin as connect
from pupitre.channels.connect import keep
from pupitre.media.models import Asset
from pupitre.media.take_in import take_in
from pupitre.media.tests import crafted
from pupitre.publishing import compose
from pupitre.publishing.compose import Draft, Overwritten
from pupitre.publishing.models import Post, Revision
from pupitre.publishing.plan import plan


def channel(brand, name="Lune", by=None):
    return keep(brand, "paper", connect("paper", {"name": name}, ""), by)


def draft(text, channels=(), at=None, own=None, **content):
    versions = {each.pk: (own or {}).get(each.pk, {}) for each in channels}
    return Draft({"text": text, **content}, versions, {}, at)


def test_a_new_draft_is_on_every_channel_that_is_ready(brand, owner):
    lune, atelier = channel(brand), channel(brand, "Atelier")
    type(lune).objects.filter(pk=atelier.pk).update(state="reconnect")
    post = compose.begin(brand, owner, {"text": "Indigo"})
    assert [version.channel for version in post.versions.all()] == [lune]
    assert post.words == "indigo"


def test_each_save_raises_the_number_and_says_what_was_written(brand, owner):
    lune = channel(brand)
    post = compose.begin(brand, owner)
    post = compose.save(post, draft("Indigo", [lune], language="fr"), owner, 0)
    post = compose.save(post, draft("Indigo, garance", [lune], own={lune.pk: {"text": "Court"}}), owner, 1)
    assert (post.number, post.content) == (2, {"text": "Indigo, garance"})
    assert post.versions.get().says == {"text": "Court"}


def test_a_save_from_an_older_text_is_refused_and_changes_nothing(brand, owner, colleague):
    post = compose.save(compose.begin(brand, owner), draft("One"), owner, 0)
    compose.save(post, draft("Two"), colleague, 1)
    with pytest.raises(Overwritten) as refused:
        compose.save(post, draft("Three"), owner, 1)
    assert refused.value.post.content["text"] == "Two"
    assert Post.objects.get(pk=post.pk).content["text"] == "Two"


def test_another_window_of_the_same_member_is_no_exception(brand, owner):
    post = compose.save(compose.begin(brand, owner), draft("One"), owner, 0)
    compose.save(post, draft("From the phone"), owner, 1)
    with pytest.raises(Overwritten):
        compose.save(post, draft("From the desk"), owner, 1)


def test_a_save_whose_answer_was_lost_may_come_again(brand, owner):
    lune = channel(brand)
    post = compose.begin(brand, owner)
    same = draft("One", [lune], own={lune.pk: {"text": "Un"}})
    compose.save(post, same, owner, 0)
    assert compose.save(post, same, owner, 0).number == 1


def test_one_sitting_is_one_revision_and_the_next_another(brand, owner, colleague):
    post = compose.begin(brand, owner)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(5):
            compose.save(post, draft(f"Draft {number}"), owner, number)
            clock.shift(timedelta(seconds=50))
        compose.save(post, draft("Hers"), colleague, 5)
    said = [(r.number, r.content["text"], r.by_id) for r in post.revisions.all()]
    assert said == [(6, "Hers", colleague.pk), (5, "Draft 4", owner.pk), (4, "Draft 3", owner.pk)]


def test_somebody_who_writes_for_an_hour_without_a_pause_has_a_history_too(brand, owner):
    post = compose.begin(brand, owner)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(60):
            compose.save(post, draft(f"Minute {number}"), owner, number)
            clock.shift(timedelta(minutes=1))
    assert 15 <= post.revisions.count() <= 30


def test_bringing_back_a_revision_loses_nothing_of_what_it_replaces(brand, owner):
    lune = channel(brand)
    post = compose.begin(brand, owner)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        post = compose.save(post, draft("First", [lune], own={lune.pk: {"text": "Premier"}}), owner, 0)
        clock.shift(timedelta(minutes=5))
        post = compose.save(post, draft("Second", [lune]), owner, 1)
        post = compose.restore(post, 1, owner)
    assert post.content["text"] == "First"
    assert post.versions.get().own == {"text": "Premier"}
    assert [r.content["text"] for r in post.revisions.all()] == ["First", "Second", "First"]


def test_a_revision_that_does_not_exist_is_not_brought_back(brand, owner):
    post = compose.save(compose.begin(brand, owner), draft("One"), owner, 0)
    with pytest.raises(Revision.DoesNotExist):
        compose.restore(post, 99, owner)


def test_setting_a_draft_aside_keeps_both_texts(brand, owner, colleague):
    lune = channel(brand)
    post = compose.save(compose.begin(brand, owner), draft("Ours", [lune]), owner, 0)
    compose.save(post, draft("Hers", [lune]), colleague, 1)
    post = compose.set_aside(post, draft("Mine", [lune]), owner)
    assert post.content["text"] == "Hers"
    assert [r.content["text"] for r in post.revisions.all()][:3] == ["Hers", "Mine", "Hers"]


def test_writing_another_like_this_takes_words_and_channels_and_no_time(brand, owner):
    lune = channel(brand)
    at = timezone.now() + timedelta(days=1)
    post = compose.begin(brand, owner)
    post = compose.save(post, Draft({"text": "One"}, {lune.pk: {"text": "Un"}}, {lune.pk: at}, at), owner, 0)
    twin = compose.copy(post, owner)
    assert (twin.content, twin.draft_at, twin.number) == ({"text": "One"}, None, 1)
    assert [(v.own, v.own_at) for v in twin.versions.all()] == [({"text": "Un"}, None)]


def test_a_channel_that_is_taken_off_goes_unless_something_was_planned_there(brand, owner):
    lune, atelier = channel(brand), channel(brand, "Atelier")
    post = compose.save(compose.begin(brand, owner), draft("One", [lune, atelier]), owner, 0)
    assert plan(post, owner, timezone.now() + timedelta(days=1), only=[lune.pk]).ok
    compose.save(post, draft("One"), owner, 1)
    assert [version.channel for version in post.versions.all()] == [lune]


def test_a_stranger_s_channel_never_comes_onto_a_post(brand, other_brand, owner):
    theirs = channel(other_brand, "Bear")
    post = compose.save(compose.begin(brand, owner), draft("One", [theirs]), owner, 0)
    assert not post.versions.exists()
    assert compose.unsaved(post, draft("One", [theirs])) == []


def test_what_a_post_cannot_say_is_left_out(brand, owner):
    lune = channel(brand)
    strange = Draft({"text": "One", "brand": 7, "approved": True}, {lune.pk: {"state": "sent", "text": "Un"}}, {})
    post = compose.save(compose.begin(brand, owner), strange, owner, 0)
    assert post.content == {"text": "One"}
    assert post.versions.get().own == {"text": "Un"}


def test_a_draft_that_is_thrown_away_can_be_brought_back_and_a_planned_one_is_kept(brand, owner):
    lune = channel(brand)
    post = compose.save(compose.begin(brand, owner), draft("One", [lune]), owner, 0)
    assert compose.discard(post, owner)
    assert not Post.objects.alive().exists()
    compose.bring_back(post, owner)
    assert plan(post, owner, timezone.now() + timedelta(days=1)).ok
    assert not compose.discard(post, owner)
    assert Post.objects.alive().exists()


def test_a_post_is_found_in_its_own_brand_only(brand, other_brand, owner):
    post = compose.begin(brand, owner)
    assert compose.find(brand, post.pk) == post
    with pytest.raises(Post.DoesNotExist):
        compose.find(Brand.objects.get(pk=other_brand.pk), post.pk)


def test_versions_can_be_seen_before_they_are_saved(brand, owner):
    lune, atelier = channel(brand), channel(brand, "Atelier")
    post = Post(brand=brand)
    seen = compose.unsaved(post, draft("One", [lune, atelier], own={lune.pk: {"text": "Un"}}))
    assert [(v.channel, v.says["text"]) for v in seen] == [(atelier, "One"), (lune, "Un")]
    assert not Post.objects.exists()


def test_what_a_picture_shows_is_remembered_with_it(brand, other_brand, owner, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ours, theirs = (take_in(each, "a.jpg", crafted.picture(), None) for each in (brand, other_brand))
    pictures = [{"asset": ours.pk, "alt": " A vat of indigo "}, {"asset": theirs.pk, "alt": "Not yours to say"}]
    post = compose.save(compose.begin(brand, owner), draft("One", pictures=pictures), owner, 0)
    compose.save(post, draft("One", pictures=[{"asset": ours.pk, "alt": ""}]), owner, 1)
    alts = dict(Asset.objects.values_list("pk", "alt"))
    assert alts == {ours.pk: "A vat of indigo", theirs.pk: ""}
