"""Notices in words: what the journal told this member, each with the page where it is dealt with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pupitre.brands.models import Brand, Member
from pupitre.channels.models import Channel
from pupitre.notices.models import Notice
from pupitre.publishing.models import Delivery, Post
from pupitre.web.frame.roles import NAMES
from pupitre.web.frame.sentences import sentence

SAID = {
    "sending.refused": gettext_lazy("“%(post)s” was refused on %(channel)s. See why, mend it, plan it again."),
    "sending.person": gettext_lazy("Is “%(post)s” out on %(channel)s? Only you can look. Nothing is sent meanwhile."),
    "sending.by_hand": gettext_lazy("It is time to post “%(post)s” on %(channel)s. Words and pictures are ready."),
    "sending.unknown": gettext_lazy(
        "Whether “%(post)s” is out on %(channel)s is not sure yet. The desk looks; nothing is sent meanwhile."
    ),
    "sending.late": gettext_lazy("“%(post)s” is late on %(channel)s: send it now, give it another time, or drop it."),
    "sending.blocked": gettext_lazy("“%(post)s” waits until %(channel)s is connected again."),
    "sending.unapproved": gettext_lazy(
        "“%(post)s” did not leave on %(channel)s: its time came and nobody had approved it."
    ),
    "approval.asked": gettext_lazy("“%(post)s” waits for your approval."),
    "approval.given": gettext_lazy("“%(post)s” is approved."),
    "approval.refused": gettext_lazy("A change is asked for in “%(post)s”. Read what is said, mend it, ask again."),
    "approval.missing": gettext_lazy("“%(post)s” is due within the hour, and nobody has approved it."),
    "remark.made": gettext_lazy("There is a remark beside “%(post)s”."),
    "channel.disconnected": gettext_lazy(
        "%(channel)s no longer lets the desk in. Connect it again; what waits goes on."
    ),
    "channel.ending": gettext_lazy(
        "The permission of %(channel)s ends within %(days)s days. Connect it again before, and nothing has to wait."
    ),
    "channel.not_revoked": gettext_lazy(
        "%(channel)s is off the desk and sends nothing, but %(host)s may still list the desk among those it lets in. "
        "%(by_hand)s"
    ),
    "hold.begun": gettext_lazy("Everything is held: “%(reason)s”."),
    "hold.lifted": gettext_lazy("The hold is lifted."),
    "brand.opened": gettext_lazy("The rehearsal is over: what is planned leaves."),
    "backup.failed": gettext_lazy("Last night’s backup could not be made: %(reason)s. The next try is in an hour."),
    "version.newer": gettext_lazy(
        "Pupitre %(version)s is there. “pupitre upgrade” on the machine where this desk runs takes it."
    ),
    "worker.silent": gettext_lazy("The worker gives no sign of life: nothing leaves. What is planned is safe."),
    "worker.back": gettext_lazy("The worker is back: sendings leave again. What became too late waits on Today."),
    "listener.silent": gettext_lazy("The listener gives no sign of life: the networks are not read."),
    "listener.back": gettext_lazy("The listener is back: the networks are read again."),
    "member.joined": gettext_lazy("%(member)s joined as %(role)s."),
    "member.new_device": gettext_lazy(
        "Somebody signed in as you on a new device (%(device)s). If it was not you, end it and choose a new password."
    ),
    "audit.broken": gettext_lazy("%(book)s is not whole any more: somebody touched it in the database. See where."),
}
ICONS = {
    "sending": "send",
    "approval": "badge-check",
    "remark": "message-square-quote",
    "channel": "plug",
    "hold": "hand",
    "brand": "drama",
    "member": "user-plus",
    "backup": "archive-x",
    "version": "package-up",
    "worker": "activity",
    "listener": "activity",
    "audit": "book-lock",
    "member.new_device": "monitor-smartphone",
}
PAGES = {
    "backup": "settings-health",
    "version": "settings-health",
    "channel": "channels",
    "hold": "hold",
    "brand": "front",
    "member": "settings-members",
    "sending": "front",
    "audit": "audit",
    "member.new_device": "settings-account",
}


@dataclass(frozen=True, slots=True)
class Told:
    words: str
    url: str
    icon: str
    at: datetime
    new: bool


def told(notices: Sequence[Notice], brand: Brand) -> list[Told]:
    """Each notice as a sentence with its page. Four queries, however many there are."""
    ids = [notice.subject_id for notice in notices if notice.subject_kind == "delivery"]
    deliveries = Delivery.objects.select_related("post", "channel").in_bulk(ids)
    channels = Channel.objects.in_bulk([n.subject_id for n in notices if n.subject_kind == "channel"])
    posts = Post.objects.in_bulk([n.subject_id for n in notices if n.subject_kind == "post"])
    members = Member.objects.in_bulk([n.subject_id for n in notices if n.subject_kind == "member"])
    known: dict[str, dict[Any, Any]] = {
        **{"delivery": deliveries, "channel": channels},
        **{"member": members, "post": posts},
    }
    return [_told(notice, known.get(notice.subject_kind, {}).get(notice.subject_id), brand) for notice in notices]


def _told(notice: Notice, subject: Any, brand: Brand) -> Told:
    noun = notice.verb.partition(".")[0]
    named = _("something that is gone") if subject is None else str(subject)
    said: dict[str, Any] = {"post": named, "channel": getattr(subject, "name", named), "member": named}
    said |= {key: notice.particulars.get(key, "") for key in ("host", "version")} | {"by_hand": _by_hand(notice)}
    said["book"] = _("The book of the whole installation") if "installation" in notice.particulars else _("The audit")
    said |= {"reason": "", "days": notice.particulars.get("days", "")}
    said["device"] = notice.particulars.get("device") or _("it does not say what it is")
    said |= {key: notice.particulars[key] for key in ("reason",) if notice.particulars.get(key)}
    said["role"] = NAMES.get(notice.particulars.get("role", ""), "")
    url = reverse(PAGES.get(notice.verb) or PAGES.get(noun, "front"), args=[brand.slug])
    if isinstance(subject, Delivery):
        said |= {"post": subject.post.headline, "channel": subject.channel.name}
        url = reverse("post", args=[brand.slug, subject.post_id])
        if notice.verb == "sending.by_hand":
            url = reverse("by-hand", args=[brand.slug, notice.particulars["sending"]])
    if isinstance(subject, Post):
        said["post"], url = subject.headline, reverse("approval", args=[brand.slug, subject.pk])
    words = str(SAID.get(notice.verb, notice.verb)) % said
    return Told(words, url, ICONS.get(notice.verb) or ICONS.get(noun, "bell"), notice.made_at, notice.read_at is None)


def _by_hand(notice: Notice) -> str:
    """Where a person takes our permission back; only notices of that have it."""
    return (
        sentence(notice.particulars.get("network", ""), "revoke_by_hand")
        if notice.verb == "channel.not_revoked"
        else ""
    )
