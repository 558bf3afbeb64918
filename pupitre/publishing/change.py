"""Changing what is out: an edit or a deletion on the network, each a sending about the same delivery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from pupitre.brands.models import Member
from pupitre.channels import entrust, states
from pupitre.channels.models import Part, Sending
from pupitre.channels.payload import Payload
from pupitre.media.pictures import PictureRefused
from pupitre.networks.words import Objection
from pupitre.publishing.lead import Lead
from pupitre.publishing.models import Delivery
from pupitre.publishing.objections import read_one
from pupitre.publishing.say import assets_of, payloads, uncut

CLOSED = (states.SENT, states.DROPPED, states.REFUSED, states.REHEARSED)


@dataclass(frozen=True, slots=True)
class Changed:
    """The sending that will change it, or what stands in the way."""

    sending: Sending | None = None
    objections: Sequence[Objection] = field(default_factory=tuple)


def differs(delivery: Delivery) -> bool:
    """The version reads otherwise now than what is out."""
    return delivery.version is not None and delivery.version.says != delivery.says


def edit(delivery: Delivery, by: Member) -> Changed:
    """Bring what is out to what the version says now, part by part. A second click finds the first one's sending.

    What the desk knows of the new words travels with the sending, and is the delivery's own once it is out.
    """
    channel, version = delivery.channel, delivery.version
    if not channel.rules.edits:
        return Changed(objections=[Objection("edit_none", {}, "post")])
    if version is None or not differs(delivery):
        return Changed(_open(delivery), [] if _open(delivery) else [Objection("edit_same", {}, "post")])
    refused = [o for o in read_one(version).objections if o.weight == "refused"]
    if refused:
        return Changed(objections=refused)
    try:
        says = Lead.of(version.post).spoken(version)
        said = payloads(says, channel, assets_of(delivery.brand_id, [says]))
    except PictureRefused as wrong:
        return Changed(objections=[uncut(wrong, channel.card.name)])
    said[0] = {**said[0], "says": version.says}
    return _change(delivery, by, "edit", said)


def delete(delivery: Delivery, by: Member) -> Changed:
    """Take it off the network, a thread from its end. A second click finds the first one's sending."""
    if not delivery.channel.rules.deletes:
        return Changed(objections=[Objection("delete_none", {}, "post")])
    return _change(delivery, by, "delete", [])


def put_right(sending: Sending) -> None:
    """A change went out: the delivery says what is out there now, or that it is gone."""
    about = Delivery.objects.filter(pk=sending.subject_id)
    if sending.change == "delete":
        about.filter(deleted_at=None).update(deleted_at=timezone.now())
    elif sending.change == "edit":
        said = sending.parts.order_by("position").values_list("payload__says", flat=True).first()
        if said:
            about.update(says=said)


def _change(delivery: Delivery, by: Member, change: str, said: list[Payload]) -> Changed:
    with transaction.atomic():
        locked = Delivery.objects.select_for_update(of=("self",)).select_related("channel", "sending")
        delivery = locked.get(pk=delivery.pk)
        if standing := _open(delivery):
            same = standing.change == change
            return Changed(standing if same else None, [] if same else [Objection("change_open", {}, "post")])
        wrong, parts = _out_there(delivery)
        if wrong:
            return Changed(objections=[wrong])
        if change == "delete":
            aimed = [_aimed({"shape": parts[0].payload.get("shape", "post")}, change, part) for part in parts[::-1]]
        elif len(said) != len(parts):
            return Changed(objections=[Objection("edit_parts", {"count": len(parts)}, "thread")])
        else:
            aimed = [_aimed(words, change, part) for words, part in zip(said, parts, strict=True)]
        subject = ("delivery", delivery.pk)
        return Changed(entrust.entrust(delivery.channel, subject, aimed, timezone.now(), by.pk))


def _open(delivery: Delivery) -> Sending | None:
    """A change that is not over yet."""
    changes = Sending.objects.about("delivery", [delivery.pk]).exclude(change="create")
    return changes.exclude(state__in=CLOSED).order_by("pk").last()


def _out_there(delivery: Delivery) -> tuple[Objection | None, list[Part]]:
    """The parts that are out, in order; or why there is nothing to change."""
    if delivery.deleted_at or Sending.objects.about("delivery", [delivery.pk]).filter(
        change="delete", state=states.SENT
    ):
        return Objection("taken_off", {}, "post"), []
    parts = list(Part.objects.filter(sending=delivery.sending, state=states.SENT).order_by("position"))
    if delivery.state != states.SENT or not parts:
        return Objection("not_out", {}, "post"), []
    if delivery.channel.removed_at:
        return Objection("channel_gone", {"channel": delivery.channel.name}, "channel"), []
    if not all(part.remote_id for part in parts):
        return Objection("address_unknown", {}, "post"), []
    return None, parts


def _aimed(said: Payload, change: str, part: Part) -> Payload:
    target = {"remote_id": part.remote_id, "url": part.remote_url, "refs": part.remote_refs}
    return {**said, "change": change, "target": target}
