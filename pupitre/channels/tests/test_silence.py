"""Three minutes of silence of a worker or a listener: noticed once, whoever watches, and once more when it is back."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from pupitre.brands.models import Brand
from pupitre.channels import silence
from pupitre.channels.due_clock import hear
from pupitre.channels.models import Outage, Worker
from pupitre.channels.silence import Watch, look
from pupitre.ground import clock
from pupitre.journal.models import Entry

MINUTE = timedelta(minutes=1)


def silent(kind="work", minutes=4.0):
    Worker.objects.create(name=f"{kind}-gone", kind=kind, seen_at=timezone.now() - minutes * MINUTE)


def told():
    return list(Entry.objects.filter(subject_kind="outage").order_by("pk").values_list("verb", flat=True))


@pytest.mark.parametrize(("kind", "noun"), [("work", "worker"), ("listen", "listener")])
def test_a_silence_of_three_minutes_is_told_once_and_so_is_its_end(brand, kind, noun):
    silent(kind)
    assert [look(kind), look(kind), look(kind)] == [True, False, False]
    assert told() == [f"{noun}.silent"]
    hear("again", kind)
    assert [look(kind), look(kind)] == [True, False]
    assert told() == [f"{noun}.silent", f"{noun}.back"]
    silent_again = Worker.objects.filter(kind=kind)
    silent_again.update(seen_at=timezone.now() - 5 * MINUTE)
    assert look(kind)
    assert Outage.objects.count() == 2


def test_two_minutes_are_no_outage_nor_is_one_frozen_among_others(brand):
    silent(minutes=2)
    assert not look("work")
    Worker.objects.update(seen_at=timezone.now() - 10 * MINUTE)
    hear("another", "work")
    assert not look("work") and told() == []


def test_a_desk_without_any_worker_is_an_outage_too(brand):
    assert look("work") and told() == ["worker.silent"]


def test_each_brand_hears_of_it_and_the_demo_does_not(brand, other_brand, owner):
    Brand.objects.filter(pk=other_brand.pk).update(is_demo=True)
    silent()
    look("work")
    assert list(Entry.objects.filter(verb="worker.silent").values_list("brand_id", flat=True)) == [brand.pk]


@pytest.mark.django_db(transaction=True)
def test_however_many_watch_it_is_told_once(brand):
    silent()
    ready = threading.Barrier(4)
    noted = []

    def watcher():
        ready.wait()
        noted.append(look("work"))
        connection.close()

    watchers = [threading.Thread(target=watcher) for _ in range(4)]
    [one.start() for one in watchers]
    [one.join() for one in watchers]
    assert sorted(noted) == [False, False, False, True] and told() == ["worker.silent"]


@pytest.fixture
def hours(monkeypatch):
    """A clock that the test moves: hours(seconds)."""
    at = [1000.0]
    monkeypatch.setattr(clock, "elapsed", lambda: at[0])
    return lambda seconds: at.__setitem__(0, at[0] + seconds)


def test_a_watch_trusts_only_a_silence_that_it_was_there_for(brand, hours):
    """A desk that starts after a week-end, a laptop that wakes: old signs of life, and no outage."""
    silent(minutes=3000)
    hear("l", "listen")
    watch = Watch()
    assert not watch.turn()
    for _ in range(11):
        hours(15)
        assert not watch.turn()
    hours(8 * 3600)  # asleep
    assert not watch.turn()
    for _ in range(11):
        hours(15)
        assert not watch.turn()
    hours(15)
    assert watch.turn() and told() == ["worker.silent"]


def test_the_end_is_told_at_once_even_by_a_young_watch(brand, hours):
    silent()
    look("work")
    hear("again", "work")
    assert Watch().turn() and told()[-1] == "worker.back"
    assert silence.current("work") is None
