"""How we speak with a blog's REST API: addresses, the login, and JSON behind a broken plugin's noise."""

import base64
import json
import re
from typing import Any
from urllib.parse import urlsplit

from pupitre.ground.environment import environment
from pupitre.ground.http import Answer
from pupitre.networks.call import call
from pupitre.networks.words import Grant

A_PAGE = re.compile(r"^[^{\[]*<(!doctype|html|head|body|script)\b", re.IGNORECASE)

SLOW = 60.0
"""Seconds for an upload: the blog makes half a dozen sizes of a picture before it answers."""


def host_of(url: str) -> str:
    """host, or host:port where the port is not the usual one."""
    return urlsplit(url).netloc.rsplit("@", 1)[-1].lower()


def may_be_plain(url: str) -> bool:
    """Whether http:// is allowed here: only inside hosts that the operator named one by one."""
    try:
        parts = urlsplit(url)
        place = ((parts.hostname or "").lower().rstrip("."), parts.port or 80)
    except ValueError:  # what somebody typed is no address
        return False
    return place in environment().private_hosts


def login_header(login: str, password: str) -> dict[str, str]:
    token = base64.b64encode(f"{login}:{password}".encode()).decode()
    return {"Authorization": f"Basic {token}"}


def headers(grant: Grant) -> dict[str, str]:
    return login_header(grant.secrets.get("login", ""), grant.secrets.get("password", "")) | {
        "Accept": "application/json",
        "Cache-Control": "no-cache",  # a host's page cache may keep what a GET answered
    }


def ask(grant: Grant, method: str, path: str, **options: Any) -> Answer:
    """One request to `path` under the REST root, as this account. No redirect, no retry."""
    return call(method, grant.server + path, headers=headers(grant), **options)


def parsed(answer: Answer) -> Any:
    """The JSON of an answer, or None. A byte-order mark or PHP warnings printed before it are skipped.

    Both come from plugins and are common (developer.wordpress.org/advanced-administration/debug, 2026-11-22).
    """
    text = answer.text.lstrip("\ufeff \t\r\n")
    if A_PAGE.search(text[:2_000]):  # JSON inside a page (search engines' data) says nothing to us
        return None
    for start in _starts(text):
        try:
            return json.JSONDecoder().raw_decode(text, start)[0]
        except (ValueError, RecursionError):
            continue
    return None


def _starts(text: str) -> list[int]:
    """Where JSON may begin: at once, or at the start of a line after printed warnings."""
    after = [at + 1 for at, sign in enumerate(text[:20_000]) if sign in "\n>" and text[at + 1 : at + 3] in _OPENINGS]
    return [0, *after] if text[:1] in {"{", "["} else after


_OPENINGS = frozenset({'{"', "[{", "[]", "{}"})


def total(answer: Answer) -> int | None:
    """X-WP-Total: how many there are in all; None when a proxy took it out."""
    told = answer.headers.get("x-wp-total", "").strip()
    return int(told) if told.isdigit() else None
