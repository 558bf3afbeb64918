"""What a WordPress answered, said as one of the five errors.

Codes: developer.wordpress.org/rest-api and the source of WordPress 6.5.5, tried on one (2026-11-22).
"""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any

from pupitre.ground import clock
from pupitre.ground.http import Answer
from pupitre.networks.errors import Later, NetworkError, NotSent, Reconnect, Refused, Unsure
from pupitre.networks.wordpress.rest import host_of, parsed

UPLOAD_REFUSED = {"rest_upload_sideload_error", "rest_upload_unknown_error", "rest_upload_no_content_type"}
"""500 that must never be retried: the first for a raw body, the second for a form, of a forbidden type."""

ROLE = {
    "rest_cannot_create": "role_publish",
    "rest_cannot_publish": "role_publish",
    "rest_cannot_edit": "role_edit",
    "rest_cannot_edit_others": "role_edit",
    "rest_forbidden_context": "role_edit",
    "rest_cannot_delete": "role_delete",
    "rest_user_cannot_delete_post": "role_delete",
    "rest_cannot_assign_term": "role_terms",
    "rest_cannot_assign_sticky": "role_edit",
}
"""403 by code: WordPress knows us and says no. The same codes as 401 mean that it does not know us."""

TOKEN = {
    "application_passwords_disabled": "app_passwords_off",
    "application_passwords_disabled_for_user": "app_passwords_off",
}

LONGEST_WAIT = timedelta(days=1)


def judged(answer: Answer, acting: bool) -> Any:
    """The JSON of a good answer; one of the five errors is raised for any other.

    `acting`: this answers the one call. What can't be told is then Unsure; of a look, or of what may
    be repeated without harm, it is NotSent.
    """
    said = parsed(answer)
    if answer.ok and isinstance(said, dict | list):
        return said
    raise error(answer, said, acting)


def rows(answer: Answer) -> list[dict[str, Any]]:
    """The rows of a list, each with its id. Anything but such a list proves nothing, not even an absence."""
    said = judged(answer, acting=False)
    if not isinstance(said, list) or not all(isinstance(row, dict) and isinstance(row.get("id"), int) for row in said):
        raise _unclear(answer, acting=False)
    return said


def row(answer: Answer, acting: bool) -> dict[str, Any]:
    """One thing with its id; see `judged`."""
    said = judged(answer, acting)
    if not isinstance(said, dict) or not isinstance(said.get("id"), int):
        raise _unclear(answer, acting)
    return said


def error(answer: Answer, said: Any, acting: bool) -> NetworkError:
    """The error that an answer stands for."""
    code = said.get("code", "") if isinstance(said, dict) else ""
    if answer.status in {301, 302, 303, 307, 308}:
        return Reconnect(False, "moved", {"place": answer.headers.get("location", "")[:200]}, evidence(answer))
    if answer.status == 429:
        return Later(wait_until(answer), raw=evidence(answer))
    if answer.status == 500 and code in UPLOAD_REFUSED:
        return Refused("upload_refused", {"reason": reason(said)}, evidence(answer))
    if code == "rest_trash_not_supported":  # a 501: this blog keeps no trash, and nothing was done
        return Refused("trash_none", raw=evidence(answer))
    if 400 <= answer.status < 500 and answer.status != 408:
        return _declined(answer, said, str(code))
    return _unclear(answer, acting)


def _declined(answer: Answer, said: Any, code: str) -> NetworkError:
    raw = evidence(answer)
    if answer.status == 401 or _is_stranger(said):
        return Reconnect(
            False, TOKEN.get(code, "token_dead" if code else "rest_closed"), {"host": host_of(answer.url)}, raw
        )
    if code in {"rest_post_invalid_id", "rest_already_trashed"}:
        return Refused("post_gone", raw=raw)
    if code == "rest_no_route" or (answer.status == 404 and not code):
        return Reconnect(False, "rest_closed", {"host": host_of(answer.url)}, raw)
    if answer.status == 403:
        params = {"host": host_of(answer.url), "reason": reason(said) or "403"}
        return Refused(ROLE.get(code, "blocked"), params, raw)
    if answer.status == 413:
        return Refused("too_heavy", {"host": host_of(answer.url)}, raw)
    return Refused("refused_other", {"reason": reason(said) or str(answer.status)}, raw)


def _is_stranger(said: Any) -> bool:
    """A list of `status=…` asked with a dead password: a 400 rest_invalid_param that hides a 401 (6.5.5)."""
    data = said.get("data") if isinstance(said, dict) else None
    details = data.get("details") if isinstance(data, dict) else None
    hidden = (
        [detail.get("data") for detail in details.values() if isinstance(detail, dict)]
        if isinstance(details, dict)
        else []
    )
    return any(isinstance(inner, dict) and inner.get("status") == 401 for inner in hidden)


def _unclear(answer: Answer, acting: bool) -> NetworkError:
    host = host_of(answer.url)
    if answer.status == 503 and not acting and "retry-after" in answer.headers:
        return Later(wait_until(answer), "maintenance", {"host": host}, evidence(answer))
    if not 200 <= answer.status < 300:
        code, params = "server_error", {"host": host, "status": answer.status}
    else:
        code, params = "unreadable", {"host": host}
    return Unsure(code, params, evidence(answer)) if acting else NotSent(f"look_{code}", params, evidence(answer))


def reason(said: Any) -> str:
    """What WordPress wrote for people: its message, and which field it means."""
    if not isinstance(said, dict):
        return ""
    data = said.get("data")
    params = data.get("params") if isinstance(data, dict) else None
    details = [str(words) for words in params.values()] if isinstance(params, dict) else []
    text = " ".join([str(said.get("message") or ""), *details])
    return " ".join(unescape(re.sub(r"<[^>]*>", "", text)).split())[:300]


def evidence(answer: Answer) -> str:
    """The status and the beginning of what was said, for whoever looks into it."""
    return f"{answer.status} {' '.join(answer.text[:400].split())}".strip()


def wait_until(answer: Answer, default: timedelta = timedelta(minutes=5)) -> datetime:
    """When Retry-After (seconds or a date, perhaps twice: the later counts) lets us come back."""
    now = clock.now()
    told = [_instant(value, now) for value in answer.headers.get_list("retry-after")]
    wishes = [at for at in told if at is not None]
    at = max(wishes, default=now + default)
    return min(max(at, now + timedelta(seconds=1)), now + LONGEST_WAIT)


def _instant(value: str, now: datetime) -> datetime | None:
    if value.strip().isdigit():
        return now + min(timedelta(seconds=int(value.strip()[:9])), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
