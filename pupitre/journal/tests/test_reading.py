"""The journal is read whole, once, in order, whatever commits late."""

import threading

import pytest
from django.db import ProgrammingError, connection, transaction

from pupitre.journal.models import Entry, write
from pupitre.journal.reading import Follower, read


def test_an_entry_never_changes(db):
    entry = write(1, "post.begun")
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(verb="post.other")


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_commits_late_is_not_skipped():
    seen: list[str] = []
    follower = Follower("late", (), lambda entries: seen.extend(e.verb for e in entries))
    written, go_on = threading.Event(), threading.Event()

    def slow_writer() -> None:
        with transaction.atomic():
            write(1, "slow.one")
            written.set()
            go_on.wait(10)
        connection.close()

    thread = threading.Thread(target=slow_writer)
    thread.start()
    written.wait(10)
    write(1, "quick.one")
    read(follower)
    assert seen == []  # the quick one waits for the slow one, whose transaction began before
    go_on.set()
    thread.join()
    read(follower)
    read(follower)
    assert sorted(seen) == ["quick.one", "slow.one"]


@pytest.mark.django_db(transaction=True)
def test_a_follower_that_fails_reads_the_same_again():
    write(1, "post.begun")
    tries: list[int] = []

    def handle(entries):
        tries.append(len(entries))
        if len(tries) == 1:
            raise ValueError("not today")

    follower = Follower("clumsy", ("post.begun",), handle)
    with pytest.raises(ValueError, match="not today"):
        read(follower)
    read(follower)
    assert tries == [1, 1]
    assert read(follower) == 0


@pytest.mark.django_db(transaction=True)
def test_other_verbs_are_passed_over():
    seen: list[str] = []
    write(1, "hold.begun")
    write(1, "post.begun")
    assert read(Follower("choosy", ("post.begun",), lambda entries: seen.extend(e.verb for e in entries))) == 2
    assert seen == ["post.begun"]
