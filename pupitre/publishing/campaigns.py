"""Campaigns: begun, changed, closed and opened again. A post belongs to one of them, or to none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from pupitre.brands.models import Brand, Member
from pupitre.journal.models import write
from pupitre.networks.words import Objection
from pupitre.publishing.models import Campaign

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Terms:
    """What a campaign is called, and its days (both or one of them may be open)."""

    name: str
    begins_on: date | None = None
    ends_on: date | None = None


def find(brand: Brand, campaign_id: int) -> Campaign:
    """Raises Campaign.DoesNotExist for what the brand does not have."""
    return Campaign.objects.get(brand=brand, pk=campaign_id)


def of(brand: Brand) -> list[Campaign]:
    """All of them with `count` of posts: the open ones first, then by name."""
    count = Count("posts", filter=Q(posts__removed_at=None))
    found = Campaign.objects.filter(brand=brand).annotate(count=count)
    return list(found.order_by(F("closed_at").desc(nulls_first=True), "name"))


def to_choose(brand: Brand) -> list[Campaign]:
    """The open ones."""
    return list(Campaign.objects.filter(brand=brand, closed_at=None).order_by("name"))


def wrong_with(terms: Terms) -> list[Objection]:
    """What must be mended before it can be kept."""
    found = [] if terms.name.strip() else [Objection("campaign_nameless", {}, "name")]
    if terms.begins_on and terms.ends_on and terms.ends_on < terms.begins_on:
        found.append(Objection("campaign_backwards", {}, "ends_on"))
    return found


def begin(brand: Brand, terms: Terms, by: Member) -> Campaign | list[Objection]:
    """A new campaign, or what is wrong with it."""
    campaign = Campaign(brand=brand, by=by)
    wrong = _keep(campaign, terms, by, "campaign.begun")
    return wrong or campaign


def change(campaign: Campaign, terms: Terms, by: Member) -> list[Objection]:
    """Another name, other days; or what is wrong with them, and nothing changed."""
    return _keep(campaign, terms, by, "campaign.changed")


def close(campaign: Campaign, by: Member) -> None:
    """Its posts stay in it; no other one is offered it."""
    with transaction.atomic():
        if Campaign.objects.filter(pk=campaign.pk, closed_at=None).update(closed_at=timezone.now()):
            _tell("campaign.closed", campaign, by)


def open_again(campaign: Campaign, by: Member) -> None:
    with transaction.atomic():
        if Campaign.objects.filter(pk=campaign.pk).exclude(closed_at=None).update(closed_at=None):
            _tell("campaign.opened", campaign, by)


def _keep(campaign: Campaign, terms: Terms, by: Member, verb: str) -> list[Objection]:
    wrong = wrong_with(terms)
    if wrong:
        return wrong
    campaign.name = " ".join(terms.name.split())[:LONGEST_NAME]
    campaign.begins_on, campaign.ends_on = terms.begins_on, terms.ends_on
    try:
        with transaction.atomic():
            campaign.save()
            _tell(verb, campaign, by)
    except IntegrityError:
        return [Objection("campaign_known", {"name": campaign.name}, "name")]
    return []


def _tell(verb: str, campaign: Campaign, by: Member) -> None:
    write(campaign.brand_id, verb, ("campaign", campaign.pk), by.pk, name=campaign.name)
