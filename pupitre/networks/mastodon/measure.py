"""Counts of posts and of the account, and the account's own past posts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from pupitre.networks.errors import NotSent
from pupitre.networks.mastodon import looking, software, speak, text
from pupitre.networks.mastodon.software import number
from pupitre.networks.words import Grant, Measure, Page, Past, Remote

TOGETHER = 20
"""statuses asked for in one call"""
MANY_SINCE = 2
"""api_versions.mastodon from which several statuses can be asked for at once (Mastodon 4.3,
https://docs.joinmastodon.org/methods/statuses/#index, 2026-07-02)"""

SHOWN = frozenset({"public", "unlisted", "private"})
"""a direct message is no post"""


def posts(remote_ids: Sequence[str], grant: Grant) -> Mapping[str, Measure | None]:
    """Counts now, per remote id; None where the post is gone. Views are told nowhere in the fediverse."""
    found: dict[str, Measure | None] = {}
    for some in _chunks(remote_ids):
        together = _many(some, grant) if len(some) > 1 and number(grant.facts, "api", 0) >= MANY_SINCE else None
        for remote_id in some:
            status = together.get(remote_id) if together is not None else _one(remote_id, grant)
            found[remote_id] = _measure(status, grant) if status else None
    return found


def _chunks(remote_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(remote_ids), TOGETHER):
        yield remote_ids[start : start + TOGETHER]


def _many(remote_ids: Sequence[str], grant: Grant) -> dict[str, Any] | None:
    """Statuses by id; None where the server can't be asked for several (compatible servers, by their 4xx)."""
    answer = speak.ask(grant, "GET", "/api/v1/statuses", params={"id[]": list(remote_ids)})
    if answer.status in {400, 404, 405, 422, 501}:
        return None
    found = speak.content(answer)
    if not isinstance(found, list):
        return None
    return {str(status["id"]): status for status in found if isinstance(status, dict) and status.get("id")}


def _one(remote_id: str, grant: Grant) -> Any:
    return speak.look(grant, f"/api/v1/statuses/{quote(remote_id, safe='')}")


def account(grant: Grant) -> Measure:
    """Followers, following and posts now; None where the server is known not to count."""
    told = speak.look(grant, "/api/v1/accounts/verify_credentials")
    if not isinstance(told, dict):
        raise NotSent("unreadable", {"host": grant.server})
    counts = {
        "followers": _count(told, "followers_count"),
        "following": _count(told, "following_count"),
        "posts": _count(told, "statuses_count"),
    }
    return _told(counts, grant)


def past(grant: Grant, cursor: str | None) -> Page:
    """The account's own posts, newest first; replies are marked, boosts and direct messages left out."""
    known = software.of(grant.facts)
    statuses, _ = looking.own(grant, cursor)
    if not statuses or cursor in {str(status["id"]) for status in statuses}:
        return Page(())  # the end, or a server that gives the same page whatever is asked
    shown = [status for status in statuses if not status.get("reblog") and status.get("visibility", "public") in SHOWN]
    posts = tuple(post for status in shown if (post := _past(status, grant)) is not None)
    return Page(posts, None if known.whole else str(statuses[-1]["id"]))


def _past(status: Mapping[str, Any], grant: Grant) -> Past | None:
    known, at = software.of(grant.facts), looking.instant(status)
    if at is None:
        return None
    return Past(
        remote=Remote(software.stable(known, status["id"]), str(status.get("url") or status.get("uri") or "")),
        at=at,
        text=text.plain(str(status.get("content") or "")),
        media=len(status.get("media_attachments") or []),
        measure=_measure(status, grant),
        is_reply=bool(status.get("in_reply_to_id")),
    )


def _measure(status: Mapping[str, Any], grant: Grant) -> Measure:
    counts = {
        "likes": _count(status, "favourites_count"),
        "reposts": _count(status, "reblogs_count"),
        "comments": _count(status, "replies_count"),
        "quotes": _count(status, "quotes_count"),
    }
    return _told(counts, grant)


def _told(counts: Mapping[str, int | None], grant: Grant) -> Measure:
    untold = software.untold(grant.facts)
    return Measure(**{field: None if field in untold else value for field, value in counts.items()})


def _count(told: Mapping[str, Any], name: str) -> int | None:
    """A count that is one; None for what is missing. Some servers answer -1 for "not told" (hidden counts)."""
    value = told.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
