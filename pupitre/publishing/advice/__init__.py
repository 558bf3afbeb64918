"""Advice on a text: what may go out as it is, and would be better otherwise. Nothing here is in anybody's way."""
