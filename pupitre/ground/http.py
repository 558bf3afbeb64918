"""Outgoing HTTP: the only door out. Every address is checked, and the one checked is the one called.

No proxy, no netrc, no cookie jar, no retry; nothing about us but `User-Agent: Pupitre/<version>`.
"""

import json as jsonlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import h11
import httpcore2
import httpx2

from pupitre import __version__
from pupitre.ground import addresses, clock
from pupitre.ground import body as bodies
from pupitre.ground.addresses import port_of
from pupitre.ground.failures import AddressRefused, HttpFailure, Interrupted, NothingLeft
from pupitre.ground.wire import Exchange, Line, kept, line_to

__all__ = ["AddressRefused", "Answer", "HttpFailure", "Interrupted", "NothingLeft", "check", "request"]

LOOKS = frozenset({"GET", "HEAD"})
"""Methods that change nothing over there."""
REDIRECTED = frozenset({301, 302, 303, 307, 308})
HARMLESS = frozenset({"accept", "accept-language", "user-agent", "range", "if-none-match", "if-modified-since"})
"""Headers that go along to another host; all others may hold a credential."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: httpx2.Headers
    body: bytes
    url: str

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON; None when it is not (a server that answers HTML)."""
        try:
            return jsonlib.loads(self.body)
        except (ValueError, RecursionError):
            return None


def check(url: str, timeout: float = 5.0) -> None:
    """Whether a request to this address would be let out, now; for forms. Opens nothing towards it.

    Raises AddressRefused; NothingLeft when its name can't be found within `timeout` seconds.
    """
    addresses.places(addresses.read(url), timeout)


def request(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, Any] | None = None,
    json: Any = None,
    form: Mapping[str, Any] | None = None,
    body: bytes | None = None,
    files: Any = None,
    timeout: float = 20.0,
    most: int = 10_000_000,
    redirects: int = 0,
) -> Answer:
    """One request, at most `timeout` seconds in all and `most` bytes of (unpacked) answer.

    `params` are added to the URL's query; `form` is urlencoded, or multipart with `files` (as httpx takes
    them); a None in `params` or `form` is left out, a list repeats its name.

    Never retries. Redirects are followed only when asked (`redirects`: how many), each hop checked
    anew; with 0 a redirect is an Answer like any other. To another origin go neither credentials nor
    a body. Raises AddressRefused, NothingLeft, Interrupted.
    """
    content = {"json": json, "data": _given(form), "content": body, "files": files}
    hop = _Hop(method.upper(), addresses.read(url, _pairs(params)), _headers(headers or {}), content)
    deadline = clock.elapsed() + timeout
    answer = _exchange(hop, Exchange(deadline), most)
    return _followed(hop, answer, redirects, deadline, most) if redirects else answer


@dataclass(frozen=True, slots=True)
class _Hop:
    method: str
    url: httpx2.URL
    headers: httpx2.Headers
    content: dict[str, Any]


def _followed(first: _Hop, answer: Answer, redirects: int, deadline: float, most: int) -> Answer:
    """The answer at the end of the redirects; once a request that changes something has left, never "nothing left"."""
    hop = first
    try:
        for _ in range(redirects):
            onward = _onward(hop, answer)
            if onward is None:
                return answer
            hop = onward
            answer = _exchange(hop, Exchange(deadline), most)
        if _onward(hop, answer) is None:
            return answer
    except NothingLeft as failure:
        raise Interrupted(failure.code, failure.detail) from failure
    except AddressRefused as failure:
        if first.method in LOOKS:
            raise
        raise Interrupted("redirect_refused", failure.detail) from failure
    raise Interrupted("too_many_redirects", f"more than {redirects}")


