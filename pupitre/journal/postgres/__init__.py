"""Django's PostgreSQL with a pool that survives a database's restart at once."""
