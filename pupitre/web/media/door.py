"""The door of the pages: a body that is too large is refused before it is read, whatever page it is for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from pupitre.media.pictures import MOST_BYTES

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

MOST = MOST_BYTES + 200_000
"""bytes of one request: the heaviest picture and the form around it"""


class Door:
    """An ASGI application around another. One that announces too much gets 413; one that lies is cut off."""

    def __init__(self, app: App, most: int = MOST) -> None:
        self.app = app
        self.most = most

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif _announced(scope) > self.most:
            await _refuse(send)
        else:
            await self.app(scope, self._counted(receive), send)

    def _counted(self, receive: Receive) -> Receive:
        read = 0

        async def counting() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            return message if read <= self.most else {"type": "http.disconnect"}

        return counting


def _announced(scope: dict[str, Any]) -> int:
    value = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(value) if value.isdigit() and len(value) < 19 else 10**18


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": b"This is too large. Nothing was saved."})
