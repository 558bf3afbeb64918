"""The one way in which this network is spoken to: JSON over HTTP, a method's name in the path."""

from collections.abc import Mapping
from typing import Any

from pupitre.ground import clock
from pupitre.ground.http import Answer
from pupitre.networks.bluesky.credentials import Credential, Nobody
from pupitre.networks.bluesky.errors import harmless, judge, looked
from pupitre.networks.call import call
from pupitre.networks.errors import Unsure

SECONDS = 20.0
UPLOAD_SECONDS = 60.0
NOBODY = Nobody()


def look(
    server: str, method: str, params: Mapping[str, Any] | None = None, *, by: Credential = NOBODY, proxy: str = ""
) -> dict[str, Any]:
    """Ask; change nothing. `proxy` names the service the server shall pass it on to; empty: its own choice.

    Raises NotSent, Later, Reconnect.
    """
    return _told(look_at(server, method, params, by=by, proxy=proxy), looked)


def look_at(
    server: str, method: str, params: Mapping[str, Any] | None = None, *, by: Credential = NOBODY, proxy: str = ""
) -> Answer:
    """The bare answer of a look, for those who read refusals themselves. Raises NotSent."""
    headers = {"atproto-proxy": proxy} if proxy else {}
    return ask("GET", _url(server, method), by, params=params, headers=headers)


def write(server: str, method: str, body: Mapping[str, Any], by: Credential) -> dict[str, Any]:
    """Change something for good. Raises the five errors."""
    return _told(ask("POST", _url(server, method), by, json=body), lambda error: error)


def sign(server: str, method: str, body: Mapping[str, Any] | None = None, *, by: Credential = NOBODY) -> Answer:
    """The bare answer to something that may be asked twice (a session). Raises NotSent."""
    return twice(_url(server, method), by, json=body)


def upload(server: str, content: bytes, mime: str, by: Credential) -> dict[str, Any]:
    """Hand over a file; nobody sees it before a record names it. Raises NotSent, Later, Reconnect, Refused."""
    url = _url(server, "com.atproto.repo.uploadBlob")
    headers = {"content-type": mime}
    return _told(twice(url, by, body=content, headers=headers, timeout=UPLOAD_SECONDS), harmless)


def twice(url: str, by: Credential, **options: Any) -> Answer:
    """A POST that does no harm when it arrives twice: its answer, or NotSent."""
    try:
        return ask("POST", url, by, **options)
    except Unsure as failure:
        raise harmless(failure) from failure


def ask(
    verb: str,
    url: str,
    by: Credential,
    *,
    headers: Mapping[str, str] | None = None,
    timeout: float = SECONDS,
    **rest: Any,
) -> Answer:
    """One request. Where the server did nothing but ask for its nonce, the same once more, in the time that is left.

    Whatever else is answered, or not answered, is final: nothing is asked twice on a guess. Raises NotSent, Unsure.
    """
    began = clock.elapsed()
    answer = call(verb, url, headers={**(headers or {}), **by.headers(verb, url)}, timeout=timeout, **rest)
    if not by.lacked_nonce(answer):
        return answer
    left = max(timeout - (clock.elapsed() - began), 1.0)
    answer = call(verb, url, headers={**(headers or {}), **by.headers(verb, url)}, timeout=left, **rest)
    by.lacked_nonce(answer)
    return answer


def _told(answer: Answer, as_seen: Any) -> dict[str, Any]:
    told = answer.json()
    if answer.ok and isinstance(told, dict):
        return told
    raise as_seen(judge(answer))


def _url(server: str, method: str) -> str:
    return f"{server}/xrpc/{method}"
