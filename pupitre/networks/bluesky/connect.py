"""Connecting an account by app password, and keeping what the desk knows of it fresh."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from pupitre.ground.environment import environment
from pupitre.networks.bluesky import appview, messages, xrpc
from pupitre.networks.bluesky.session import Session, claims, expiry, inactive, renew, sign_in
from pupitre.networks.errors import NotSent, Reconnect, Refused
from pupitre.networks.words import Facts, Grant, Question

HOME = "https://bsky.social"
APP = "https://bsky.app"
APP_HOSTS = frozenset({"bsky.app", "www.bsky.app", "main.bsky.dev"})
"""where people read: what they copy from their address bar, not a server that keeps accounts"""

APP_PASSWORD = re.compile(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){3}")
WHOLE_ACCOUNT = "com.atproto.access"
"""scope of a session made with the account's own password
(https://github.com/bluesky-social/atproto/blob/main/packages/pds/src/auth-scope.ts, 2026-11-22)"""

UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""marks of direction that come along when a handle is copied from a page"""


def questions() -> Sequence[Question]:
    """Server, handle and app password."""
    return (
        Question("server", messages.SERVER, messages.SERVER_HELP, kind="url", initial=HOME),
        Question("handle", messages.HANDLE, messages.HANDLE_HELP),
        Question("app_password", messages.APP_PASSWORD, messages.APP_PASSWORD_HELP, kind="password"),
    )


def begin(answers: Mapping[str, str], callback: str) -> Grant:
    """1. Is it such a server? 2. Sign in. 3. Where the account lives, and what its profile shows.

    Raises Refused (server_*, handle_*, password_*, code_needed, account_*), NotSent, Later.
    """
    server = server_address(answers.get("server", ""))
    about = _about(server)
    handle = _identifier(answers.get("handle", ""), about)
    password = answers.get("app_password", "").strip()
    if not password:
        raise Refused("password_missing")
    session = sign_in(server, handle, password)
    if claims(session["accessJwt"]).get("scope") == WHOLE_ACCOUNT and not APP_PASSWORD.fullmatch(password):
        raise Refused("password_main")
    limit = about.get("blobUploadLimit")
    try:
        return _grant(session, server, password, {"blob": limit} if isinstance(limit, int) else {})
    except Reconnect as failure:
        raise Refused(failure.code, failure.params, failure.raw) from failure


def finish(memory: Mapping[str, str], answer: Mapping[str, str]) -> Grant:
    """Always Refused: an account is connected at once, so nobody comes back from a detour."""
    raise Refused("no_detour")


def check(grant: Grant) -> Grant:
    """A new session, by the refresh token or else by the app password, and the profile as it is now.

    Raises Reconnect(refresh=False) when the server refuses the app password too, or holds the account
    suspended, deactivated or gone; NotSent and Later pass.
    """
    try:
        return _grant(renew(grant), grant.server, grant.secrets.get("app_password", ""), grant.facts)
    except Refused as failure:
        raise Reconnect(False, failure.code, failure.params, failure.raw) from failure


def server_address(text: str) -> str:
    """`scheme://host[:port]` of what a person wrote. Raises Refused(server_malformed)."""
    written = UNSEEN.sub("", text).strip() or HOME
    try:
        parts = urlsplit(written if "//" in written else f"https://{written}")
        port = f":{parts.port}" if parts.port else ""
    except ValueError as failure:
        raise Refused("server_malformed", {"server": written}) from failure
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host or " " in host:
        raise Refused("server_malformed", {"server": written})
    if host in APP_HOSTS:
        return HOME
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"


def _about(server: str) -> dict[str, Any]:
    """What a server says of itself; no secret is sent before it has. Raises Refused(server_*), NotSent, Later."""
    try:
        about = xrpc.look(server, "com.atproto.server.describeServer")
    except NotSent as failure:
        if failure.code == "address_refused":
            raise Refused("server_private", {"server": server}, failure.raw) from failure
        if failure.code in {"unreadable", "not_offered", "refused_other"}:
            raise Refused("server_other", {"server": server}, failure.raw) from failure
        raise
    except Reconnect as failure:
        raise Refused("server_other", {"server": server}, failure.raw) from failure
    if not str(about.get("did", "")).startswith("did:"):
        raise Refused("server_other", {"server": server})
    if not _protected(server):
        raise Refused("server_plain", {"server": server})
    return about


def _protected(server: str) -> bool:
    """HTTPS, or a server on the operator's own inside network."""
    parts = urlsplit(server)
    return parts.scheme == "https" or (parts.hostname, parts.port or 80) in environment().private_hosts


def _identifier(text: str, about: Mapping[str, Any]) -> str:
    """A handle, DID or mail address out of what a person wrote: @name, a profile's address, a short name."""
    written = UNSEEN.sub("", text).strip()
    profile = re.fullmatch(r"https?://[^/]+/profile/([^/?#]+).*", written)
    handle = (profile[1] if profile else written).removeprefix("@").lower()
    if not handle:
        raise Refused("handle_missing")
    domains = about.get("availableUserDomains")
    if not set(".@:") & set(handle) and isinstance(domains, list) and domains:
        return f"{handle}{domains[0]}"
    return handle


def _grant(session: Session, server: str, password: str, facts: Facts) -> Grant:
    """Raises Refused when the account may not act or lives where nothing may be sent; NotSent, Later, Reconnect."""
    code = inactive(session)
    if code:
        raise Refused(code)
    home = _home(session.get("didDoc")) or server
    if not _protected(home):
        raise Refused("server_plain", {"server": home})
    did, token = session["did"], session["accessJwt"]
    known = str(facts["appview"]) if "appview" in facts else None
    try:
        profile = appview.profile(home, did, token, known)
    except NotSent as failure:
        if failure.code == "address_refused":
            raise Refused("server_private", {"server": home}, failure.raw) from failure
        raise
    handle = str(session.get("handle") or "handle.invalid")
    seen = did if handle == "handle.invalid" else handle
    return Grant(
        server=home,
        account=did,
        handle=seen,
        name=profile.name,
        avatar=profile.avatar,
        url=f"{APP}/profile/{seen}",
        secrets={"access": token, "refresh": session["refreshJwt"], "app_password": password},
        facts={**facts, "appview": profile.way},
        expires_at=expiry(token),
    )


def _home(document: object) -> str:
    """The account's own server, as its identity names it, or '' (https://atproto.com/specs/did, 2026-11-22)."""
    services = document.get("service") if isinstance(document, dict) else None
    for service in services if isinstance(services, list) else []:
        if isinstance(service, dict) and str(service.get("id", "")).endswith("#atproto_pds"):
            try:
                return server_address(str(service.get("serviceEndpoint", "")))
            except Refused:
                return ""
    return ""
