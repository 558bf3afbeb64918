"""What a part says: plain JSON in its row, an Outgoing for its network."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.files.storage import default_storage

from pupitre.channels.models import Part, plain
from pupitre.networks.errors import NotSent, Refused
from pupitre.networks.words import Article, LinkCard, Media, Outgoing, Poll, Remote

Payload = dict[str, Any]


def outgoing(part: Part) -> Outgoing:
    """The part as its network gets it. Files are opened only when the connector reads them,
    which then raises Refused for one that is gone, and NotSent while none can be had.
    """
    said = part.payload
    return Outgoing(
        key=part.key,
        created_at=part.keyed_at,
        text=said.get("text", ""),
        change=said.get("change", "create"),
        shape=said.get("shape", "post"),
        media=tuple(_media(item) for item in said.get("media", ())),
        poll=_poll(said.get("poll")),
        card=_card(said.get("card")),
        article=_article(said.get("article")),
        language=said.get("language", ""),
        warning=said.get("warning", ""),
        marker=part.marker,
        handles=dict(part.handles),
        target=_remote(said.get("target")),
        parent=_remote(said.get("parent")),
        root=_remote(said.get("root")),
    )


def fingerprint(payload: Payload) -> str:
    """A hash that differs as soon as anything that will be said differs."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def answer_the_part_before(part: Part) -> None:
    """In a thread each part answers the one before, whose remote id is known by now. Changes `part.payload` only."""
    if not part.before_id or part.payload.get("change", "create") != "create":
        return
    first = Part.objects.get(sending_id=part.sending_id, position=0)
    before = first if part.position == 1 else Part.objects.get(pk=part.before_id)
    part.payload = {**part.payload, "parent": _plain(before), "root": part.payload.get("root") or _plain(first)}


def _plain(part: Part) -> dict[str, Any]:
    return plain(Remote(part.remote_id, part.remote_url, part.remote_refs))


def _media(item: Mapping[str, Any]) -> Media:
    def read() -> bytes:
        try:
            with default_storage.open(item["path"], "rb") as file:
                return file.read()
        except FileNotFoundError as error:
            raise Refused("file_lost", {"name": item["name"]}) from error
        except OSError as error:
            raise NotSent("pictures_away") from error

    sizes = {name: int(item.get(name) or 0) for name in ("size", "width", "height")}
    return Media(name=item["name"], mime=item["mime"], alt=item.get("alt", ""), read=read, **sizes)


def _poll(said: Mapping[str, Any] | None) -> Poll | None:
    if not said:
        return None
    return Poll(tuple(said["options"]), timedelta(seconds=said["seconds"]), bool(said.get("multiple")))


def _card(said: Mapping[str, Any] | None) -> LinkCard | None:
    if not said:
        return None
    image = _media(said["image"]) if said.get("image") else None
    return LinkCard(said["url"], said.get("title", ""), said.get("description", ""), image)


def _article(said: Mapping[str, Any] | None) -> Article | None:
    if not said:
        return None
    return Article(
        title=said.get("title", ""),
        html=said.get("html", ""),
        excerpt=said.get("excerpt", ""),
        categories=tuple(said.get("categories", ())),
        tags=tuple(said.get("tags", ())),
        featured=_media(said["featured"]) if said.get("featured") else None,
    )


def _remote(said: Mapping[str, Any] | None) -> Remote | None:
    return Remote(said["remote_id"], said.get("url", ""), said.get("refs", {})) if said else None
