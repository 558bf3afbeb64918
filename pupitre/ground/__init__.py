"""The ground: clock, guarded outgoing HTTP, sealed secrets, embedded database. Knows no trade."""
