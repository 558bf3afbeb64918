"""Planning: versions become deliveries, each with its sending, once, whatever is clicked twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from pupitre.brands.models import Member
from pupitre.channels import decide, entrust, states
from pupitre.channels.models import Part
from pupitre.channels.payload import Payload
from pupitre.journal.models import write
from pupitre.media.pictures import PictureRefused
from pupitre.networks.words import Objection
from pupitre.publishing.approval.ask import ask
from pupitre.publishing.approval.standing import approval_of
from pupitre.publishing.compose import bring_back
from pupitre.publishing.lead import Lead
from pupitre.publishing.models import Delivery, Post, Version
from pupitre.publishing.objections import Reading, of_time, read
from pupitre.publishing.rights import ended
from pupitre.publishing.say import assets_of, payloads, uncut
from pupitre.publishing.slots.free import taken_meanwhile

InTheWay = list[tuple[Version | None, Objection]]


@dataclass(frozen=True, slots=True)
class Planned:
    """What came of planning: the deliveries, or all that stands in the way; never both."""

    deliveries: list[Delivery] = field(default_factory=list)
    objections: InTheWay = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.objections


def plan(
    post: Post,
    by: Member,
    at: datetime | None,
    only: Collection[int] = (),
    exactly: datetime | None = None,
    beside: bool = False,
) -> Planned:
    """Plan every version (or those on the channels `only`) at its own time, else `at`, else now.

    `exactly`: this time for all, whatever their own. All or nothing. A version that is already planned
    or gone is left as it is. A draft that was thrown away meanwhile comes back. A slot that another post has
    stands in the way, unless `beside` says that both are meant.
    """
    readings = [reading for reading in read(post) if not only or reading.version.channel_id in only]
    if not readings:
        return Planned(objections=[(None, Objection("no_channel", {}, "channel"))])
    readings = [reading for reading in readings if not _is_planned(reading.version)]
    times = {reading.version.pk: exactly or reading.version.own_at or at for reading in readings}
    lead = Lead.of(post)
    in_the_way = _in_the_way(readings, times) + lead.in_the_way([reading.version for reading in readings])
    in_the_way += _unapproved_now(post, times)
    if in_the_way:
        return Planned(objections=in_the_way)
    try:
        said = _said(lead, [reading.version for reading in readings])
    except PictureRefused as refused:
        return Planned(objections=[(None, uncut(refused))])
    return _entrust(post, by, lead, readings, times, said, beside)


def move(delivery: Delivery, at: datetime, by: Member) -> list[Objection]:
    """Another time for a delivery that has not left; what stands in the way, if anything."""
    assets = assets_of(delivery.brand_id, [delivery.says])
    wrong = [*of_time(at), *ended(delivery.says, assets, at, delivery.brand.zone)]
    if wrong:
        return wrong
    assert delivery.sending
    if not entrust.move_to(delivery.sending, at, by.pk):
        return [Objection("too_late", {}, "time")]
    return []


def withdraw(delivery: Delivery, by: Member) -> bool:
    """Take a delivery off the plan; its words stay in the draft, with the time it had. False when it is too late."""
    return delivery.sending is not None and entrust.drop(delivery.sending, by.pk) and _keep_time(delivery)


def leave_out(delivery: Delivery, by: Member) -> bool:
    """The same for what may have left, after a member looked: it is not there, nor shall it be."""
    return delivery.sending is not None and entrust.leave_out(delivery.sending, by.pk) and _keep_time(delivery)


def _keep_time(delivery: Delivery) -> bool:
    assert delivery.sending
    Post.objects.filter(pk=delivery.post_id, draft_at=None).update(draft_at=delivery.sending.due_at)
    return True


def send_now(delivery: Delivery, by: Member) -> bool:
    """What waits for its time, or for a decision, leaves now. False when it is too late for that."""
    sending = delivery.sending
    if sending is None:
        return False
    if sending.state not in states.READY:
        return decide.send_now(sending, by.pk)
    with transaction.atomic():
        moved = entrust.move_to(sending, timezone.now(), by.pk)
        if moved:
            decide.release_this(sending, by.pk)
    return moved


def plan_again(delivery: Delivery, by: Member, at: datetime | None) -> Planned:
    """The version as it reads now, as a new delivery in place of one that has not left or was refused.

    The old one stays on the plan when something stands in the way of the new one.
    """
    version = delivery.version
    if version is None or _has_begun(delivery):
        return Planned(objections=[(None, Objection("too_late", {}, "time"))])
    refused = _cut_beforehand([delivery])
    if refused:
        return Planned(objections=refused)
    with transaction.atomic():
        if not withdraw(delivery, by):
            return Planned(objections=[(version, Objection("too_late", {}, "time"))])
        planned = plan(delivery.post, by, at, only=[delivery.channel_id], exactly=at, beside=True)
        if not planned.ok:
            transaction.set_rollback(True)
    return planned


def outdated(post: Post) -> list[Delivery]:
    """What is planned with words that have changed since, and has not begun to leave."""
    waiting = post.deliveries.filter(sending__state=states.PLANNED, sending__due_at__gt=timezone.now())
    waiting = waiting.select_related("sending", "version", "channel").order_by("sending__due_at", "pk")
    return [each for each in waiting if each.version and each.says != {**post.content, **each.version.own}]


def renew(post: Post, by: Member) -> Planned:
    """What is planned says what the post says now, at the same times; all of it, or nothing."""
    made: list[Delivery] = []
    refused = _cut_beforehand(outdated(post))
    if refused:
        return Planned(objections=refused)
    with transaction.atomic():
        for delivery in outdated(post):
            assert delivery.sending
            again = plan_again(delivery, by, delivery.sending.due_at)
            if not again.ok:
                transaction.set_rollback(True)
                return again
            made += again.deliveries
    return Planned(deliveries=made)


def _cut_beforehand(deliveries: Iterable[Delivery]) -> InTheWay:
    """Pictures are cut while no transaction is open: inside one, every cut is found and no file is touched."""
    for delivery in deliveries:
        version = delivery.version
        assert version
        try:
            _said(Lead.of(delivery.post), [version])
        except PictureRefused as refused:
            return [(version, uncut(refused))]
    return []


def _entrust(
    post: Post,
    by: Member,
    lead: Lead,
    readings: list[Reading],
    times: Mapping[int, datetime | None],
    said: Mapping[int, list[Payload]],
    beside: bool,
) -> Planned:
    made = []
    with transaction.atomic():
        locked = Post.objects.select_for_update().get(pk=post.pk)
        versions = [reading.version for reading in readings if not _is_planned(reading.version)]
        taken = [] if beside else taken_meanwhile(versions, times)
        if taken:
            return Planned(objections=[*taken])
        for version in lead.first(versions):
            made.append(_deliver(version, said[version.pk], times[version.pk] or timezone.now(), by, lead))
        if made and locked.removed_at:
            bring_back(post, by)
        if made:
            write(post.brand_id, "post.planned", ("post", post.pk), by.pk, deliveries=[d.pk for d in made])
        if made and post.brand.approval:
            ask(post, by)
    return Planned(deliveries=made)


def _in_the_way(readings: list[Reading], times: Mapping[int, datetime | None]) -> InTheWay:
    found: InTheWay = []
    for reading in readings:
        refused = [o for o in reading.objections if o.weight == "refused"]
        at = times[reading.version.pk]
        over = ended(reading.says, reading.assets, at, reading.version.post.brand.zone)
        found += [(reading.version, o) for o in (*refused, *of_time(at), *over)]
    return found


def _unapproved_now(post: Post, times: Mapping[int, datetime | None]) -> InTheWay:
    """What is to leave at once must be approved by now; what has a time may be approved until then."""
    at_once = not all(times.values()) and not post.brand.in_rehearsal
    if not at_once or approval_of(post.brand, post).is_given:
        return []
    return [(None, Objection("approval_first", {}, "approval"))]


def _is_planned(version: Version) -> bool:
    return version.deliveries.exclude(sending__state__in=(states.DROPPED, states.REHEARSED)).exists()


def _has_begun(delivery: Delivery) -> bool:
    """A part of it is out: the rest may be left out, but the whole is not said again."""
    return Part.objects.filter(sending=delivery.sending_id, state=states.SENT).exists()


def _said(lead: Lead, versions: list[Version]) -> dict[int, list[Payload]]:
    """What each version's parts will say. Raises PictureRefused."""
    says = {version.pk: lead.spoken(version) for version in versions}
    assets = assets_of(versions[0].post.brand_id, says.values()) if versions else {}
    return {version.pk: payloads(says[version.pk], version.channel, assets) for version in versions}


def _deliver(version: Version, said: list[Payload], at: datetime, by: Member, lead: Lead) -> Delivery:
    delivery = Delivery.objects.create(
        brand_id=version.post.brand_id,
        post=version.post,
        version=version,
        channel=version.channel,
        says=version.says,
        by=by,
    )
    after = lead.awaited_by(version)
    delivery.sending = entrust.entrust(version.channel, ("delivery", delivery.pk), said, at, by.pk, after=after)
    delivery.save(update_fields=["sending"])
    lead.planned_as(delivery, by)
    return delivery
