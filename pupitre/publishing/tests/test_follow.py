"""What went out is written on its delivery, measured, and no longer shown as posted elsewhere."""

import pytest
from django.utils import timezone

from pupitre.journal.models import Entry
from pupitre.journal.reading import read
from pupitre.measures.models import Measured
from pupitre.networks.words import Sent
from pupitre.publishing import follow
from pupitre.publishing.models import NativePost
from pupitre.publishing.tests import stage

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_delivery_learns_its_address_and_is_measured(brand, owner):
    channel = stage.paper(brand, owner)
    delivery = stage.planned(brand, owner)
    part = stage.gone(delivery, "https://paper.example/7")
    read(follow.FOLLOWER)
    stage.refresh(delivery)
    part.refresh_from_db()
    assert (delivery.remote_id, delivery.url) == (part.remote_id, "https://paper.example/7")
    measured = Measured.objects.get()
    assert (measured.channel, measured.remote_id, measured.published_at) == (channel, part.remote_id, part.sent_at)
    assert measured.next_at > timezone.now()


def test_reading_the_same_entries_twice_changes_nothing(brand, owner):
    stage.paper(brand, owner)
    stage.gone(stage.planned(brand, owner))
    entries = list(Entry.objects.filter(verb="sending.sent"))
    follow.settle(entries)
    follow.settle(entries)
    assert Measured.objects.count() == 1


def test_a_thread_is_known_by_its_beginning_even_when_its_end_never_leaves(brand, owner):
    stage.paper(brand, owner)
    delivery = stage.planned(brand, owner, text="One", thread=["Two"])
    first = stage.gone(delivery, "https://paper.example/first")
    stage.refused(delivery)
    read(follow.FOLLOWER)
    stage.refresh(delivery)
    first.refresh_from_db()
    assert (delivery.remote_id, delivery.url) == (first.remote_id, "https://paper.example/first")
    assert Measured.objects.get().remote_id == first.remote_id


def test_no_part_of_ours_stays_among_what_was_posted_elsewhere(brand, owner):
    channel = stage.paper(brand, owner)
    delivery = stage.planned(brand, owner, text="One", thread=["Two"])
    for remote in ("first", "second"):
        stage.answered(delivery, "sent", result=Sent(remote))
    for remote in ("first", "second", "theirs"):
        NativePost.objects.create(brand=brand, channel=channel, remote_id=remote, at=timezone.now())
    read(follow.FOLLOWER)
    assert [native.remote_id for native in NativePost.objects.all()] == ["theirs"]


def test_a_refusal_and_other_subjects_leave_no_trace(brand, owner):
    stage.paper(brand, owner)
    stage.refused(stage.planned(brand, owner))
    other = Entry(subject_kind="reply", particulars={"sending": 1}, verb="sending.sent")
    follow.settle([other])
    read(follow.FOLLOWER)
    assert not Measured.objects.exists()