def _onward(hop: _Hop, answer: Answer) -> _Hop | None:
    """Where an answer sends us, as browsers understand it. Raises AddressRefused, Interrupted."""
    location = answer.headers.get("location")
    if answer.status not in REDIRECTED or location is None:
        return None
    url = _joined(hop.url, location)
    same = (url.scheme, url.raw_host, url.port) == (hop.url.scheme, hop.url.raw_host, hop.url.port)
    headers = {name: value for name, value in hop.headers.items() if same or name in HARMLESS}
    becomes_get = answer.status == 303 or (answer.status in {301, 302} and hop.method == "POST")
    if becomes_get and hop.method not in LOOKS:
        bare = {name: value for name, value in headers.items() if not name.startswith("content-")}
        return _Hop("GET", url, _headers(bare), {})
    if not same and any(value is not None for value in hop.content.values()):
        raise Interrupted("redirect_refused", "a body is not repeated to another host")
    return _Hop(hop.method, url, _headers(headers), hop.content)


def _joined(url: httpx2.URL, location: str) -> httpx2.URL:
    try:
        return addresses.read(urljoin(str(url), location.strip().replace(" ", "%20")))
    except ValueError as error:
        raise AddressRefused("malformed", "a redirect that can't be read") from error


def _exchange(hop: _Hop, exchange: Exchange, most: int) -> Answer:
    """One request and its answer over one line. Raises AddressRefused, NothingLeft, Interrupted."""
    message = _message(hop)
    line = line_to(hop.url, exchange, reuse=hop.method in LOOKS)
    try:
        answer = _spoken(line, hop, message, most)
    except (httpcore2.LocalProtocolError, h11.LocalProtocolError):  # the text quotes the header: it may be a token
        raise exchange.failure("body_unreadable" if exchange.left else "malformed_request") from None
    except httpcore2.ProtocolError as error:
        raise exchange.failure("protocol", str(error).split(":")[0][:100]) from None
    except OSError as error:
        raise exchange.failure("body_unreadable", type(error).__name__) from error
    finally:
        if not (hop.method in LOOKS and kept.give_back(line)):
            line.close()
    return answer


def _spoken(line: Line, hop: _Hop, message: httpcore2.Request, most: int) -> Answer:
    response = line.handle(message)
    headers = httpx2.Headers(response.headers)
    announced = headers.get("content-length", "")
    if hop.method != "HEAD" and response.status != 304 and bodies.is_too_large(announced, most):
        raise Interrupted("too_large", f"{announced[:20]} bytes announced, {most} allowed")
    assert isinstance(response.stream, Iterable)
    body = bodies.read(response.stream, headers.get("content-encoding", ""), most)
    response.close()
    return Answer(response.status, headers, body, str(hop.url))


def _message(hop: _Hop) -> httpcore2.Request:
    """The request as it goes on the wire. Raises NothingLeft when it can't be written down."""
    headers = hop.headers.copy()
    headers.setdefault("Accept", "*/*")
    headers.setdefault("Accept-Encoding", "gzip")
    headers.setdefault("Connection", "keep-alive" if hop.method in LOOKS else "close")
    headers.setdefault("User-Agent", f"Pupitre/{__version__}")
    try:
        request = httpx2.Request(hop.method, hop.url, headers=headers, **hop.content)
    except (TypeError, ValueError) as error:
        raise NothingLeft("malformed_request", type(error).__name__) from None
    url = httpcore2.URL(
        scheme=hop.url.raw_scheme, host=hop.url.raw_host, port=port_of(hop.url), target=hop.url.raw_path
    )
    return httpcore2.Request(request.method, url, headers=request.headers.raw, content=request.stream)


def _headers(given: Mapping[str, str]) -> httpx2.Headers:
    try:
        return httpx2.Headers(given, encoding="utf-8")
    except ValueError as error:
        raise NothingLeft("malformed_request", type(error).__name__) from None


def _pairs(given: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    return list(httpx2.QueryParams(_given(given) or {}).multi_items())


def _given(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if values is None else {name: value for name, value in values.items() if value is not None}
