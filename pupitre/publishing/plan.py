"""Planning: versions become deliveries, each with its sending, once, whatever is clicked twice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from pupitre.brands.models import Member
from pupitre.channels import entrust, states
from pupitre.journal.models import write
from pupitre.media.pictures import PictureRefused
from pupitre.networks.words import Objection
from pupitre.publishing.models import Delivery, Post, Version
from pupitre.publishing.objections import Reading, of_time, read
from pupitre.publishing.say import assets_of, payloads


@dataclass(frozen=True, slots=True)
class Planned:
    """What came of planning: the deliveries, or all that stands in the way; never both."""

    deliveries: list[Delivery] = field(default_factory=list)
    objections: list[tuple[Version | None, Objection]] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.objections


def plan(post: Post, by: Member, at: datetime | None, only: Collection[int] = ()) -> Planned:
    """Plan every version (or those on the channels `only`) at its own time, else `at`, else now.

    All or nothing. A version that is already planned or gone is left as it is.
    """
    readings = [reading for reading in read(post) if not only or reading.version.channel_id in only]
    in_the_way = _in_the_way(readings, at)
    if in_the_way:
        return Planned(objections=in_the_way)
    assets = assets_of(post.brand_id, [reading.says for reading in readings])
    try:
        said = {reading.version.pk: payloads(reading.says, reading.version.channel, assets) for reading in readings}
    except PictureRefused as refused:
        return Planned(objections=[(None, Objection("picture_cut", {"network": "", **refused.params}, "media"))])
    made = []
    with transaction.atomic():
        Post.objects.select_for_update().get(pk=post.pk)
        for reading in readings:
            version = reading.version
            if _is_planned(version):
                continue
            made.append(_deliver(version, said[version.pk], version.own_at or at or timezone.now(), by))
        if made:
            write(post.brand_id, "post.planned", ("post", post.pk), by.pk, deliveries=[d.pk for d in made])
    return Planned(deliveries=made)


def move(delivery: Delivery, at: datetime, by: Member) -> list[Objection]:
    """Another time for a delivery that has not left; what stands in the way, if anything."""
    wrong = of_time(at)
    if wrong:
        return wrong
    assert delivery.sending
    if not entrust.move_to(delivery.sending, at, by.pk):
        return [Objection("too_late", {}, "time")]
    return []


def withdraw(delivery: Delivery, by: Member) -> bool:
    """Take a delivery off the plan; its words stay in the draft. False when it is too late for that."""
    return bool(delivery.sending) and entrust.drop(delivery.sending, by.pk)


def plan_again(delivery: Delivery, by: Member, at: datetime | None) -> Planned:
    """After a refusal: the version as it reads now, as a new delivery in place of the old one."""
    if delivery.version is None or not withdraw(delivery, by):
        return Planned(objections=[(delivery.version, Objection("too_late", {}, "time"))])
    return plan(delivery.post, by, at, only=[delivery.channel_id])


def _in_the_way(readings: list[Reading], at: datetime | None) -> list[tuple[Version | None, Objection]]:
    if not readings:
        return [(None, Objection("no_channel", {}, "channel"))]
    found: list[tuple[Version | None, Objection]] = []
    for reading in readings:
        refused = [o for o in reading.objections if o.weight == "refused"]
        found += [(reading.version, o) for o in (*refused, *of_time(reading.version.own_at or at))]
    return found


def _is_planned(version: Version) -> bool:
    return version.deliveries.exclude(sending__state__in=(states.DROPPED, states.REHEARSED)).exists()


def _deliver(version: Version, said: list[dict], at: datetime, by: Member) -> Delivery:
    delivery = Delivery.objects.create(
        brand_id=version.post.brand_id,
        post=version.post,
        version=version,
        channel=version.channel,
        says=version.says,
        by=by,
    )
    delivery.sending = entrust.entrust(version.channel, ("delivery", delivery.pk), said, at, by.pk)
    delivery.save(update_fields=["sending"])
    return delivery
