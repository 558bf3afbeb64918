"""Whose handle is it, and where does the account live? Asked of nobody who could profit from a wrong answer.

https://atproto.com/specs/handle and https://atproto.com/specs/did, 2026-11-23: a handle names a DID, the DID's own
document names the handle; only what both say is believed.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pupitre.networks.bluesky import places, xrpc
from pupitre.networks.call import call
from pupitre.networks.errors import NotSent, Refused

DIRECTORY = "https://plc.directory"
"""of all did:plc (https://web.plc.directory/spec/v0.1/did-plc, 2026-11-23)"""
HANDLE = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
PLC = re.compile(r"did:plc:[a-z2-7]{24}")
WEB = re.compile(rf"did:web:({HANDLE.pattern})")
SECONDS = 6.0
INVALID = "handle.invalid"
"""how the protocol writes a handle whose proof is broken"""


@dataclass(frozen=True, slots=True)
class Identity:
    did: str
    handle: str
    """proven both ways, or INVALID"""
    server: str


def identity(name: str, asked: str) -> Identity:
    """Who a handle or DID is. `asked` is the server that looks handles up where their own domain says nothing.

    Raises Refused (handle_unknown, handle_broken, did_unknown), NotSent.
    """
    did = name if name.startswith("did:") else _did_of(name, asked)
    if not did:
        raise Refused("handle_unknown", {"server": asked, "handle": name})
    document = _document(did)
    server = places.home(document)
    if not server:
        raise Refused("did_unknown", {"did": did})
    claimed = _claimed(document)
    if did != name:
        if name not in claimed:
            raise Refused("handle_broken", {"handle": name})
        return Identity(did, name, server)
    proven = (handle for handle in claimed[:1] if HANDLE.fullmatch(handle) and _did_of(handle, asked) == did)
    return Identity(did, next(proven, INVALID), server)


def _did_of(handle: str, asked: str) -> str:
    """The DID that a handle's domain names: as a file on it, else in the DNS, which `asked` reads; '' for none."""
    if not HANDLE.fullmatch(handle):
        return ""
    try:
        answer = call("GET", f"https://{handle}/.well-known/atproto-did", timeout=SECONDS, most=2000, redirects=2)
    except NotSent:
        answer = None
    said = answer.text.strip() if answer and answer.ok else ""
    if _is_did(said):
        return said
    told = xrpc.look_at(asked, "com.atproto.identity.resolveHandle", {"handle": handle}).json()
    did = str(told.get("did", "")) if isinstance(told, dict) else ""
    return did if _is_did(did) else ""


def _document(did: str) -> dict[str, Any]:
    """Raises Refused(did_unknown), NotSent."""
    web = WEB.fullmatch(did)
    if not web and not PLC.fullmatch(did):
        raise Refused("did_unknown", {"did": did})
    url = f"https://{web[1]}/.well-known/did.json" if web else f"{DIRECTORY}/{quote(did, safe=':')}"
    answer = call("GET", url, timeout=SECONDS, most=200_000)
    if answer.status >= 500 or answer.status == 429:
        raise NotSent("directory_silent", {"did": did}, f"HTTP {answer.status}")
    document = answer.json() if answer.ok else None
    if not isinstance(document, dict) or document.get("id") != did:
        raise Refused("did_unknown", {"did": did}, f"HTTP {answer.status}")
    return document


def _claimed(document: dict[str, Any]) -> list[str]:
    """The handles that a DID says are its own, the one in use first."""
    known = document.get("alsoKnownAs")
    names = [str(item) for item in known] if isinstance(known, list) else []
    return [name.removeprefix("at://").lower() for name in names if name.startswith("at://")]


def _is_did(text: str) -> bool:
    return bool(PLC.fullmatch(text) or WEB.fullmatch(text))
