"""An entry is part of what it tells: it comes and goes with it, and whoever listens hears of it then."""

import logging

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from pupitre.journal.models import CHANNEL, Cursor, Entry, write
from pupitre.journal.pool import give_back
from pupitre.journal.reading import Follower, followers, read, read_all


def test_what_is_undone_was_never_told(db):
    with pytest.raises(RuntimeError), transaction.atomic():
        write(1, "post.begun", ("post", 7), 3, like=2)
        raise RuntimeError
    assert not Entry.objects.exists()


def test_an_entry_says_who_did_what_to_what(db):
    entry = write(1, "post.begun", ("post", 7), 3, like=2)
    entry.refresh_from_db()
    assert (entry.brand_id, entry.verb, entry.actor_id) == (1, "post.begun", 3)
    assert (entry.subject_kind, entry.subject_id, entry.particulars) == ("post", 7, {"like": 2})
    assert list(Entry.objects.about("post", 7).of_brand(1)) == [entry]
    assert not Entry.objects.of_brand(2).exists()


@pytest.mark.parametrize("change", ["verb = 'x'", "particulars = '{}'", "brand_id = 9", "at = now()"])
def test_nothing_of_an_entry_can_be_rewritten(db, change):
    write(1, "post.begun", like=1)
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update journal_entry set {change}")


@pytest.mark.django_db(transaction=True)
def test_listeners_hear_of_it_when_it_is_certain_and_not_before():
    parameters = connection.get_connection_params()
    for name in ("pool", "cursor_factory", "context"):
        parameters.pop(name, None)
    with psycopg.connect(**parameters, autocommit=True) as listener:
        listener.execute(f"listen {CHANNEL}")
        with transaction.atomic():
            write(1, "post.begun")
            assert list(listener.notifies(timeout=0.3)) == []
        heard = list(listener.notifies(timeout=5, stop_after=1))
    assert [each.channel for each in heard] == [CHANNEL]


@pytest.mark.django_db(transaction=True)
def test_a_follower_that_fails_does_not_stop_the_others(monkeypatch, caplog):
    seen = []

    def clumsy(entries):
        raise ValueError("not today")

    pair = [(1, Follower("clumsy", (), clumsy)), (2, Follower("steady", (), lambda entries: seen.extend(entries)))]
    monkeypatch.setattr(followers, "_entries", pair)
    write(1, "post.begun")
    with caplog.at_level(logging.ERROR):
        assert read_all() == 1
    assert len(seen) == 1 and "clumsy" in caplog.text
    assert set(Cursor.objects.values_list("reader", flat=True)) == {"steady"}


@pytest.mark.django_db(transaction=True)
def test_a_long_journal_is_read_in_rounds_and_whole():
    seen = []
    follower = Follower("slow", (), lambda entries: seen.extend(entry.particulars["n"] for entry in entries))
    for number in range(25):
        write(1, "post.begun", n=number)
    rounds = []
    while passed := read(follower, most=10):
        rounds.append(passed)
    assert rounds == [10, 10, 5]
    assert seen == list(range(25))


@pytest.mark.django_db(transaction=True)
def test_what_the_follower_wrote_is_undone_with_its_cursor():
    def half(entries):
        write(1, "half.done")
        raise ValueError

    write(1, "post.begun")
    with pytest.raises(ValueError):
        read(Follower("half", ("post.begun",), half))
    assert not Entry.objects.filter(verb="half.done").exists()
    assert not Cursor.objects.exists()


def test_a_connection_in_a_transaction_is_kept(db):
    write(1, "post.begun")
    give_back()
    assert Entry.objects.count() == 1
