"""Connecting a blog by an application password.

developer.wordpress.org/advanced-administration/security/application-passwords (2026-11-22). The login is
tried on users/me: a wrong one on a public list would answer 200, as anybody (WordPress 6.5.5).
"""

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from pupitre.ground.http import Answer
from pupitre.networks.errors import NetworkError, NotSent, Reconnect, Refused
from pupitre.networks.wordpress import errors, messages, xmlrpc
from pupitre.networks.wordpress.rest import ask, host_of, parsed
from pupitre.networks.wordpress.site import Site, find
from pupitre.networks.words import Detour, Grant, Question

TOLD = ("publish_posts", "edit_published_posts", "delete_published_posts", "upload_files", "manage_categories")
"""The capabilities that decide what we can do here."""

MOST_CATEGORIES = 100


def questions() -> Sequence[Question]:
    return (
        Question("site", messages.SITE, messages.SITE_HELP, kind="url"),
        Question("login", messages.LOGIN, messages.LOGIN_HELP),
        Question("password", messages.PASSWORD, messages.PASSWORD_HELP, kind="password"),
    )


def begin(answers: Mapping[str, str], callback: str) -> Grant | Detour:
    """Connect at once; WordPress asks for no visit. Raises Refused, NotSent, Later."""
    login, password = answers.get("login", "").strip(), answers.get("password", "").strip()
    if not login or not password:
        raise Refused("login_empty")
    site = find(answers.get("site", ""))
    bare = Grant(server=site.root, account="", url=site.home, secrets={"login": login, "password": password})
    return _grant(site, bare)


def finish(memory: Mapping[str, str], answer: Mapping[str, str]) -> Grant:
    """Never reached: `begin` sends nobody away."""
    raise Refused("login_empty")


def check(grant: Grant) -> Grant:
    """The same account with fresh facts. Raises Reconnect(refresh=False), NotSent, Later."""
    version = str(grant.facts.get("version", ""))
    try:
        return _grant(Site(root=grant.server, home=grant.url, index={}, version=version), grant)
    except Refused as refusal:
        raise Reconnect(False, refusal.code, refusal.params, refusal.raw) from refusal


def _grant(site: Site, grant: Grant) -> Grant:
    """1. what the site tells whoever has this login, 2. who we are there, 3. may we publish, 4. its categories."""
    index = _index(grant) or site.index
    me = _me(site, index, grant)
    capabilities = me.get("capabilities") or {}
    allowed = [name for name in TOLD if isinstance(capabilities, dict) and capabilities.get(name)]
    if "publish_posts" not in allowed:
        roles = ", ".join(str(role) for role in me.get("roles") or [])
        raise Refused("role_publish", {"host": host_of(site.home), "role": roles})
    return Grant(
        server=site.root,
        account=f"{me['id']}@{host_of(site.home)}{urlsplit(site.home).path.rstrip('/')}",
        handle=host_of(site.home) + urlsplit(site.home).path.rstrip("/"),
        name=unescape(str(index.get("name") or "")) or host_of(site.home),
        avatar=str(index.get("site_icon_url") or ""),
        url=site.home,
        secrets=grant.secrets,
        facts={
            "version": site.version,
            "author": str(me.get("name") or ""),
            "capabilities": allowed,
            "can_upload": "upload_files" in allowed,
            "categories": categories(grant),
            "timezone": _timezone(index),
        },
    )


def _index(grant: Grant) -> dict[str, Any]:
    """The index as a member sees it, since some plugins show it to nobody else; empty when even so hidden."""
    answer = ask(grant, "GET", "")
    said = parsed(answer)
    if answer.status == 429 or answer.status >= 500:
        raise errors.error(answer, said, acting=False)
    return said if answer.ok and isinstance(said, dict) else {}


def _me(site: Site, index: Mapping[str, Any], grant: Grant) -> dict[str, Any]:
    """The account of this login. Raises Refused with the reason why the site does not know it."""
    answer = ask(grant, "GET", "wp/v2/users/me", params={"context": "edit"})
    said = parsed(answer)
    if answer.ok and isinstance(said, dict) and isinstance(said.get("id"), int):
        return said
    code = str(said.get("code", "")) if isinstance(said, dict) else ""
    if answer.status == 401 and code:
        raise _unknown(site, index, grant, answer, code)
    if answer.ok or answer.status in {401, 403, 404}:
        raise Refused("rest_closed", {"host": host_of(site.home)}, errors.evidence(answer))
    raise _as_connecting(errors.error(answer, said, acting=False))


def _unknown(site: Site, index: Mapping[str, Any], grant: Grant, answer: Answer, code: str) -> Refused:
    """Why a login is not known. WordPress says rest_not_logged_in for most reasons: see which it is."""
    host, raw = {"host": host_of(site.home)}, errors.evidence(answer)
    if code in errors.TOKEN or (index and "application-passwords" not in (index.get("authentication") or {})):
        return Refused("app_passwords_off", host, raw)
    if code in {"incorrect_password", "invalid_username", "invalid_email"}:
        return Refused("login_wrong", host, raw)
    if code != "rest_not_logged_in":
        return Refused("rest_closed", host, raw)
    if not re.fullmatch(r"[A-Za-z0-9]{24}", re.sub(r"[^A-Za-z0-9]", "", grant.secrets["password"])):
        return Refused("password_kind", host, raw)
    known = xmlrpc.knows(site.home, grant)
    if known is None:
        return Refused("login_unknown", host, raw)
    return Refused("header_stripped" if known else "login_wrong", host, raw)


def _as_connecting(failure: NetworkError) -> NetworkError:
    """Nothing is connected yet, so there is nothing to connect anew: a sentence for the form."""
    if isinstance(failure, Reconnect):
        return Refused(failure.code, failure.params, failure.raw)
    return failure


def categories(grant: Grant) -> list[dict[str, object]]:
    """The blog's categories, the most used first, at most a hundred: id and name. Empty when hidden."""
    params = {"per_page": MOST_CATEGORIES, "orderby": "count", "order": "desc", "_fields": "id,name"}
    try:
        answer = ask(grant, "GET", "wp/v2/categories", params=params)
    except NotSent:
        return []
    found = parsed(answer)
    if not answer.ok or not isinstance(found, list):
        return []
    return [
        {"id": row["id"], "name": unescape(str(row.get("name", "")))}
        for row in found
        if isinstance(row, dict) and isinstance(row.get("id"), int)
    ]


def _timezone(index: Mapping[str, Any]) -> str:
    """A name (Europe/Paris), or UTC+02:00 where the blog was only given an offset."""
    name = str(index.get("timezone_string") or "")
    if name:
        return name
    try:
        minutes = round(float(index.get("gmt_offset") or 0) * 60)
    except (TypeError, ValueError):
        return "UTC"
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}" if minutes else "UTC"
