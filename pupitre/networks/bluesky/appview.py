"""The service that counts and shows posts: where it is reached from, and what it shows of the account."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pupitre.networks.bluesky import xrpc
from pupitre.networks.bluesky.credentials import Credential, credential
from pupitre.networks.errors import NotSent
from pupitre.networks.words import Facts, Grant

OWN = "own"
"""the account's server passes questions on to a service of its own choice"""
PUBLIC = "did:web:api.bsky.app#bsky_appview"
"""Bluesky's own, named in a header to servers that have no choice of theirs
(https://atproto.com/specs/xrpc#service-proxying, 2026-11-22)"""
NONE = ""
"""no such service is reached from this server: counts are not told"""

NOT_INDEXED = "Profile not found"
PROFILE = "app.bsky.actor.profile"


@dataclass(frozen=True, slots=True)
class Profile:
    name: str
    avatar: str
    """an address, or empty"""
    way: str
    """how a counting service is reached: OWN, a `did#service`, or NONE"""


def look(grant: Grant, method: str, params: Mapping[str, Any]) -> dict[str, Any] | None:
    """Ask the counting service; None when this account's server reaches none. Raises NotSent, Later, Reconnect."""
    way = way_of(grant.facts)
    if way == NONE:
        return None
    return xrpc.look(grant.server, method, params, by=credential(grant), proxy=_header(way))


def way_of(facts: Facts) -> str:
    return str(facts.get("appview", OWN))


def profile(server: str, did: str, by: Credential, way: str | None) -> Profile:
    """The profile as people see it, else as the account's server keeps it. `way` is what is known from before.

    Raises NotSent, Later, Reconnect.
    """
    for candidate in dict.fromkeys((way or OWN, OWN, PUBLIC)):
        try:
            seen = xrpc.look(server, "app.bsky.actor.getProfile", {"actor": did}, by=by, proxy=_header(candidate))
        except NotSent as failure:
            if NOT_INDEXED in failure.raw:
                return _kept(server, did, candidate)
            if failure.code == "server_error":
                return _kept(server, did, way or NONE)
            if failure.code not in {"not_offered", "refused_other"}:
                raise
        else:
            return Profile(str(seen.get("displayName") or ""), str(seen.get("avatar") or ""), candidate)
    return _kept(server, did, NONE)


def _kept(server: str, did: str, way: str) -> Profile:
    """The profile's own record, which every server of accounts has."""
    place = {"repo": did, "collection": PROFILE, "rkey": "self"}
    told = xrpc.look_at(server, "com.atproto.repo.getRecord", place).json()
    value = told.get("value") if isinstance(told, dict) else None
    if not isinstance(value, dict):
        return Profile("", "", way)
    try:
        avatar = f"{server}/xrpc/com.atproto.sync.getBlob?" + urlencode(
            {"did": did, "cid": value["avatar"]["ref"]["$link"]}
        )
    except (KeyError, TypeError):
        avatar = ""
    return Profile(str(value.get("displayName") or ""), avatar, way)


def _header(way: str) -> str:
    return "" if way == OWN else way
