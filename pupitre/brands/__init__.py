"""Brands, members, roles, sign-in, opening hours, hold. Everything belongs to exactly one brand."""
