"""One call to the API of a server as an account, and its JSON. No retry, no redirect."""

from collections.abc import Mapping
from typing import Any

from pupitre.ground.http import Answer
from pupitre.networks.call import call
from pupitre.networks.errors import Reconnect
from pupitre.networks.mastodon import errors, software
from pupitre.networks.words import Grant


def ask(grant: Grant, method: str, path: str, headers: Mapping[str, str] | None = None, **options: Any) -> Answer:
    """The answer as it came, whatever its status.

    Raises NotSent, Unsure (see `call`), and Reconnect(refresh=True) where a token that ends can be renewed.
    """
    own = {"Authorization": f"Bearer {grant.secrets.get('token', '')}", "Accept": "application/json"}
    if software.of(grant.facts).closes:
        own["Connection"] = "close"
    answer = call(method, grant.server + path, headers={**own, **(headers or {})}, **options)
    if grant.secrets.get("refresh") and errors.is_token(answer):
        raise Reconnect(True, raw=errors.said(answer) or "HTTP 401")
    return answer


def look(grant: Grant, path: str, params: Mapping[str, Any] | None = None) -> Any:
    """The JSON object or list at `path`; None when it is gone (404, 410). Raises the errors of a look."""
    answer = ask(grant, "GET", path, params=params)
    if answer.status in {404, 410}:
        return None
    return content(answer)


def content(answer: Answer) -> Any:
    """The JSON object or list of a good answer. Raises the errors of a look."""
    body = answer.json() if answer.ok else None
    if not isinstance(body, dict | list):
        raise errors.after_looking(answer)
    return body
