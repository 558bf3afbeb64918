"""Approval: who has seen exactly what leaves, and agrees to it."""
