"""The one way in which this network is spoken to: JSON over HTTP, a method's name in the path."""

from collections.abc import Mapping
from typing import Any

from pupitre.ground.http import Answer
from pupitre.networks.bluesky.errors import harmless, judge, looked
from pupitre.networks.call import call
from pupitre.networks.errors import Unsure

UPLOAD_SECONDS = 60.0


def look(
    server: str, method: str, params: Mapping[str, Any] | None = None, *, token: str = "", proxy: str = ""
) -> dict[str, Any]:
    """Ask; change nothing. `proxy` names the service the server shall pass it on to; empty: its own choice.

    Raises NotSent, Later, Reconnect.
    """
    return _told(look_at(server, method, params, token=token, proxy=proxy), looked)


def look_at(
    server: str, method: str, params: Mapping[str, Any] | None = None, *, token: str = "", proxy: str = ""
) -> Answer:
    """The bare answer of a look, for those who read refusals themselves. Raises NotSent."""
    headers = _bearer(token) | ({"atproto-proxy": proxy} if proxy else {})
    return call("GET", _url(server, method), params=params, headers=headers)


def write(server: str, method: str, body: Mapping[str, Any], token: str) -> dict[str, Any]:
    """Change something for good. Raises the five errors."""
    return _told(call("POST", _url(server, method), json=body, headers=_bearer(token)), lambda error: error)


def sign(server: str, method: str, body: Mapping[str, Any] | None = None, *, token: str = "") -> Answer:
    """The bare answer to something that may be asked twice (a session). Raises NotSent."""
    return _twice(_url(server, method), json=body, headers=_bearer(token))


def upload(server: str, content: bytes, mime: str, token: str) -> dict[str, Any]:
    """Hand over a file; nobody sees it before a record names it. Raises NotSent, Later, Reconnect, Refused."""
    headers = _bearer(token) | {"content-type": mime}
    url = _url(server, "com.atproto.repo.uploadBlob")
    return _told(_twice(url, body=content, headers=headers, timeout=UPLOAD_SECONDS), harmless)


def _twice(url: str, **options: Any) -> Answer:
    try:
        return call("POST", url, **options)
    except Unsure as failure:
        raise harmless(failure) from failure


def _told(answer: Answer, as_seen: Any) -> dict[str, Any]:
    told = answer.json()
    if answer.ok and isinstance(told, dict):
        return told
    raise as_seen(judge(answer))


def _url(server: str, method: str) -> str:
    return f"{server}/xrpc/{method}"


def _bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"} if token else {}
