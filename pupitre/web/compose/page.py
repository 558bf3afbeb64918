"""What the Compose page holds: the draft for its script, the channels with their rules, and how things stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf.locale import LANG_INFO
from django.urls import reverse

from pupitre.brands.models import Brand
from pupitre.channels.models import Channel
from pupitre.publishing import compose, faces, ideas, plan, wall
from pupitre.publishing.advice.around import around
from pupitre.publishing.aims import Aims
from pupitre.publishing.approval.standing import unapproved
from pupitre.publishing.compose import Draft
from pupitre.publishing.messages import FACES
from pupitre.publishing.models import OBJECTIVES, Content, Delivery, Post
from pupitre.publishing.say import assets_of
from pupitre.publishing.today import drafts
from pupitre.web.compose.phrases import phrases
from pupitre.web.compose.reading import Sheet
from pupitre.web.compose.showing import look
from pupitre.web.compose.wording import place_of
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.media.bringing import shown

LANGUAGES = (
    *("fr", "en", "de", "es", "it", "pt", "nl", "ca", "eu", "br", "pl", "cs", "da", "sv", "nb", "fi", "el"),
    *("ro", "hu", "uk", "ru", "tr", "ar", "he", "ja", "ko", "zh-hans"),
)
"""what a post may be written in: those read around the desk's brands first"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A delivery of the post as the page tells of it."""

    delivery: Delivery
    face: str
    words: str

    @property
    def at(self) -> datetime | None:
        sending = self.delivery.sending
        return (sending.sent_at or sending.due_at) if sending else None


def fresh(request: DeskRequest) -> dict[str, Any]:
    """A page that nothing is written of yet, on every channel that is ready."""
    brand = request.brand
    channels = compose.channels_of(brand)
    asked = {int(each) for each in request.GET.getlist("channel") if each.isdecimal() and len(each) < 19}
    able = [channel.pk for channel in channels if channel.state == Channel.READY]
    ready: dict[int, Content] = {channel: {} for channel in able if channel in asked or not asked.intersection(able)}
    draft = Draft({"language": brand.language}, ready, {}, _time_asked_for(request))
    return {**_page(request, Post(brand=brand), draft, channels, []), "drafts": drafts(brand, 8)}


def of(request: DeskRequest, post: Post) -> dict[str, Any]:
    """The page of a draft, as it is kept."""
    planned = compose.on_the_plan(post)
    waiting = unapproved(request.brand, [delivery.pk for delivery in planned])
    standings = [_standing(delivery, delivery.pk in waiting) for delivery in planned]
    page = _page(request, post, compose.as_draft(post), compose.channels_of(request.brand), standings)
    return {**page, "idea": ideas.behind(post)}


def saved(brand: Brand, post: Post) -> dict[str, Any]:
    """What the script needs to know after a save."""
    outdated = bool(plan.outdated(post))
    return {"id": post.pk, "number": post.number, "outdated": outdated, "urls": addresses(brand, post.pk)}


def addresses(brand: Brand, post_id: int | None) -> dict[str, str]:
    """Where the page sends what; those of a draft once there is one."""
    common = {
        "begin": reverse("compose", args=[brand.slug]),
        "card": reverse("compose-card", args=[brand.slug]),
        "parts": reverse("compose-parts", args=[brand.slug]),
        "mend": reverse("compose-mend", args=[brand.slug]),
        "pictures": reverse("pictures", args=[brand.slug]),
        "slots": reverse("compose-slots", args=[brand.slug]),
        "look": reverse("compose-look", args=[brand.slug]),
        "campaigns": reverse("campaigns", args=[brand.slug]),
        "vocabulary": reverse("compose-vocabulary", args=[brand.slug]),
    }
    if post_id is None:
        return common
    names = {"save": "draft", "look": "draft-look", "plan": "draft-plan", "history": "history"}
    names |= {"renew": "draft-renew", "copy": "draft-copy", "discard": "draft-discard", "approval": "approval-panel"}
    return common | {key: reverse(name, args=[brand.slug, post_id]) for key, name in names.items()}


def rules_of(channel: Channel) -> dict[str, Any]:
    """What of a channel's rules the page's script needs."""
    rules = channel.rules
    categories = channel.facts.get("categories")
    return {
        "id": channel.pk,
        "key": channel.network,
        "name": channel.name,
        "network": channel.card.name,
        "article": rules.shape == "article",
        "title": rules.title,
        "length": rules.length,
        "thread": rules.thread,
        "pictures": rules.pictures.most if rules.pictures else 0,
        "alt": rules.pictures.alt if rules.pictures else 0,
        "frame": rules.pictures.frame if rules.pictures else (0, 0),
        "polls": rules.polls.most if rules.polls else 0,
        "warning": rules.warning,
        "card": rules.card,
        "language": rules.language,
        "categories": [item["name"] for item in categories if "name" in item] if isinstance(categories, list) else [],
    }


def _page(
    request: DeskRequest, post: Post, draft: Draft, channels: Sequence[Channel], standings: list[Standing]
) -> dict[str, Any]:
    brand = request.brand
    settled = {standing.delivery.channel_id for standing in standings if standing.face != "rehearsed"}
    versions = compose.unsaved(post, draft, channels)
    assets = assets_of(brand.pk, [draft.content, *draft.versions.values()])
    return {
        "post": post,
        "channels": channels,
        "chosen": set(draft.versions),
        "settled": settled,
        "standings": standings,
        "outdated": plan.outdated(post) if standings else [],
        "all_settled": bool(versions) and all(version.channel_id in settled for version in versions),
        "look": look(brand, versions, Sheet(draft, post.number), assets, settled, around(brand, versions)),
        "zone": place_of(brand.zone),
        "objectives": OBJECTIVES,
        "languages": languages(draft.content.get("language", "")),
        "state": {
            **_state(brand, post, draft),
            "channels": [rules_of(channel) for channel in channels],
            "assets": {str(asset.pk): shown(brand, asset) for asset in assets.values()},
            "key": f"pupitre:{brand.slug}:{request.user.pk}:",
        },
        "phrases": phrases(),
    }


def _state(brand: Brand, post: Post, draft: Draft) -> dict[str, Any]:
    """The draft and where it goes, as JSON."""
    return {
        "id": post.pk,
        "number": post.number,
        "content": draft.content,
        "versions": {str(channel): own for channel, own in draft.versions.items()},
        "times": {str(channel): wall.write(at, brand.zone) for channel, at in draft.times.items() if at},
        "at": wall.write(draft.at, brand.zone),
        "aims": asdict(draft.aims or Aims()),
        "savedAt": post.saved_at.isoformat() if post.saved_at else "",
        "urls": addresses(brand, post.pk),
        "zone": brand.time_zone,
    }


def languages(chosen: str) -> list[tuple[str, str]]:
    """(code, its name in itself)."""
    known = [(code.removesuffix("-hans"), LANG_INFO[code]["name_local"]) for code in LANGUAGES if code in LANG_INFO]
    return known if not chosen or any(code == chosen for code, _name in known) else [*known, (chosen, chosen)]


def _standing(delivery: Delivery, unapproved: bool) -> Standing:
    held = bool(delivery.sending and delivery.sending.held)
    face = faces.face_of(delivery.state, held=held, deleted=bool(delivery.deleted_at), unapproved=unapproved)
    return Standing(delivery, face, str(FACES[face]))


def _time_asked_for(request: DeskRequest) -> datetime | None:
    """?at=2026-11-24T11:30, from the calendar; anything else is no time."""
    try:
        return wall.read(request.GET.get("at", ""), request.brand.zone)
    except ValueError:
        return None
