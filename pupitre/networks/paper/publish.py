"""Printing, changing and removing posts on the pretend network, and looking for them."""

import hashlib
import html
import re
import secrets
import unicodedata
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from pupitre.networks.errors import Refused
from pupitre.networks.paper.kinds import kind_of
from pupitre.networks.paper.place import Place, Printed, cursor_of
from pupitre.networks.paper.where import place_of
from pupitre.networks.words import Accepted, Grant, Media, Outgoing, Remote, Sent

EARLIER = timedelta(minutes=2)
"""by how much a network's clock may be behind ours"""
PAGE = 50
LOOK_BACK = 6
"""pages of own posts read at most in one look"""


def new_key(hint: str, grant: Grant) -> str:
    """Nobody reads a key here."""
    return secrets.token_urlsafe(12)


def prepare(outgoing: Outgoing, grant: Grant, save: Callable[[str, str], None]) -> None:
    """Class B makes its container; the others have nothing to prepare. Raises the five errors."""
    if kind_of(grant.facts) != "B" or outgoing.change != "create" or "container" in outgoing.handles:
        return
    save("container", place_of(grant).keep(outgoing.key, letter(outgoing), outgoing.created_at))


def send(outgoing: Outgoing, grant: Grant) -> Sent | Accepted:
    """Print, change or remove. Raises the five errors."""
    place = place_of(grant)
    if outgoing.change == "delete":
        place.remove(_target(outgoing).remote_id)
        return Sent(_target(outgoing).remote_id)
    if outgoing.change == "edit":
        return _sent(place.change(_target(outgoing).remote_id, letter(outgoing)))
    if "container" not in outgoing.handles:
        return _sent(place.put(outgoing.key, letter(outgoing), outgoing.created_at))
    printed = place.print_container(outgoing.handles["container"])
    return _sent(printed) if printed else Accepted({"container": outgoing.handles["container"]})


def find(outgoing: Outgoing, grant: Grant) -> Sent | Accepted | None:
    """Look for exactly this part: by key (A), by container, then text and time (B), by link or text (C); D can't."""
    kind, place = kind_of(grant.facts), place_of(grant)
    if kind == "D":
        return None
    if outgoing.change != "create":
        return _found_change(outgoing, place)
    if kind == "A":
        post = place.under_key(outgoing.key)
        return _sent(post) if post else None
    if kind == "B":
        return _found_container(outgoing, place)
    post = _match(outgoing, place)
    return _sent(post) if post else None


def letter(outgoing: Outgoing) -> dict[str, Any]:
    """An Outgoing as plain JSON; what is empty is left out."""
    said: dict[str, Any] = {
        "text": outgoing.text,
        "media": [_picture(picture) for picture in outgoing.media],
        "language": outgoing.language,
        "warning": outgoing.warning,
        "parent": outgoing.parent.remote_id if outgoing.parent else "",
        "root": outgoing.root.remote_id if outgoing.root else "",
    }
    if outgoing.poll:
        poll = outgoing.poll
        said["poll"] = {"options": poll.options, "seconds": poll.lasts.total_seconds(), "multiple": poll.multiple}
    if outgoing.card:
        said["card"] = {"url": outgoing.card.url, "title": outgoing.card.title}
    return {name: value for name, value in said.items() if value or name == "text"}


def _picture(picture: Media) -> dict[str, Any]:
    content = hashlib.sha256(picture.read()).hexdigest()
    return {"name": picture.name, "mime": picture.mime, "alt": picture.alt, "sha256": content}


def _found_change(outgoing: Outgoing, place: Place) -> Sent | None:
    target = _target(outgoing)
    post = place.post(target.remote_id)
    if outgoing.change == "delete":
        return None if post else Sent(target.remote_id)
    return _sent(post) if post and alike(post.text, outgoing.text) else None


def _found_container(outgoing: Outgoing, place: Place) -> Sent | Accepted | None:
    """A container that was printed is out there even when no list shows the post yet: it is waited for.

    Whoever forgot the container looks for the post by its text and time.
    """
    handle = outgoing.handles.get("container", "")
    if handle and not place.is_printed(handle):
        return None
    post = _match(outgoing, place)
    return _sent(post) if post else Accepted({"container": handle}) if handle else None


def _match(outgoing: Outgoing, place: Place) -> Printed | None:
    """The earliest own post since our call that carries our link, or else our text: never just "the latest"."""
    found, before = None, None
    for _ in range(LOOK_BACK):
        stack = place.latest(before, PAGE)
        for post in stack.posts:
            if post.at < outgoing.created_at - EARLIER:
                return found
            if _is_ours(post, outgoing):
                found = post
        if not stack.more:
            return found
        before = cursor_of(stack.posts[-1])
    return found


def _is_ours(post: Printed, outgoing: Outgoing) -> bool:
    if outgoing.marker and outgoing.marker in html.unescape(post.text):
        return True
    return alike(post.text, outgoing.text) and len(post.letter.get("media", ())) == len(outgoing.media)


def alike(shown: str, said: str) -> bool:
    """Whether a network shows what we said: it escapes, trims, composes letters and shortens links."""
    return _plain(shown) == _plain(said)


def _plain(text: str) -> str:
    whole = unicodedata.normalize("NFC", html.unescape(text))
    return " ".join(re.sub(r"https?://\S+", "https://…", whole).split())


def _sent(post: Printed) -> Sent:
    return Sent(post.id, post.url, at=post.at)


def _target(outgoing: Outgoing) -> Remote:
    if outgoing.target is None:
        raise Refused("post_gone")
    return outgoing.target
