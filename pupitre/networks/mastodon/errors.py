"""A server's answer, said as one of the five errors. Texts are hints only: a server translates them."""

import re
from urllib.parse import urlsplit

from pupitre.ground import clock
from pupitre.ground.http import Answer
from pupitre.networks.errors import Later, NetworkError, NotSent, Reconnect, Refused, Unsure
from pupitre.networks.mastodon.waits import accepts_again

_SCOPE = re.compile(r"scope", re.I)
_ACCOUNT = re.compile(r"suspend|disabled|pending|confirm|moved|locked out", re.I)
# Pixelfed says 400 "Duplicate idempotency key." (ApiV1Controller.php); Mastodon 422 "… not found or already
# attached to another post" for a picture that a first try has used up (config/locales/en.yml). 2026-11-22.
_DOUBLE = re.compile(r"duplicate|already attached", re.I)
_NOT_READY = re.compile(r"finished processing", re.I)
_AUTHOR = re.compile(r"not the author", re.I)


def host(answer: Answer) -> str:
    return urlsplit(answer.url).netloc.rsplit("@", 1)[-1]


def said(answer: Answer) -> str:
    """What the server gives as its reason, in its own words; empty when it gives none (HTML, nothing)."""
    body = answer.json()
    if not isinstance(body, dict):
        return ""
    for name in ("error_description", "error", "message", "detail"):
        text = body.get(name)
        if isinstance(text, str) and text.strip():
            return text.strip()[:300]
    return ""


def is_token(answer: Answer) -> bool:
    """Whether it is the token that the server does not accept. Takahē says 401 of somebody else's post too."""
    return answer.status == 401 and not _AUTHOR.search(said(answer))


def after_sending(answer: Answer, reply: bool = False) -> NetworkError:
    """Why a create, an edit or a delete did not answer with its status. `reply`: it answers another one."""
    status, reason = answer.status, said(answer)
    raw = reason or f"HTTP {status}"
    if status == 429:
        return Later(accepts_again(answer, clock.now()), raw=raw)
    if status == 409 or (400 <= status < 500 and _DOUBLE.search(reason)):
        return Unsure("duplicate", raw=raw)
    if status == 422 and _NOT_READY.search(reason):
        return NotSent("pictures_slow", raw=raw)
    if is_token(answer):
        return Reconnect(False, raw=raw)
    if status == 403 and reason:
        return _forbidden(reason)
    if status == 404 and reply:
        return Refused("parent_gone", raw=raw)
    if 400 <= status < 500 and status not in {408, 425}:
        return Refused("refused_other", {"reason": raw}, raw)
    if status >= 500 or status == 408:
        return Unsure("server_error", {"host": host(answer), "status": status}, raw)
    return Unsure("unreadable", {"host": host(answer), "status": status}, raw)


def after_looking(answer: Answer) -> NetworkError:
    """Why a look failed. Nothing was changed by it, and a passing error never disconnects a channel."""
    status, reason = answer.status, said(answer)
    raw = reason or f"HTTP {status}"
    if status == 429:
        return Later(accepts_again(answer, clock.now()), raw=raw)
    if status == 401:
        return Reconnect(False, raw=raw)
    if status == 403 and reason:
        return Reconnect(False, "scope_missing" if _SCOPE.search(reason) else "account_closed", raw=raw)
    if status >= 400:
        return NotSent("server_trouble", {"host": host(answer), "status": status}, raw)
    return NotSent("unreadable", {"host": host(answer), "status": status}, raw)


def harmless(error: NetworkError) -> NetworkError:
    """The same failure where doing it twice does no harm (uploads): safe to try again."""
    if isinstance(error, Unsure):
        return NotSent(error.code if error.code != "duplicate" else "server_trouble", error.params, error.raw)
    return error


def _forbidden(reason: str) -> NetworkError:
    if _SCOPE.search(reason):
        return Reconnect(False, "scope_missing", raw=reason)
    if _ACCOUNT.search(reason):
        return Reconnect(False, "account_closed", raw=reason)
    return Refused("refused_other", {"reason": reason}, reason)
