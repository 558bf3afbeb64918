"""Nothing is told of what was posted by hand: never 0."""

from collections.abc import Mapping, Sequence

from pupitre.networks.words import Grant, Measure, Page


def posts(remote_ids: Sequence[str], grant: Grant) -> Mapping[str, Measure | None]:
    """Not told, of each."""
    return {remote_id: Measure() for remote_id in remote_ids}


def account(grant: Grant) -> Measure:
    """Not told."""
    return Measure()


def past(grant: Grant, cursor: str | None) -> Page:
    """Not told."""
    return Page(())
