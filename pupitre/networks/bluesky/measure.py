"""What Bluesky tells of posts and of the account over time."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pupitre.networks.bluesky import appview, xrpc
from pupitre.networks.bluesky.errors import judge, looked, said
from pupitre.networks.bluesky.publish import post_url
from pupitre.networks.bluesky.record import POST
from pupitre.networks.bluesky.tid import told_at
from pupitre.networks.words import Grant, Measure, Page, Past, Remote

AT_ONCE = 25
"""posts that one getPosts takes (…/lexicons/app/bsky/feed/getPosts.json, 2026-11-22)"""
PAGE = 50
PICTURES = {"app.bsky.embed.images": "images", "app.bsky.embed.gallery": "items"}


def posts(remote_ids: Sequence[str], grant: Grant) -> Mapping[str, Measure | None]:
    """Counts now; a post that the counting service does not show is looked for on the account's own server.

    None: gone. Counts of None: not told (no such service, or it has not seen the post yet).
    Raises NotSent, Later, Reconnect.
    """
    seen: dict[str, Measure | None] = {}
    for start in range(0, len(remote_ids), AT_ONCE):
        seen |= _counts(remote_ids[start : start + AT_ONCE], grant)
    for remote_id in remote_ids:
        if remote_id not in seen:
            seen[remote_id] = Measure() if _exists(remote_id, grant) else None
    return seen


def account(grant: Grant) -> Measure:
    """Followers, following, posts; all None when no counting service is reached. Raises NotSent, Later, Reconnect."""
    told = appview.look(grant, "app.bsky.actor.getProfile", {"actor": grant.account})
    if told is None:
        return Measure()
    return Measure(
        followers=_number(told, "followersCount"),
        following=_number(told, "followsCount"),
        posts=_number(told, "postsCount"),
    )


def past(grant: Grant, cursor: str | None) -> Page:
    """The account's own posts and answers, newest first, without what it reposted.

    As the counting service shows them, with counts; where none is reached, as the account's own server
    keeps them, in the order of their keys. Raises NotSent, Later, Reconnect.
    """
    if appview.way_of(grant.facts) == appview.NONE or (cursor and told_at(cursor)):
        return _kept(grant, cursor)
    question = {"actor": grant.account, "limit": PAGE, "cursor": cursor, "filter": "posts_with_replies"}
    told = appview.look(grant, "app.bsky.feed.getAuthorFeed", question) or {}
    views = [item["post"] for item in told.get("feed") or [] if _is_own(item, grant)]
    shown = tuple(_past({**view, "value": view["record"]}, _measure(view)) for view in views)
    return Page(shown, str(told["cursor"]) if told.get("cursor") else None)


def _is_own(item: Mapping[str, Any], grant: Grant) -> bool:
    """A post of the account's own, and not one that it reposted."""
    return "reason" not in item and item["post"]["author"]["did"] == grant.account


def _kept(grant: Grant, cursor: str | None) -> Page:
    question = {"repo": grant.account, "collection": POST, "limit": PAGE, "cursor": cursor}
    told = xrpc.look(grant.server, "com.atproto.repo.listRecords", question)
    records = told.get("records") or []
    more = told.get("cursor") if len(records) >= PAGE else None  # the last page has a cursor too
    return Page(tuple(_past(item, Measure()) for item in records), str(more) if more else None)


def _counts(uris: Sequence[str], grant: Grant) -> dict[str, Measure | None]:
    """What the counting service shows of at most AT_ONCE posts; those it does not show are left out."""
    told = appview.look(grant, "app.bsky.feed.getPosts", {"uris": list(uris)}) if uris else None
    return {view["uri"]: _measure(view) for view in (told or {}).get("posts") or [] if view.get("uri") in uris}


def _measure(view: Mapping[str, Any]) -> Measure:
    return Measure(
        likes=_number(view, "likeCount"),
        reposts=_number(view, "repostCount"),
        comments=_number(view, "replyCount"),
        quotes=_number(view, "quoteCount"),
    )


def _number(told: Mapping[str, Any], name: str) -> int | None:
    number = told.get(name)
    return number if isinstance(number, int) else None


def _exists(uri: str, grant: Grant) -> bool:
    repo, collection, key = uri.removeprefix("at://").split("/", 2)
    place = {"repo": repo, "collection": collection, "rkey": key}
    answer = xrpc.look_at(grant.server, "com.atproto.repo.getRecord", place)
    if answer.ok or said(answer)[0] == "RecordNotFound":
        return answer.ok
    raise looked(judge(answer))


def _past(item: Mapping[str, Any], measure: Measure) -> Past:
    uri, value = str(item["uri"]), item["value"]
    key = uri.rpartition("/")[2]
    return Past(
        remote=Remote(uri, post_url(uri), {"cid": str(item.get("cid", ""))}),
        at=_instant(value.get("createdAt")) or told_at(key) or datetime.fromtimestamp(0, UTC),
        text=str(value.get("text") or ""),
        media=_pictures(value.get("embed")),
        measure=measure,
        is_reply=isinstance(value.get("reply"), dict),
        handle={"key": key},
    )


def _instant(text: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _pictures(embed: object) -> int:
    """Pictures and videos in a post's embed, beside a quoted post included."""
    if not isinstance(embed, dict):
        return 0
    kind = str(embed.get("$type"))
    if kind == "app.bsky.embed.recordWithMedia":
        return _pictures(embed.get("media"))
    shown = embed.get(PICTURES.get(kind, ""))
    return len(shown) if isinstance(shown, list) else int(kind == "app.bsky.embed.video")
