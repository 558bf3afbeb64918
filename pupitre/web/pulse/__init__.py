"""The pulse: what machines ask of the desk. Whether it lives, and its figures."""
