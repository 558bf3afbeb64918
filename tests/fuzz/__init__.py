"""Requests that nobody of good will would make, at every route, with a seed that makes them again."""
