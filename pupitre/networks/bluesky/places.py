"""Where accounts live: what a person writes of server and handle, and what a server says of itself."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pupitre.ground.environment import environment
from pupitre.networks.bluesky import xrpc
from pupitre.networks.errors import NotSent, Reconnect, Refused

HOME = "https://bsky.social"
APP = "https://bsky.app"
APP_HOSTS = frozenset({"bsky.app", "www.bsky.app", "main.bsky.dev"})
"""where people read: what they copy from their address bar, not a server that keeps accounts"""

UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""marks of direction that come along when a handle is copied from a page"""


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


def is_protected(address: str) -> bool:
    """HTTPS, or a server on the operator's own inside network."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.hostname, parts.port or 80) in environment().private_hosts


def about(server: str) -> dict[str, Any]:
    """What a server says of itself; no secret is sent before it has. Raises Refused(server_*), NotSent, Later."""
    try:
        told = xrpc.look(server, "com.atproto.server.describeServer")
    except NotSent as failure:
        if failure.code == "address_refused":
            raise Refused("server_private", {"server": server}, failure.raw) from failure
        if failure.code in {"unreadable", "not_offered", "refused_other"}:
            raise Refused("server_other", {"server": server}, failure.raw) from failure
        raise
    except Reconnect as failure:
        raise Refused("server_other", {"server": server}, failure.raw) from failure
    if not str(told.get("did", "")).startswith("did:"):
        raise Refused("server_other", {"server": server})
    if not is_protected(server):
        raise Refused("server_plain", {"server": server})
    return told


def blob_limit(told: Mapping[str, Any]) -> dict[str, object]:
    """The facts of an account, out of what its server says of itself."""
    limit = told.get("blobUploadLimit")
    return {"blob": limit} if isinstance(limit, int) else {}


def identifier(text: str) -> str:
    """A handle, DID or mail address out of what a person wrote: @name, a profile's address. Raises Refused."""
    written = UNSEEN.sub("", text).strip()
    profile = re.fullmatch(r"https?://[^/]+/profile/([^/?#]+).*", written)
    handle = (profile[1] if profile else written).removeprefix("@").lower()
    if not handle:
        raise Refused("handle_missing")
    return handle


def is_short(handle: str) -> bool:
    """A first name alone, which its server makes whole."""
    return not set(".@:") & set(handle)


def whole(handle: str, told: Mapping[str, Any]) -> str:
    """A short name as the server that `told` of itself writes it; any other as it is."""
    domains = told.get("availableUserDomains")
    if is_short(handle) and isinstance(domains, list) and domains:
        return f"{handle}{domains[0]}"
    return handle


def home(document: object) -> str:
    """The account's own server, as its identity names it, or '' (https://atproto.com/specs/did, 2026-11-22)."""
    services = document.get("service") if isinstance(document, dict) else None
    for service in services if isinstance(services, list) else []:
        if isinstance(service, dict) and str(service.get("id", "")).endswith("#atproto_pds"):
            try:
                return server_address(str(service.get("serviceEndpoint", "")))
            except Refused:
                return ""
    return ""
