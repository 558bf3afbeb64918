"""Changing what is out: once, whatever is clicked twice."""

import pytest

from pupitre.channels import decide, states
from pupitre.channels.models import Channel, Sending
from pupitre.journal.reading import read
from pupitre.publishing import change, compose
from pupitre.publishing.follow import FOLLOWER
from pupitre.publishing.models import Delivery
from pupitre.publishing.tests import stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(brand, owner):
    return stage.paper(brand, owner)


@pytest.fixture
def out(brand, owner, channel):
    delivery = stage.planned(brand, owner, text="Thre ways")
    stage.gone(delivery)
    return delivery


def rewritten(delivery, owner, text, **content):
    post = delivery.post
    post.refresh_from_db()
    draft = compose.as_draft(post)
    words = {**draft.content, "text": text, **content}
    compose.save(post, compose.Draft(words, draft.versions, draft.times, draft.at), owner, post.number)
    return Delivery.objects.select_related("post", "channel", "sending", "version__post").get(pk=delivery.pk)


def changes(delivery):
    return Sending.objects.about("delivery", [delivery.pk]).exclude(change="create")


def test_an_edit_carries_the_new_words_to_the_old_place(out, owner):
    delivery = rewritten(out, owner, "Three ways")
    assert change.differs(delivery)
    done = change.edit(delivery, owner)
    assert done.sending and not done.objections
    payload = done.sending.parts.get().payload
    assert payload["change"] == "edit" and payload["text"] == "Three ways"
    assert payload["target"]["remote_id"] == out.sending.parts.get().remote_id


def test_a_second_click_finds_the_first_edit(out, owner):
    delivery = rewritten(out, owner, "Three ways")
    first, second = change.edit(delivery, owner), change.edit(delivery, owner)
    assert first.sending == second.sending and changes(out).count() == 1


def settled(delivery, words):
    """The edit went out, and the journal was read."""
    stage.gone(delivery, sending=changes(delivery).get())
    delivery.refresh_from_db()
    assert delivery.says["text"] != words  # it is learnt from the journal, not guessed
    change.put_right(changes(delivery).get())
    delivery.refresh_from_db()


def test_once_out_the_delivery_says_what_is_there(out, owner):
    delivery = rewritten(out, owner, "Three ways")
    change.edit(delivery, owner)
    settled(delivery, "Three ways")
    assert delivery.says["text"] == "Three ways"
    delivery = rewritten(out, owner, "Three ways")
    assert [o.code for o in change.edit(delivery, owner).objections] == ["edit_same"]


def test_nothing_changed_is_said_in_words(out, owner):
    assert [o.code for o in change.edit(out, owner).objections] == ["edit_same"]
    assert not changes(out).exists()


def test_what_the_network_would_refuse_is_said_before(out, owner):
    delivery = rewritten(out, owner, "x" * 501)
    assert [o.code for o in change.edit(delivery, owner).objections] == ["text_long"]


def test_a_thread_is_changed_part_by_part_and_not_in_its_length(brand, owner, channel):
    delivery = stage.planned(brand, owner, text="One", thread=["Two"])
    stage.gone(delivery)
    stage.gone(delivery)
    longer = rewritten(delivery, owner, "One", thread=["Two", "Three"])
    assert [o.code for o in change.edit(longer, owner).objections] == ["edit_parts"]
    again = rewritten(delivery, owner, "One", thread=["Deux"])
    done = change.edit(again, owner)
    targets = [part.payload["target"]["remote_id"] for part in done.sending.parts.order_by("position")]
    assert targets == [part.remote_id for part in delivery.sending.parts.order_by("position")]


def test_a_deletion_takes_a_thread_from_its_end(brand, owner, channel):
    delivery = stage.planned(brand, owner, text="One", thread=["Two"])
    stage.gone(delivery)
    stage.gone(delivery)
    done = change.delete(delivery, owner)
    targets = [part.payload["target"]["remote_id"] for part in done.sending.parts.order_by("position")]
    assert targets == [part.remote_id for part in delivery.sending.parts.order_by("-position")]


@pytest.mark.django_db(transaction=True)
def test_a_deletion_that_went_out_is_noted_from_the_journal(brand, owner):
    stage.paper(brand, owner)
    delivery = stage.planned(brand, owner)
    stage.gone(delivery)
    first, second = change.delete(delivery, owner), change.delete(delivery, owner)
    assert first.sending == second.sending and changes(delivery).count() == 1
    stage.gone(delivery, sending=first.sending)
    read(FOLLOWER)
    delivery.refresh_from_db()
    assert delivery.deleted_at
    assert [o.code for o in change.delete(delivery, owner).objections] == ["taken_off"]


def test_one_change_at_a_time(out, owner):
    delivery = rewritten(out, owner, "Three ways")
    change.edit(delivery, owner)
    assert [o.code for o in change.delete(delivery, owner).objections] == ["change_open"]


def test_a_refused_change_can_be_asked_again(out, owner):
    delivery = rewritten(out, owner, "Three ways")
    first = change.edit(delivery, owner)
    stage.answered(delivery, "refused", first.sending, code="refused_other", params={"reason": "no"})
    assert change.edit(delivery, owner).sending != first.sending


def test_what_is_not_out_or_not_ours_to_change(brand, owner, channel):
    waiting = stage.planned(brand, owner)
    assert [o.code for o in change.delete(waiting, owner).objections] == ["not_out"]
    gone = stage.planned(brand, owner, text="Gone")
    stage.gone(gone)
    Channel.objects.filter(pk=channel.pk).update(removed_at=gone.sending.sent_at)
    assert [o.code for o in change.delete(gone, owner).objections] == ["channel_gone"]


def test_without_an_address_there_is_nothing_to_aim_at(brand, owner):
    stage.paper(brand, owner, kind="D")
    delivery = stage.in_state(brand, owner, None, states.PERSON)
    decide.it_is_there(delivery.sending, "", owner.pk)
    stage.refresh(delivery)
    assert [o.code for o in change.delete(delivery, owner).objections] == ["address_unknown"]
