"""The pool of connections: whoever waits for the world gives its connection back first."""

from django.db import connection


def give_back() -> None:
    """Give this thread's connection back before something slow. Inside a transaction it is kept."""
    if not connection.in_atomic_block:
        connection.close()
