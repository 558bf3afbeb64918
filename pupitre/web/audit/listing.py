"""Entries as lines: who, what in plain words, why; names are looked up once for a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pupitre.brands.models import Brand, Invitation, Member
from pupitre.channels.models import Channel
from pupitre.journal.models import Entry
from pupitre.publishing.models import Delivery, Idea, Post
from pupitre.web.audit.words import BREAKS, FIELDS, SAID
from pupitre.web.frame.roles import NAMES
from pupitre.web.frame.sentences import sentence


@dataclass(frozen=True, slots=True)
class Line:
    entry: Entry
    at: datetime
    who: str
    """empty: the desk itself, or somebody at its shell"""
    what: str
    why: str


def lines(entries: Sequence[Entry], brand: Brand) -> list[Line]:
    """Seven queries at most, however many entries there are."""
    known = _Known(entries, brand)
    return [Line(e, e.at, known.name_of(e.actor_id), _what(e, known), _why(e, known)) for e in entries]


def broken_words(told: Entry) -> str:
    """Where a book is not whole, in a sentence; empty when it is."""
    said = told.particulars
    if not said.get("broken"):
        return ""
    named = next((entry for entry in said.get("entries", []) if entry), None)
    return str(BREAKS[said["broken"]]) % {"entry": named or "?", "number": said.get("at") or 0}


class _Known:
    """What the entries point to, as far as it is still there."""

    def __init__(self, entries: Sequence[Entry], brand: Brand) -> None:
        def ids(kind: str) -> set[int]:
            return {e.subject_id for e in entries if e.subject_kind == kind and e.subject_id is not None}

        self.deliveries = (
            Delivery.objects.filter(brand=brand).select_related("post", "channel").in_bulk(ids("delivery"))
        )
        self.posts = Post.objects.filter(brand=brand).in_bulk(ids("post"))
        self.ideas = Idea.objects.filter(brand=brand).in_bulk(ids("idea"))
        wanted = ids("channel") | {e.particulars["channel"] for e in entries if "channel" in e.particulars}
        self.channels = Channel.objects.filter(brand=brand).in_bulk(wanted)
        self.invitations = Invitation.objects.filter(brand=brand).in_bulk(ids("invitation"))
        actors = {entry.actor_id for entry in entries if entry.actor_id is not None}
        self.members = Member.objects.in_bulk(ids("member") | actors)

    def name_of(self, member_id: int | None) -> str:
        if member_id is None:
            return ""
        member = self.members.get(member_id)
        return str(member) if member else _("somebody who is gone")


def _what(entry: Entry, known: _Known) -> str:
    if entry.verb not in SAID:
        return entry.verb
    gone = _("something that is gone")
    said: dict[str, Any] = {
        "post": gone,
        "idea": gone,
        "channel": gone,
        "email": gone,
        "role": "",
        "reason": _("(erased)"),
    }
    said["member"] = known.name_of(entry.subject_id) if entry.subject_kind == "member" else ""
    said |= {key: entry.particulars[key] for key in ("reason", "number", "version") if key in entry.particulars}
    said |= {
        key: str(NAMES.get(entry.particulars.get(key, ""), entry.particulars.get(key, "")))
        for key in ("role", "before", "after")
    }
    said["fields"] = ", ".join(str(FIELDS.get(name, name)) for name in entry.particulars.get("fields", []))
    said["count"] = len(entry.particulars.get("entries", []))
    said.setdefault("number", "")
    return str(SAID[entry.verb][1]) % (said | _subject(entry, known))


def _subject(entry: Entry, known: _Known) -> dict[str, str]:
    subject = entry.subject_id or 0
    channel = known.channels.get(entry.particulars.get("channel", subject))
    named = {"channel": channel.name} if channel else {}
    if delivery := known.deliveries.get(subject) if entry.subject_kind == "delivery" else None:
        return named | {"post": delivery.post.headline, "channel": delivery.channel.name}
    if post := known.posts.get(subject) if entry.subject_kind == "post" else None:
        return named | {"post": post.headline}
    if idea := known.ideas.get(subject) if entry.subject_kind == "idea" else None:
        return named | {"idea": idea.headline}
    if invitation := known.invitations.get(subject) if entry.subject_kind == "invitation" else None:
        return named | {"email": invitation.email}
    return named


def _why(entry: Entry, known: _Known) -> str:
    """What a network or the chain said."""
    if entry.verb == "audit.broken":
        return broken_words(entry)
    code, channel = entry.particulars.get("code"), known.channels.get(entry.particulars.get("channel", 0))
    if entry.subject_kind == "channel":
        channel = known.channels.get(entry.subject_id or 0)
    return sentence(channel.network, code, entry.particulars.get("params")) if code and channel else ""
