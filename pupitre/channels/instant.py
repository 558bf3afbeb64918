"""The database's clock: the one that all workers share, so that a worker whose own is wrong does no harm."""

from datetime import datetime

from django.db import connection


def instant() -> datetime:
    """Now, by the database (aware). Inside a transaction too it is the present, not the transaction's beginning."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row = cursor.fetchone()
    assert row is not None
    return row[0]  # type: ignore[no-any-return]
