"""Django's PostgreSQL, whose pool forgets all dead connections as soon as it meets one."""

from __future__ import annotations

from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool

TRIES = 3


class DatabaseWrapper(base.DatabaseWrapper):
    """Connections that are handed out were alive an instant before.

    Django's CONN_HEALTH_CHECKS makes psycopg_pool (3.3) look at each connection as it is handed out, and wait one
    second, two, four, eight after each that is dead: with thirty dead ones, after the database was killed, nothing
    answers for two minutes. So it stays off, and one dead connection makes the pool look at all of them.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        pool = self.pool
        if pool is None:
            return super().get_new_connection(conn_params)
        for _ in range(TRIES):
            connection = super().get_new_connection(conn_params)
            try:
                ConnectionPool.check_connection(connection)
            except psycopg.OperationalError:
                pool.putconn(connection)
                pool.check()
            else:
                return connection
        raise psycopg.OperationalError("the database ends each connection as soon as it is opened")
