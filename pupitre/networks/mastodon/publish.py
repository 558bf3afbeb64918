"""Posts: create, edit, delete, and look whether one is there.

The key goes along as Idempotency-Key. Mastodon keeps it for an hour (class A), other servers hardly or not at
all (class C): there, and after that hour, only the account's own list of posts tells.
"""

import secrets
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from pupitre.ground import clock
from pupitre.ground.http import Answer
from pupitre.networks.errors import Refused, Unsure
from pupitre.networks.mastodon import errors, looking, pictures, software, speak, text
from pupitre.networks.mastodon.software import number
from pupitre.networks.words import Accepted, Facts, Grant, Objection, Outgoing, Sent

STATUSES = "/api/v1/statuses"
POLL_ENDS = "poll.ends"


def new_key(hint: str, grant: Grant) -> str:
    """A random UUID as 32 hexadecimal digits: nobody reads it, so the hint is not used."""
    return uuid.UUID(bytes=secrets.token_bytes(16), version=4).hex


def prepare(outgoing: Outgoing, grant: Grant, save: Callable[[str, str], None]) -> None:
    """Pictures are uploaded; of a poll that is edited the end is read, so that it stays."""
    if outgoing.change == "delete":
        return
    if outgoing.change == "create" or software.of(grant.facts).edits == "all":
        pictures.put(outgoing, grant, save)
    if outgoing.change == "edit" and outgoing.poll and POLL_ENDS not in outgoing.handles:
        poll = (speak.look(grant, _path(outgoing)) or {}).get("poll") or {}
        if isinstance(poll.get("expires_at"), str):
            save(POLL_ENDS, poll["expires_at"])


def send(outgoing: Outgoing, grant: Grant) -> Sent | Accepted:
    """The one call."""
    if outgoing.change == "delete":
        return _delete(outgoing, grant)
    if outgoing.change == "edit":
        return _edit(outgoing, grant)
    answer = _say(grant, "POST", STATUSES, _payload(outgoing, grant), {"Idempotency-Key": outgoing.key})
    if not answer.ok:
        raise errors.after_sending(answer, reply=outgoing.parent is not None)
    return _sent(answer, grant)


def find(outgoing: Outgoing, grant: Grant) -> Sent | Accepted | None:
    """Look, never send. Raises Unsure (look_too_far) where the list does not reach back far enough to tell."""
    if outgoing.change == "delete":
        gone = speak.look(grant, _path(outgoing)) is None
        return _as_sent(outgoing) if gone else None
    if outgoing.change == "edit":
        status = speak.look(grant, _path(outgoing))
        edited = isinstance(status, dict) and looking.has_become(status, outgoing, software.of(grant.facts))
        return looking.sent(status, grant) if edited else None
    return looking.find(outgoing, grant)


