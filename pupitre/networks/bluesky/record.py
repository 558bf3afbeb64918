"""A post as Bluesky writes it: the same outgoing and handles give the same record, byte for byte."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from pupitre.networks.bluesky import richtext
from pupitre.networks.words import LinkCard, Outgoing, Remote

POST = "app.bsky.feed.post"
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")

# Names of what `prepare` saves.
PICTURE = "picture:{}"
THUMB = "thumb"
REPLY = "reply"
MENTION = "mention:{}"


def record(outgoing: Outgoing) -> dict[str, Any]:
    """The whole record of a create. Raises KeyError when `prepare` has not saved what it needs.

    https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/post.json, 2026-11-22
    """
    post: dict[str, Any] = {"$type": POST, "text": outgoing.text, "createdAt": stamp(outgoing.created_at)}
    facets = richtext.facets(outgoing.text, _dids(outgoing.handles))
    if facets:
        post["facets"] = facets
    if LANGUAGE.fullmatch(outgoing.language):
        post["langs"] = [outgoing.language]
    embed = _embed(outgoing)
    if embed:
        post["embed"] = embed
    if outgoing.parent:
        post["reply"] = _reply(outgoing, outgoing.parent)
    return post


def stamp(at: datetime) -> str:
    """An instant as records write it: UTC, milliseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def saved_blob(blob: Mapping[str, Any], at: datetime) -> str:
    """A handle that keeps an uploaded file's reference, and when it was uploaded."""
    return json.dumps({"blob": blob, "at": at.isoformat()})


def reply_between(root: Remote, parent: Remote) -> dict[str, Any]:
    """What an answer says of what it answers. Raises KeyError where a cid is not known."""
    return {"root": _strong(root), "parent": _strong(parent)}


def _strong(remote: Remote) -> dict[str, str]:
    return {"uri": remote.remote_id, "cid": remote.refs["cid"]}


def _reply(outgoing: Outgoing, parent: Remote) -> dict[str, Any]:
    """What `prepare` looked up, else what is known: in a thread, the part before is known only after preparing."""
    if REPLY in outgoing.handles:
        found: dict[str, Any] = json.loads(outgoing.handles[REPLY])
        return found
    return reply_between(outgoing.root or parent, parent)


def _dids(handles: Mapping[str, str]) -> dict[str, str]:
    start = MENTION.format("")
    return {name.removeprefix(start): did for name, did in handles.items() if name.startswith(start)}


def _embed(outgoing: Outgoing) -> dict[str, Any] | None:
    """Pictures, else the link's card: a post shows one or the other."""
    if outgoing.media:
        return {"$type": "app.bsky.embed.images", "images": [_image(outgoing, n) for n in range(len(outgoing.media))]}
    if outgoing.card:
        return {"$type": "app.bsky.embed.external", "external": _external(outgoing.card, outgoing.handles)}
    return None


def _image(outgoing: Outgoing, number: int) -> dict[str, Any]:
    picture = outgoing.media[number]
    image = {"image": _blob(outgoing.handles[PICTURE.format(number)]), "alt": picture.alt}
    if picture.width > 0 and picture.height > 0:
        image["aspectRatio"] = {"width": picture.width, "height": picture.height}
    return image


def _external(card: LinkCard, handles: Mapping[str, str]) -> dict[str, Any]:
    external: dict[str, Any] = {
        "uri": card.url,
        "title": card.title or urlsplit(card.url).netloc,
        "description": card.description,
    }
    if handles.get(THUMB):
        external["thumb"] = _blob(handles[THUMB])
    return external


def _blob(handle: str) -> dict[str, Any]:
    blob: dict[str, Any] = json.loads(handle)["blob"]
    return blob
