"""The lead: the article of a post that its other channels wait for, and whose address their words carry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import slugify

from pupitre.brands.models import Member
from pupitre.channels import address, entrust, states
from pupitre.channels.models import Sending
from pupitre.networks.words import Objection
from pupitre.publishing.models import Content, Delivery, Post, Version

PLACE = "{article}"
"""where a writer wants the address; without it, it has a card, or comes last"""
LONGEST_SLUG = 75
SUMMARY = 280
"""characters of a card's description"""


def lead_of(versions: Iterable[Version]) -> Version | None:
    """The version that the others of its post wait for: the one chosen, else the only article; None: nobody waits.

    `Content["first"]` is the channel that goes first; 0 says that each leaves by itself.
    """
    among = list(versions)
    articles = [version for version in among if is_article(version)]
    if len(articles) == len(among) or not articles:
        return None
    chosen = among[0].post.content.get("first")
    if chosen == 0:
        return None
    return next((version for version in articles if version.channel_id == chosen), articles[0])


def is_article(version: Version) -> bool:
    return version.channel.rules.shape == "article"


def spoken(version: Version, lead: Version | None, url: str) -> Content:
    """What a version says, with the address of the lead where it belongs.

    In the place that the writer gave it, else on a card where the network shows one, else at the end.
    """
    says = version.says
    if lead is None or is_article(version):
        return says
    rules = version.channel.rules
    texts = [says.get("text", ""), *says.get("thread", ())]
    placed = any(PLACE in text for text in texts)
    has_card = rules.card and not says.get("card") and not says.get("pictures")
    if placed:
        texts = [text.replace(PLACE, url) for text in texts]
    elif not has_card:
        texts[0] = f"{texts[0].rstrip()}\n\n{url}".lstrip()
    said = {**says, "text": texts[0], "thread": texts[1:]}
    return {**said, "card": card_of(lead, url)} if has_card else said


def all_spoken(versions: Sequence[Version]) -> list[Content]:
    """What each version says, with an address as long as the lead's is likely to be. Asks the database nothing."""
    lead = lead_of(versions)
    url = likely_address(lead) if lead else ""
    return [spoken(version, lead, url) for version in versions]


def card_of(lead: Version, url: str) -> Content:
    """The card of an article that need not be out yet."""
    says = lead.says
    pictures = says.get("pictures") or [{}]
    return {
        "url": url,
        "title": says.get("title", ""),
        "description": says.get("excerpt", "")[:SUMMARY],
        "asset": says.get("featured") or pictures[0].get("asset"),
    }


def likely_address(lead: Version) -> str:
    """Stands in for the address until it is known, so that lengths are told as they will be."""
    day = lead.own_at or lead.post.draft_at or timezone.now()
    slug = slugify(lead.says.get("title", ""))[:LONGEST_SLUG] or "article"
    return f"{lead.channel.server.rstrip('/')}/{day:%Y/%m/%d}/{slug}/"


@dataclass(slots=True)
class Lead:
    """The article of a post that goes first, with the delivery that it leaves by, if it is planned."""

    version: Version | None
    delivery: Delivery | None = None

    @classmethod
    def of(cls, post: Post) -> Lead:
        """The lead of a post as it is kept."""
        version = lead_of(versions_of(post))
        return cls(version, _standing(version) if version else None)

    def waits(self, version: Version) -> bool:
        """Whether this version follows the lead."""
        return self.version is not None and not is_article(version)

    def in_the_way(self, versions: Sequence[Version]) -> list[tuple[Version | None, Objection]]:
        """What is to be planned waits for an article that is not planned, nor about to be."""
        if self.version is None or self.delivery or any(version.pk == self.version.pk for version in versions):
            return []
        objection = Objection("lead_unplanned", {"channel": self.version.channel.name}, "channel")
        return [(version, objection) for version in versions if self.waits(version)]

    def first(self, versions: Iterable[Version]) -> list[Version]:
        """The same with the lead before those that wait for it."""
        return sorted(versions, key=lambda version: self.version is None or version.pk != self.version.pk)

    def spoken(self, version: Version) -> Content:
        """What it says: with the address itself once the article is out, else with a stand-in that waits for it."""
        return spoken(version, self.version, self.url or address.STAND_IN)

    @property
    def url(self) -> str:
        """Where the article is; empty until it is out."""
        return self.delivery.url if self.delivery and self.delivery.state == states.SENT else ""

    def awaited_by(self, version: Version) -> Sending | None:
        """The sending that this version has to wait for."""
        return self.delivery.sending if self.delivery and self.waits(version) and not self.url else None

    def planned_as(self, delivery: Delivery, by: Member) -> None:
        """The article itself was planned, perhaps anew: whatever waits for it waits for this delivery."""
        if self.version is None or delivery.version_id != self.version.pk:
            return
        self.delivery = delivery
        earlier = self.version.deliveries.exclude(pk=delivery.pk).values("sending")
        assert delivery.sending
        for waiting in Sending.objects.filter(after__in=earlier).exclude(state__in=states.SETTLED):
            entrust.wait_for(waiting, delivery.sending, by.pk)


def versions_of(post: Post) -> list[Version]:
    """Those on channels that the desk still has, by the channels' names."""
    versions = list(post.versions.select_related("channel").filter(channel__removed_at=None).order_by("channel__name"))
    for version in versions:
        version.post = post
    return versions


def _standing(version: Version) -> Delivery | None:
    """The delivery by which a version is planned, on its way or out."""
    current = Delivery.objects.current().filter(version=version, deleted_at=None)
    return current.exclude(sending__state=states.REHEARSED).select_related("sending").order_by("-pk").first()
