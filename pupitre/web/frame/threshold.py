"""Around the whole application: requests are made plain before they are read, and nothing falls through unanswered."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

logger = logging.getLogger("pupitre.failure")

_CHARSET = re.compile(r";\s*charset\s*=\s*(?:\"[^\"]*\"?|[^;]*)", re.IGNORECASE)
_BROKEN = """Pupitre met a bug of ours. What was saved before is safe. Its number in the log: {number}
Pupitre a rencontré une erreur de notre fait. Ce qui était enregistré est en sécurité. Son numéro : {number}
"""


class Threshold:
    """An ASGI application around another."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(_plain(scope), receive, noted)
        except Exception:
            number = secrets.token_hex(4)
            logger.error("failure %s before or after the pages", number, exc_info=True)
            if begun:
                raise
            await _broken(send, number)


def plain_type(content_type: str) -> str:
    """Without its charset: our forms and programs send UTF-8.

    Django reads a request by whatever codec a stranger names, and some of Python's decode no text ("hex", "idna"):
    it breaks while the request is being made, before any page could answer (Django 5.2, HttpRequest.encoding).
    """
    return _CHARSET.sub("", content_type)


def _plain(scope: dict[str, Any]) -> dict[str, Any]:
    headers = [
        (name, plain_type(value.decode("latin-1")).encode("latin-1") if name.lower() == b"content-type" else value)
        for name, value in scope["headers"]
    ]
    return {**scope, "headers": headers}


async def _broken(send: Send, number: str) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": _BROKEN.format(number=number).encode()})
