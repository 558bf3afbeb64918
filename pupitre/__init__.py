"""Pupitre: the desk of the community manager."""

__version__ = "0.1.0"
