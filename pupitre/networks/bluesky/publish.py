"""Publishing: a record under a key of our choice, which the server writes once however often it is asked."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pupitre.ground import clock
from pupitre.networks.bluesky import richtext, xrpc
from pupitre.networks.bluesky.credentials import credential
from pupitre.networks.bluesky.errors import judge, looked, said
from pupitre.networks.bluesky.places import APP
from pupitre.networks.bluesky.record import MENTION, PICTURE, POST, REPLY, THUMB, record, reply_between, saved_blob
from pupitre.networks.bluesky.tid import new_tid
from pupitre.networks.errors import Refused, Unsure
from pupitre.networks.words import Grant, Media, Outgoing, Remote, Sent

PICTURE_BYTES = 2_000_000
"""…/lexicons/app/bsky/embed/images.json, 2026-11-22; a heavier one is taken and only the post refused"""
THUMB_BYTES = 1_000_000
"""…/lexicons/app/bsky/embed/external.json, 2026-11-22"""
BLOB_LIFE = timedelta(minutes=10)
"""A file that no record names is thrown away after "minutes"
(https://docs.bsky.app/docs/api/com-atproto-repo-upload-blob, 2026-11-22): an older one is sent again."""

Save = Callable[[str, str], None]


def new_key(hint: str, grant: Grant) -> str:
    """A record key, greater than every one made before; nobody reads it, so `hint` plays no part."""
    return new_tid()


def prepare(outgoing: Outgoing, grant: Grant, save: Save) -> None:
    """1. Who is mentioned. 2. What is answered. 3. Pictures. 4. The link's picture.

    Raises Refused (picture_too_heavy, parent_gone …), NotSent, Later, Reconnect.
    """
    if outgoing.change != "create":
        return
    _mentions(outgoing, grant, save)
    _reply(outgoing, grant, save)
    for number, picture in enumerate(outgoing.media):
        if not _fresh(outgoing, PICTURE.format(number)):
            save(PICTURE.format(number), _uploaded(picture, grant))
    _thumb(outgoing, grant, save)


def send(outgoing: Outgoing, grant: Grant) -> Sent:
    """One putRecord that may only create (`swapRecord: null`), or one deleteRecord. Raises the five errors.

    The same record again is answered 200 and changes nothing; another under its key is InvalidSwap.
    """
    if outgoing.change == "edit":
        raise Refused("lacks_edit")
    if outgoing.change == "delete":
        place = _place(_target(outgoing), grant)
        xrpc.write(grant.server, "com.atproto.repo.deleteRecord", place, credential(grant))
        return _deleted(outgoing)
    body = {**_created_place(outgoing, grant), "record": record(outgoing), "swapRecord": None}
    told = xrpc.write(grant.server, "com.atproto.repo.putRecord", body, credential(grant))
    if not isinstance(told.get("uri"), str) or not isinstance(told.get("cid"), str):
        raise Unsure("unreadable", {"host": grant.server.split("//", 1)[-1]}, str(told))
    return _sent(told, outgoing)


def find(outgoing: Outgoing, grant: Grant) -> Sent | None:
    """The record under our key, which anyone may read: it needs no token.

    Raises Refused(key_other) when another text stands there: a person decides; NotSent, Later, Reconnect.
    """
    gone = outgoing.change == "delete"
    place = _place(_target(outgoing), grant) if gone else _created_place(outgoing, grant)
    seen = _record_at(place, grant)
    if gone:
        return None if seen else _deleted(outgoing)
    if seen is None:
        return None
    if seen["value"].get("text") != outgoing.text:
        raise Refused("key_other", raw=f"{seen.get('uri')}: {seen['value'].get('text')}")
    return _sent(seen, outgoing)


def post_url(uri: str) -> str:
    """Where people read a record, from its at:// address."""
    did, _, key = uri.removeprefix("at://").split("/", 2)
    return f"{APP}/profile/{did}/post/{key}"


def _mentions(outgoing: Outgoing, grant: Grant, save: Save) -> None:
    """A name that no account has is saved as empty, and stays plain text."""
    for handle in richtext.mentions(outgoing.text):
        if MENTION.format(handle) in outgoing.handles:
            continue
        answer = xrpc.look_at(grant.server, "com.atproto.identity.resolveHandle", {"handle": handle})
        told = answer.json()
        if answer.ok and isinstance(told, dict) and str(told.get("did", "")).startswith("did:"):
            save(MENTION.format(handle), told["did"])
        elif answer.status == 400 and said(answer)[0] in {"InvalidRequest", "HandleNotFound"}:
            save(MENTION.format(handle), "")
        else:
            raise looked(judge(answer))


def _reply(outgoing: Outgoing, grant: Grant, save: Save) -> None:
    """What is not told of the post that is answered is looked up: its cid, and the root it answers itself."""
    parent, root = outgoing.parent, outgoing.root
    if parent is None or REPLY in outgoing.handles or (root and parent.refs.get("cid") and root.refs.get("cid")):
        return
    seen = _record_of(parent, grant)
    parent = Remote(parent.remote_id, refs={"cid": str(seen["cid"])})
    if root is None:
        told = seen["value"].get("reply")
        above = told.get("root") if isinstance(told, dict) else None
        root = Remote(above["uri"], refs={"cid": above["cid"]}) if isinstance(above, dict) else parent
    if not root.refs.get("cid"):
        root = Remote(root.remote_id, refs={"cid": str(_record_of(root, grant)["cid"])})
    save(REPLY, json.dumps(reply_between(root, parent)))


def _thumb(outgoing: Outgoing, grant: Grant, save: Save) -> None:
    """A link's picture that the server does not take is left out: the link matters more."""
    picture = outgoing.card.image if outgoing.card and not outgoing.media else None
    if picture is None or _fresh(outgoing, THUMB):
        return
    if picture.size > THUMB_BYTES:
        save(THUMB, "")
        return
    try:
        save(THUMB, _uploaded(picture, grant))
    except Refused:
        save(THUMB, "")


def _uploaded(picture: Media, grant: Grant) -> str:
    """The handle of an uploaded picture. Raises Refused, NotSent, Later, Reconnect."""
    content = picture.read()
    if len(content) > PICTURE_BYTES:
        weights = {"name": picture.name, "size": round(len(content) / 1e6, 1), "most": PICTURE_BYTES // 1_000_000}
        raise Refused("picture_too_heavy", weights)
    told = xrpc.upload(grant.server, content, picture.mime, credential(grant))
    return saved_blob(told["blob"], clock.now())


def _fresh(outgoing: Outgoing, name: str) -> bool:
    """Whether an upload still waits on the server (or was given up: empty)."""
    handle = outgoing.handles.get(name)
    if not handle:
        return handle == ""
    return clock.now() - datetime.fromisoformat(json.loads(handle)["at"]) < BLOB_LIFE


def _record_of(remote: Remote, grant: Grant) -> dict[str, Any]:
    repo, collection, key = remote.remote_id.removeprefix("at://").split("/", 2)
    seen = _record_at({"repo": repo, "collection": collection, "rkey": key}, grant)
    if seen is None:
        raise Refused("parent_gone")
    return seen


def _record_at(place: dict[str, str], grant: Grant) -> dict[str, Any] | None:
    """A record as it stands; None when there is none. Raises NotSent, Later, Reconnect."""
    answer = xrpc.look_at(grant.server, "com.atproto.repo.getRecord", place)
    told = answer.json()
    if answer.ok and isinstance(told, dict) and isinstance(told.get("value"), dict):
        return told
    if said(answer)[0] == "RecordNotFound":
        return None
    raise looked(judge(answer))


def _created_place(outgoing: Outgoing, grant: Grant) -> dict[str, str]:
    return {"repo": grant.account, "collection": POST, "rkey": outgoing.key}


def _place(remote: Remote, grant: Grant) -> dict[str, str]:
    collection, key = remote.remote_id.removeprefix("at://").split("/")[1:3]
    return {"repo": grant.account, "collection": collection, "rkey": key}


def _target(outgoing: Outgoing) -> Remote:
    if outgoing.target is None:
        raise ValueError("a delete without what it deletes")
    return outgoing.target


def _sent(told: dict[str, Any], outgoing: Outgoing) -> Sent:
    uri = str(told["uri"])
    return Sent(uri, post_url(uri), {"cid": str(told["cid"])}, outgoing.created_at)


def _deleted(outgoing: Outgoing) -> Sent:
    target = _target(outgoing)
    return Sent(target.remote_id, target.url, target.refs)