def objections(outgoing: Outgoing, facts: Facts) -> Sequence[Objection]:
    """What such a server refuses beyond its Rules: warning and text share one limit; a poll stands alone."""
    if outgoing.change == "delete":
        return []
    known, found = software.of(facts), list(_too_long_together(outgoing, facts))
    if outgoing.poll and outgoing.media:
        found.append(Objection("poll_with_pictures", place="poll"))
    if outgoing.poll and known.polls:
        shortest, longest = number(facts, "poll_shortest", 300), number(facts, "poll_longest", 2_629_746)
        if not shortest <= outgoing.poll.lasts.total_seconds() <= longest:
            found.append(Objection("poll_time", {"minutes": shortest // 60, "days": longest // 86_400}, "poll"))
    if known.picture_needed and not outgoing.media and not outgoing.parent:
        found.append(Objection("picture_needed", {"software": known.name}, "media"))
    return found


def _too_long_together(outgoing: Outgoing, facts: Facts) -> Iterator[Objection]:
    most = number(facts, "max_characters", 500)
    if software.of(facts).counts == "mastodon":
        room = number(facts, "characters_reserved_per_url", text.PER_URL)
        alone, together = text.count(outgoing.text, "", room), text.count(outgoing.text, outgoing.warning, room)
    else:
        alone, together = text.count_plain(outgoing.text), text.count_plain(outgoing.text, outgoing.warning)
    if alone <= most < together:
        yield Objection("warning_long", {"over": together - most, "count": together, "most": most}, "warning")


def _payload(outgoing: Outgoing, grant: Grant) -> dict[str, Any]:
    """A status as the API takes it. What is empty is left out: some servers refuse empty values."""
    known = software.of(grant.facts)
    payload: dict[str, Any] = {"status": outgoing.text, "visibility": "public"}
    if outgoing.warning:
        payload |= {"spoiler_text": outgoing.warning, "sensitive": True}
    if outgoing.language and known.languages:
        payload["language"] = text.language(outgoing.language)
    if outgoing.media:
        payload["media_ids"] = pictures.ids(outgoing)
        if not outgoing.text:
            del payload["status"]
    if outgoing.poll and known.polls:
        payload["poll"] = _poll(outgoing)
    if outgoing.parent:
        payload["in_reply_to_id"] = outgoing.parent.remote_id
    return payload


def _poll(outgoing: Outgoing) -> dict[str, Any]:
    assert outgoing.poll is not None
    seconds = int(outgoing.poll.lasts.total_seconds())
    if POLL_ENDS in outgoing.handles:
        left = datetime.fromisoformat(outgoing.handles[POLL_ENDS]) - clock.now()
        seconds = max(300, int(left.total_seconds()))
    return {
        "options": list(outgoing.poll.options),
        "expires_in": seconds,
        "multiple": outgoing.poll.multiple,
        "hide_totals": False,
    }


def _edit(outgoing: Outgoing, grant: Grant) -> Sent:
    """The whole post anew: a server drops the pictures and the poll that an edit does not name."""
    known = software.of(grant.facts)
    if known.edits == "text":
        payload: dict[str, Any] = {"status": outgoing.text}
    else:
        payload = _payload(outgoing, grant) | {"spoiler_text": outgoing.warning, "sensitive": bool(outgoing.warning)}
        payload = {name: value for name, value in payload.items() if name not in {"visibility", "in_reply_to_id"}}
    answer = _say(grant, "PUT", _path(outgoing), payload)
    if answer.status in {405, 501}:
        raise Refused("edit_none", raw=f"HTTP {answer.status}")
    if answer.status in {404, 410}:
        raise Refused("target_gone", raw=errors.said(answer) or f"HTTP {answer.status}")
    if not answer.ok:
        raise errors.after_sending(answer)
    return _sent(answer, grant)


def _delete(outgoing: Outgoing, grant: Grant) -> Sent:
    """Gone already is as good. A server that can't delete says "not found" of a post that is still there."""
    answer = speak.ask(grant, "DELETE", _path(outgoing))
    if answer.status == 410 or (answer.ok and (not answer.body or answer.json() is not None)):
        return _as_sent(outgoing)
    if answer.status in {404, 405, 501}:
        if speak.look(grant, _path(outgoing)) is None:
            return _as_sent(outgoing)
        raise Refused("delete_there", raw=f"HTTP {answer.status}")
    raise errors.after_sending(answer)


def _say(
    grant: Grant, method: str, path: str, payload: dict[str, Any], headers: dict[str, str] | None = None
) -> Answer:
    """As JSON, so that yes and no arrive as such; as a form where a server loses items of a JSON array."""
    if not software.of(grant.facts).form:
        return speak.ask(grant, method, path, headers, json=payload)
    form = {f"{name}[]" if isinstance(value, list) else name: _word(value) for name, value in payload.items()}
    return speak.ask(grant, method, path, headers, form=form)


def _word(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _path(outgoing: Outgoing) -> str:
    """Of the post that is changed. Raises Refused when it never left."""
    if outgoing.target is None or not outgoing.target.remote_id:
        raise Refused("target_gone")
    return f"{STATUSES}/{quote(outgoing.target.remote_id, safe='')}"


def _sent(answer: Answer, grant: Grant) -> Sent:
    status = answer.json()
    if not isinstance(status, dict) or not status.get("id") or "content" not in status:
        raise Unsure("unreadable", {"host": errors.host(answer)}, answer.text[:300])
    return looking.sent(status, grant)


def _as_sent(outgoing: Outgoing) -> Sent:
    assert outgoing.target is not None
    return Sent(outgoing.target.remote_id, outgoing.target.url, outgoing.target.refs)
