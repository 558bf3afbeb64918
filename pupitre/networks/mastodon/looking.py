"""Looking for a post of ours among the account's own: by its marker, else by what it says and when."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

from pupitre.ground import clock
from pupitre.ground.http import Answer
from pupitre.networks.errors import NotSent, Unsure
from pupitre.networks.mastodon import pictures, software, speak, text
from pupitre.networks.mastodon.software import Software
from pupitre.networks.words import Grant, Outgoing, Sent

PAGE = 40
PAGES = 50
"""with 40 each: 2,000 posts since the call, after that nothing is concluded"""
BEFORE = timedelta(seconds=60)
"""how much older than its key a post may look: clocks differ"""
SET_BACK = timedelta(hours=1)
"""how far back we look when our clock was set back since the key was chosen"""

Status = Mapping[str, Any]


def find(outgoing: Outgoing, grant: Grant) -> Sent | None:
    """The oldest of our posts that is this one; never simply the latest.

    Raises Unsure (look_too_far) when the server's list ends before the time we must reach.
    """
    known = software.of(grant.facts)
    match = None
    for status, not_before in _newest(outgoing, grant, known):
        if is_it(status, outgoing, known, not_before):
            match = status
            if outgoing.marker:
                break
    return sent(match, grant) if match else None


def is_it(status: Status, outgoing: Outgoing, known: Software, not_before: datetime) -> bool:
    """Whether a status of the account is this part."""
    if status.get("reblog"):
        return False
    if outgoing.marker:
        return text.carries(status, outgoing.marker)
    at = instant(status)
    return (
        at is not None
        and at >= not_before
        and says(status, outgoing, known)
        and len(status.get("media_attachments") or []) == len(outgoing.media)
        and bool(status.get("poll")) == bool(outgoing.poll and known.polls)
        and _parent(status.get("in_reply_to_id"), known)
        == _parent(outgoing.parent.remote_id if outgoing.parent else None, known)
    )


def says(status: Status, outgoing: Outgoing, known: Software) -> bool:
    """The same text, and no other warning: a server may have dropped ours."""
    if not outgoing.text.strip() and outgoing.warning and text.same(status, outgoing.warning):
        return True  # Mastodon makes the warning the text of a post without one (PostStatusService, 2026-11-22)
    warning = str(status.get("spoiler_text") or "")
    return text.same(status, outgoing.text) and (not warning or text.fold(warning) == text.fold(outgoing.warning))


def has_become(status: Status, outgoing: Outgoing, known: Software) -> bool:
    """Whether an edit shows in a status: all that it can change is as it wants it."""
    if known.edits == "text":
        return text.same(status, outgoing.text)
    there = [str(media.get("id")) for media in status.get("media_attachments") or [] if isinstance(media, dict)]
    ours = [outgoing.handles.get(pictures.handle(number)) for number in range(len(outgoing.media))]
    language, tongue = str(status.get("language") or ""), text.language(outgoing.language)
    return (
        says(status, outgoing, known)
        and text.fold(str(status.get("spoiler_text") or "")) == text.fold(outgoing.warning)
        and (there == ours if None not in ours else len(there) == len(ours))
        and bool(status.get("poll")) == bool(outgoing.poll and known.polls)
        and (not known.languages or not language or not tongue or language == tongue)
    )


def sent(status: Status, grant: Grant) -> Sent:
    known = software.of(grant.facts)
    url = str(status.get("url") or status.get("uri") or "")
    return Sent(software.stable(known, status["id"]), url, at=instant(status))


def instant(status: Status) -> datetime | None:
    """When a status was made, aware, UTC."""
    try:
        at = datetime.fromisoformat(str(status.get("created_at")))
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def own(grant: Grant, max_id: str | None = None) -> tuple[list[Status], Answer]:
    """A page of the account's own statuses, newest first, without what it only passed on."""
    path = f"/api/v1/accounts/{quote(grant.account, safe='')}/statuses"
    answer = speak.ask(grant, "GET", path, params={"limit": PAGE, "exclude_reblogs": "true", "max_id": max_id})
    found = speak.content(answer)
    if not isinstance(found, list):
        raise NotSent("unreadable", {"host": grant.server})
    return [status for status in found if isinstance(status, dict) and status.get("id")], answer


def _newest(outgoing: Outgoing, grant: Grant, known: Software) -> Iterator[tuple[Status, datetime]]:
    """Own statuses back to the time of the key, each with the oldest time that counts."""
    seen: set[str] = set()
    max_id = None
    for _ in range(PAGES):
        page, answer = own(grant, max_id)
        not_before = _not_before(outgoing, answer)
        fresh = [status for status in page if str(status["id"]) not in seen]
        yield from ((status, not_before) for status in fresh)
        times = [at for status in fresh if (at := instant(status)) is not None]
        if not page or (times and min(times) < not_before):
            return
        if not fresh:  # the server can't be asked for what comes before
            if len(page) < (known.whole or PAGE // 2):
                return
            break
        seen |= {str(status["id"]) for status in fresh}
        max_id = str(page[-1]["id"])
    raise Unsure("look_too_far", {"count": len(seen)})


def _not_before(outgoing: Outgoing, answer: Answer) -> datetime:
    """The oldest time, on the server's clock, that this part may bear. Never made later by a wrong clock."""
    now, ours = clock.now(), outgoing.created_at
    if ours > now:
        ours = now - SET_BACK
    try:
        theirs = parsedate_to_datetime(answer.headers.get("date", ""))
        behind = min(theirs - now, timedelta())
    except (TypeError, ValueError):
        behind = timedelta()
    return ours + behind - BEFORE


def _parent(remote_id: object, known: Software) -> str:
    return software.stable(known, remote_id) if remote_id else ""
