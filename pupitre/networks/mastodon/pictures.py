"""Uploading the pictures of a post, ready to be attached: repeated without harm, and waited for."""

import time
from collections.abc import Callable
from pathlib import PurePath
from urllib.parse import quote

from pupitre.ground import clock
from pupitre.ground.http import Answer
from pupitre.networks.errors import NetworkError, NotSent, Refused
from pupitre.networks.mastodon import errors, software, speak
from pupitre.networks.words import Grant, Media, Outgoing

PATIENCE = 60.0
"""seconds a server may take to prepare one picture before we come back later"""
PAUSE = 1.0
UPLOAD = 120.0
"""seconds one upload may take"""


def handle(number: int) -> str:
    return f"media.{number}"


def ids(outgoing: Outgoing) -> list[str]:
    """What `put` saved, in the order of the pictures. Raises NotSent when one is not there yet."""
    saved = [outgoing.handles.get(handle(number)) for number in range(len(outgoing.media))]
    known = [remote for remote in saved if remote]
    if len(known) != len(saved):
        raise NotSent("pictures_missing", {"count": len(saved) - len(known)})
    return known


def put(outgoing: Outgoing, grant: Grant, save: Callable[[str, str], None]) -> None:
    """Every picture to the server; one that is still known there is not sent again.

    Raises Refused (picture_refused, picture_heavy_there), NotSent (safe to try again), Reconnect, Later.
    """
    for number, picture in enumerate(outgoing.media):
        kept = outgoing.handles.get(handle(number))
        if kept and _is_alive(kept, grant):
            continue
        remote, ready = _upload(picture, _name(outgoing, number), grant)
        save(handle(number), remote)
        if not ready:
            _wait(remote, grant)


def _is_alive(remote: str, grant: Grant) -> bool:
    """Whether an earlier upload can still be attached; one in the works is waited for."""
    if not software.of(grant.facts).tells_media:
        return True
    state = _state(remote, grant)
    if state is None:
        return False
    if not state:
        _wait(remote, grant)
    return True


def _name(outgoing: Outgoing, number: int) -> str:
    """A name that no other upload has: snac 2.75 keeps files by it, and a second one takes the first one's place."""
    suffix = PurePath(outgoing.media[number].name).suffix.lower()
    return f"{outgoing.key}-{number + 1}{suffix if suffix.isascii() and suffix[1:].isalnum() else ''}"


def _upload(picture: Media, name: str, grant: Grant) -> tuple[str, bool]:
    """The id, and whether it is ready."""
    files = {"file": (name, picture.read(), picture.mime)}
    form = {"description": picture.alt} if picture.alt else None
    try:
        answer = speak.ask(grant, "POST", "/api/v2/media", files=files, form=form, timeout=UPLOAD)
        if answer.status in {404, 405, 501}:  # before Mastodon 3.1.3
            answer = speak.ask(grant, "POST", "/api/v1/media", files=files, form=form, timeout=UPLOAD)
    except NetworkError as failure:
        raise errors.harmless(failure) from failure
    body = answer.json() if answer.ok else None
    if not isinstance(body, dict) or not body.get("id"):
        raise _refusal(answer, picture)
    return str(body["id"]), answer.status != 202


def _refusal(answer: Answer, picture: Media) -> NetworkError:
    reason = errors.said(answer)
    if answer.status == 413:
        return Refused("picture_heavy_there", {"name": picture.name}, reason or "HTTP 413")
    # Mastodon: 422 for a file it does not take, 500 "Error processing thumbnail for uploaded media" for one it
    # can't read (https://docs.joinmastodon.org/methods/media/#v2, 2026-07-02).
    if answer.status in {400, 415, 422} or (answer.status == 500 and "thumbnail" in reason):
        params = {"name": picture.name, "reason": reason or f"HTTP {answer.status}"}
        return Refused("picture_refused", params, reason)
    return errors.harmless(errors.after_sending(answer))


def _wait(remote: str, grant: Grant) -> None:
    """Until the server has prepared it. Raises NotSent when that takes too long: the upload is kept."""
    until = clock.elapsed() + PATIENCE
    while not (state := _state(remote, grant)):
        if state is None:
            raise NotSent("pictures_missing", {"count": 1})
        if clock.elapsed() >= until:
            raise NotSent("pictures_slow")
        time.sleep(PAUSE)


def _state(remote: str, grant: Grant) -> bool | None:
    """True: ready; False: in the works; None: the server does not know it (any more)."""
    answer = speak.ask(grant, "GET", f"/api/v1/media/{quote(remote, safe='')}")
    if answer.status in {404, 410}:
        return None
    if answer.status == 422:
        raise Refused("picture_refused", {"name": remote, "reason": errors.said(answer) or "HTTP 422"})
    speak.content(answer)
    return answer.status not in {202, 206}
