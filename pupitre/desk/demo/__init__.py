"""The demo's furniture: an invented shop of scarves, on the pretend network, three months deep."""
