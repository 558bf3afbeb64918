"""The pool after the database ended every connection: the next question is answered, and soon."""

import threading
import time

import psycopg
import pytest
from django.db import connection

MANY = 12
pytestmark = pytest.mark.django_db(transaction=True)


def asked_by(threads: int, together: threading.Barrier | None = None) -> list[int]:
    """The same question by so many threads, each with a connection of its own."""
    pids: list[int] = []

    def ask() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("select pg_backend_pid()")
                pids.append(cursor.fetchone()[0])
            if together:
                together.wait(20)
        finally:
            connection.close()

    running = [threading.Thread(target=ask) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(60)
    return pids


def end(pids: list[int]) -> None:
    """As a restart of the database does; from outside the pool."""
    own = connection.settings_dict
    place = {"host": own["HOST"], "port": own["PORT"], "user": own["USER"], "password": own["PASSWORD"]}
    with psycopg.connect(dbname=own["NAME"], autocommit=True, **place) as outside:
        for pid in pids:
            outside.execute("select pg_terminate_backend(%s, 5000)", [pid])


def test_one_dead_connection_makes_the_pool_forget_all():
    pids = asked_by(MANY, threading.Barrier(MANY))
    assert len(set(pids)) == MANY
    end(pids)
    began = time.monotonic()
    found = [pid for _ in range(MANY) for pid in asked_by(1)]
    assert len(found) == MANY and not set(found) & set(pids)
    assert time.monotonic() - began < 10  # with a second's wait for each dead one, and more: over a minute


def test_a_question_in_a_transaction_that_was_cut_is_an_error_and_the_next_is_answered():
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        pid = cursor.fetchone()[0]
        end([pid])
        with pytest.raises(Exception, match=r"terminating connection|closed the connection"):
            cursor.execute("select 1")
    connection.close()
    assert asked_by(1) != [pid]
