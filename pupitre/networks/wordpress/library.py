"""Pictures in the blog's media library, each kept once.

A picture's slug there ends with a hash of its bytes: uploading again after a lost answer, or for an
edit, finds the one that is there instead of leaving a second.
"""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any

from pupitre.networks.errors import NotSent, Refused, Unsure
from pupitre.networks.wordpress import errors
from pupitre.networks.wordpress.blocks import Uploaded
from pupitre.networks.wordpress.rest import SLOW, ask
from pupitre.networks.wordpress.slug import readable
from pupitre.networks.words import Grant, Media, Outgoing

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif"}
FIELDS = "id,slug,source_url,alt_text"

Save = Callable[[str, str], None]


def pictures_of(outgoing: Outgoing) -> dict[str, Media]:
    """Every picture of an article by the name of its handle: `featured`, `picture:0`, `picture:1` …"""
    article = outgoing.article
    featured = {"featured": article.featured} if article and article.featured else {}
    return featured | {f"picture:{place}": picture for place, picture in enumerate(outgoing.media)}


def put(outgoing: Outgoing, grant: Grant, save: Save) -> None:
    """Upload what has no handle yet; each handle ("id address") is saved as soon as it is known.

    Raises Refused (a type or weight the blog does not take), Reconnect, Later, NotSent.
    """
    for handle, picture in pictures_of(outgoing).items():
        if handle not in outgoing.handles:
            kept = _allowed(picture, grant)
            save(handle, f"{kept.id} {kept.url}")


def uploaded(outgoing: Outgoing) -> dict[str, Uploaded]:
    """What `put` saved, by handle."""
    found = {}
    for handle, picture in pictures_of(outgoing).items():
        number, _, url = outgoing.handles[handle].partition(" ")
        found[handle] = Uploaded(int(number), url, picture.alt)
    return found


def _allowed(picture: Media, grant: Grant) -> Uploaded:
    """WordPress has the same codes for articles and for pictures: here they speak of pictures."""
    try:
        return _kept(picture, grant)
    except Refused as refusal:
        if refusal.code in errors.ROLE.values():
            raise Refused("role_media", refusal.params, refusal.raw) from refusal
        raise


def _kept(picture: Media, grant: Grant) -> Uploaded:
    content = picture.read()
    mark = hashlib.sha256(content).hexdigest()[:16]
    name = f"{readable(PurePath(picture.name).stem)}-{mark}".lstrip("-")
    found = _found(name, grant)
    if found is None:
        return _upload(picture, name, content, grant)
    if picture.alt and found.alt != picture.alt:
        _tell_alt(found, picture.alt, grant)
    return found


def _found(name: str, grant: Grant) -> Uploaded | None:
    answer = ask(grant, "GET", "wp/v2/media", params={"slug": name, "context": "edit", "_fields": FIELDS})
    rows = errors.rows(answer)
    return _read(rows[0]) if rows else None


def _upload(picture: Media, name: str, content: bytes, grant: Grant) -> Uploaded:
    """As a form, as the block editor does: firewalls of hosts know it better than a raw body."""
    words = {"slug": name, "title": PurePath(picture.name).stem, "alt_text": picture.alt}
    file = (f"{name}.{ENDINGS.get(picture.mime, 'bin')}", content, picture.mime)
    try:
        answer = ask(
            grant,
            "POST",
            "wp/v2/media",
            params={"_fields": FIELDS},
            form={key: value for key, value in words.items() if value},
            files={"file": file},
            timeout=SLOW,
        )
    except Unsure as failure:
        # Nobody sees a picture alone in a library: to be tried again, and then found by its slug.
        raise NotSent(f"look_{failure.code}", failure.params, failure.raw) from failure
    return _read(errors.row(answer, acting=False))


def _tell_alt(found: Uploaded, alt: str, grant: Grant) -> None:
    """The library keeps one alternative text per picture: the newest. Not ours to change: left as it is."""
    try:
        ask(grant, "POST", f"wp/v2/media/{found.id}", params={"_fields": "id"}, json={"alt_text": alt})
    except Unsure as failure:
        raise NotSent(f"look_{failure.code}", failure.params, failure.raw) from failure


def _read(row: Mapping[str, Any]) -> Uploaded:
    return Uploaded(row["id"], str(row.get("source_url") or ""), str(row.get("alt_text") or ""))
