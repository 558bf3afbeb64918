"""Slots: the weekly times at which each channel likes to post, and which of them nobody has yet."""
