"""A pretend account behind a press: another process, spoken to over HTTP as any real network is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlsplit

from pupitre.ground import clock
from pupitre.ground.http import Answer
from pupitre.networks.call import call
from pupitre.networks.errors import Later, NetworkError, NotSent, Reconnect, Refused, Unsure
from pupitre.networks.paper.place import Letter, Printed, Stack
from pupitre.networks.words import Grant

UNTOLD_WAIT = 60.0
"""seconds (of the time that runs here) when a limit does not say how long"""
LONGEST_WAIT = timedelta(days=1)


class Press:
    """What an account may ask of the press at its server."""

    def __init__(self, grant: Grant) -> None:
        self._grant = grant
        self._base = f"{grant.server.rstrip('/')}/accounts/{quote(grant.account, safe='')}"

    def put(self, key: str, letter: Letter, at: datetime) -> Printed:
        said = {"key": key, "letter": dict(letter), "at": at.isoformat()}
        return _printed(self._act("POST", "/posts", said))

    def keep(self, key: str, letter: Letter, at: datetime) -> str:
        said = {"key": key, "letter": dict(letter), "at": at.isoformat()}
        return str(_harmless(lambda: self._act("POST", "/containers", said))["handle"])

    def print_container(self, handle: str) -> Printed | None:
        told = self._act("POST", f"/containers/{quote(handle)}/post")
        return _printed(told) if "id" in told else None

    def is_printed(self, handle: str) -> bool:
        told = self._look(f"/containers/{quote(handle)}")
        return bool(told and told.get("printed"))

    def under_key(self, key: str) -> Printed | None:
        told = self._look(f"/keys/{quote(key)}")
        return _printed(told) if told else None

    def post(self, post_id: str) -> Printed | None:
        told = self._look(f"/posts/{quote(post_id)}")
        return _printed(told) if told else None

    def latest(self, before: str | None, most: int) -> Stack:
        told = self._look("/posts", before=before, most=most)
        if told is None:
            raise NotSent("look_unclear", {"host": _host(self._base)})
        return Stack(tuple(_printed(post) for post in told["posts"]), bool(told["more"]))

    def change(self, post_id: str, letter: Letter) -> Printed:
        return _printed(self._act("PATCH", f"/posts/{quote(post_id)}", {"letter": dict(letter)}))

    def remove(self, post_id: str) -> None:
        self._act("DELETE", f"/posts/{quote(post_id)}")

    def renewed(self, grant: Grant) -> Grant:
        """The press gives a new pair for the renewal, and takes each renewal once."""
        said = {"account": grant.account, "renewal": grant.secrets.get("renewal", "")}
        answer = call("POST", f"{grant.server.rstrip('/')}/token", json=said, timeout=10)
        told = answer.json()
        if answer.ok and isinstance(told, dict) and "token" in told:
            young = {"token": str(told["token"]), "renewal": str(told["renewal"])}
            return Grant(grant.server, grant.account, grant.handle, grant.name, secrets=young, facts=grant.facts)
        error = _judged(answer)
        raise NotSent(error.code, error.params, error.raw) if isinstance(error, Unsure) else error

    def _act(self, method: str, path: str, said: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """One call that changes something. Raises the five errors."""
        answer = call(method, self._base + path, headers=self._proof(), json=said, timeout=20)
        told = answer.json()
        if not answer.ok:
            raise _judged(answer)
        if not isinstance(told, dict):
            raise Unsure("unreadable", {"host": _host(self._base)}, f"{answer.status} {answer.text[:200]}")
        return told

    def _look(self, path: str, **params: Any) -> Mapping[str, Any] | None:
        """One call that reads; None: not there. An answer that can't be read tells nothing: NotSent."""
        answer = call("GET", self._base + path, headers=self._proof(), params=params, timeout=20)
        told = answer.json()
        if answer.status == 404 and isinstance(told, dict) and told.get("error") == "gone":
            return None
        if answer.ok and isinstance(told, dict):
            return told
        error = _judged(answer)
        if isinstance(error, Refused | Unsure):
            raise NotSent("look_unclear", {"host": _host(self._base)}, error.raw)
        raise error

    def _proof(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._grant.secrets.get('token', '')}"}


def _printed(told: Mapping[str, Any]) -> Printed:
    try:
        at = datetime.fromisoformat(told["at"])
        return Printed(str(told["id"]), at, told["letter"], str(told.get("url", "")), printed_at=at)
    except (KeyError, ValueError, TypeError) as failure:
        raise Unsure("unreadable", {"host": "the press"}, str(told)[:200]) from failure


def _harmless(step: Any) -> Mapping[str, Any]:
    """What may be done twice: a broken answer is just tried again."""
    try:
        return step()  # type: ignore[no-any-return]
    except Unsure as error:
        raise NotSent(error.code, error.params, error.raw) from error


def _judged(answer: Answer) -> NetworkError:
    """The error that an answer stands for."""
    told = answer.json()
    name = str(told.get("error", "")) if isinstance(told, dict) else ""
    raw = f"{answer.status} {answer.text[:200]}"
    if answer.status == 429:
        return Later(accepts_again_at(answer), raw=raw)
    if answer.status == 401:
        return Reconnect(refresh=name == "token_old", raw=raw)
    if name == "duplicate":
        return Unsure("duplicate", raw=raw)
    if name == "gone":
        return Refused("post_gone", raw=raw)
    if name == "refused" and isinstance(told, dict):
        return Refused("refused_other", {"reason": str(told.get("reason", ""))}, raw)
    return Unsure("server_error", {"host": _host(answer.url), "status": answer.status}, raw)


def accepts_again_at(answer: Answer) -> datetime:
    """When a limit ends by its Retry-After: seconds, a date on the server's clock, or nothing that makes sense."""
    now = clock.now()
    text = answer.headers.get("retry-after", "").strip()
    wait = clock.span(UNTOLD_WAIT)
    if text.isascii() and text.isdigit():
        wait = timedelta(seconds=min(int(text[:9]), LONGEST_WAIT.total_seconds()))
    elif text:
        until, there = _date(text), _date(answer.headers.get("date", "")) or now
        wait = until - there if until else wait
    return now + min(max(wait, timedelta(seconds=1)), LONGEST_WAIT)


def _date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _host(url: str) -> str:
    return urlsplit(url).netloc
