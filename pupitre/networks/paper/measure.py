"""What the pretend network tells of posts and accounts, and its list of past posts."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pupitre.ground import clock
from pupitre.networks.paper import community
from pupitre.networks.paper.kinds import kind_of
from pupitre.networks.paper.place import Printed, cursor_of
from pupitre.networks.paper.where import place_of
from pupitre.networks.words import Grant, Measure, Page, Past, Remote

PAGE = 40


def posts(remote_ids: Sequence[str], grant: Grant) -> Mapping[str, Measure | None]:
    """Counts now; None where the post is gone. Class D tells nothing. Raises the five errors."""
    if kind_of(grant.facts) == "D":
        return {remote_id: Measure() for remote_id in remote_ids}
    place, now = place_of(grant), clock.now()
    found = {remote_id: place.post(remote_id) for remote_id in remote_ids}
    return {remote_id: _measure(grant, post, now) if post else None for remote_id, post in found.items()}


def account(grant: Grant) -> Measure:
    if kind_of(grant.facts) == "D":
        return Measure()
    now = clock.now()
    return Measure(followers=community.followers(grant.account, now), following=community.following(grant.account))


def past(grant: Grant, cursor: str | None) -> Page:
    """The account's own posts, newest first. Raises the five errors."""
    if kind_of(grant.facts) == "D":
        return Page(())
    stack, now = place_of(grant).latest(cursor, PAGE), clock.now()
    onward = cursor_of(stack.posts[-1]) if stack.more else None
    return Page(tuple(_past(grant, post, now) for post in stack.posts), onward)


def _past(grant: Grant, post: Printed, now: datetime) -> Past:
    return Past(
        remote=Remote(post.id, post.url),
        at=post.at,
        text=post.text,
        media=len(post.letter.get("media", ())),
        measure=_measure(grant, post, now),
        is_reply=bool(post.letter.get("parent")),
        handle={"key": post.key} if post.key else {},
    )


def _measure(grant: Grant, post: Printed, now: datetime) -> Measure:
    return community.reactions(grant.account, post.id, post.at, now)
