"""Which slots a channel has: added for several weekdays at once, removed one by one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time

from django.db import transaction

from pupitre.brands.models import Brand, Member
from pupitre.channels.models import Channel
from pupitre.journal.models import write
from pupitre.networks.words import Objection
from pupitre.publishing.slots.models import Slot

MOST = 100
"""slots of one channel a week: more than one in two hours, day and night"""


def of(brand: Brand) -> list[Slot]:
    """Of the channels that are on the desk, in order of the week."""
    found = Slot.objects.filter(brand=brand, channel__removed_at=None)
    return list(found.order_by("weekday", "at", "channel__name", "pk"))


def find(brand: Brand, slot_id: int) -> Slot:
    """Raises Slot.DoesNotExist for what the brand does not have."""
    return Slot.objects.select_related("channel").get(brand=brand, pk=slot_id)


def add(channel: Channel, days: Collection[int], at: time | None, by: Member) -> list[Objection]:
    """The same time on these weekdays (0: Monday), as far as they lack it; or what is wrong, and nothing changed."""
    days = {day for day in days if 0 <= day <= 6}
    wrong = [] if days else [Objection("slot_dayless", {}, "days")]
    if at is None:
        wrong.append(Objection("slot_timeless", {}, "at"))
    if wrong or at is None:
        return wrong
    at = at.replace(second=0, microsecond=0, tzinfo=None)
    with transaction.atomic():
        Channel.objects.select_for_update().get(pk=channel.pk)
        known = Slot.objects.filter(channel=channel)
        days -= set(known.filter(at=at).values_list("weekday", flat=True))
        if known.count() + len(days) > MOST:
            return [Objection("slots_many", {"most": MOST}, "at")]
        Slot.objects.bulk_create(
            Slot(brand_id=channel.brand_id, channel=channel, weekday=day, at=at, by=by) for day in sorted(days)
        )
        if days:
            write(channel.brand_id, "slots.added", ("channel", channel.pk), by.pk, at=f"{at:%H:%M}", days=sorted(days))
    return []


def remove(slot: Slot, by: Member) -> None:
    """What is planned at that time stays planned."""
    with transaction.atomic():
        if Slot.objects.filter(pk=slot.pk).delete()[0]:
            said = {"at": f"{slot.at:%H:%M}", "days": [slot.weekday]}
            write(slot.brand_id, "slots.removed", ("channel", slot.channel_id), by.pk, **said)
