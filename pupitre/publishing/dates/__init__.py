"""Dates a community manager in France plans around: pure rules and published tables, then what one brand chose."""
