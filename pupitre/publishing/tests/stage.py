"""For tests of this room and of its screens: a channel on paper, posts, and deliveries brought to any state.

States are reached by the ways of the house (claim, arm, settle), never by writing them into rows.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from pupitre.brands.models import Brand, Member
from pupitre.channels import entrust, look, reap, settle, states
from pupitre.channels.arm import arm
from pupitre.channels.attempt import Answer
from pupitre.channels.claim import claim, claim_looks
from pupitre.channels.connect import begin, keep
from pupitre.channels.models import Channel, Part, Sending
from pupitre.networks.words import Sent
from pupitre.publishing import compose, plan
from pupitre.publishing.models import Delivery, Post

WORKER = "stage"


def at_midday(brand: Brand) -> None:
    """Move the brand to where it is about noon: half an hour from now, and an hour ago, are today."""
    east = 12 - timezone.now().hour
    brand.time_zone = f"Etc/GMT{-east:+d}"  # the sign of these names is turned round
    brand.save(update_fields=["time_zone"])


def paper(brand: Brand, by: Member | None = None, name: str = "Maison Lune", kind: str = "A") -> Channel:
    """A channel of the brand on the pretend network; `kind` is the class of network it plays."""
    grant = begin("paper", {"name": f"{name} {brand.pk}", "class": kind}, "")
    channel = keep(brand, "paper", grant, by)
    Channel.objects.filter(pk=channel.pk).update(name=name)
    channel.name = name
    return channel


def written(brand: Brand, by: Member, text: str = "Three ways to tie the scarf", **content: Any) -> Post:
    """A draft on every channel of the brand. `at`: the time in mind."""
    at = content.pop("at", None)
    return compose.begin(brand, by, {"text": text, **content}, at)


def planned(brand: Brand, by: Member, at: datetime | None = None, text: str = "Three ways", **content: Any) -> Delivery:
    """A post planned in an hour, or at `at`: its first delivery."""
    post = written(brand, by, text, **content)
    done = plan.plan(post, by, at or timezone.now() + timedelta(hours=1))
    assert done.ok, done.objections
    return done.deliveries[0]


def in_hand(delivery: Delivery, sending: Sending | None = None) -> Part:
    """Due now and claimed by a worker."""
    sending = sending or delivery.sending
    assert sending
    if sending.state in states.READY and not sending.started_at:
        entrust.move_to(sending, timezone.now(), None)
    part = next((part for part in claim(WORKER, 100) if part.sending_id == sending.pk), None)
    assert part, "nothing to claim"
    return part


def armed(delivery: Delivery, sending: Sending | None = None) -> Part:
    """The call is about to be made."""
    part = in_hand(delivery, sending)
    assert arm(part)
    return part


def answered(delivery: Delivery, kind: str, sending: Sending | None = None, **words: Any) -> Part:
    """The call was made, and this is what came of it: see attempt.Answer."""
    part = armed(delivery, sending)
    settle.settle(part, Answer(kind, **words))  # type: ignore[arg-type]
    refresh(delivery)
    return part


def gone(delivery: Delivery, url: str = "https://paper.example/1", sending: Sending | None = None) -> Part:
    """Out there."""
    remote = f"remote-{delivery.pk}-{Part.objects.count()}"
    return answered(delivery, "sent", sending, result=Sent(remote, url))


def unsure(delivery: Delivery) -> Part:
    """The answer got lost: unknown, or a person's where nothing can be read."""
    return answered(delivery, "unsure", code="interrupted", params={"host": "paper.example"}, raw="ReadTimeout")


def refused(delivery: Delivery) -> Part:
    """The network said no, in its own words."""
    return answered(delivery, "refused", code="refused_other", params={"reason": "too blue"}, raw="400 too blue")


def looked(delivery: Delivery, kind: str = "absent", seconds: int = 5, **words: Any) -> None:
    """One look, so many seconds after the call."""
    Part.objects.filter(sending=delivery.sending).update(
        look_at=timezone.now(), armed_at=timezone.now() - timedelta(seconds=seconds)
    )
    part = next(part for part in claim_looks(WORKER, 10) if part.sending_id == delivery.sending_id)
    look._conclude(part, part.sending.channel, Answer(kind, **words), timedelta(seconds=seconds))  # type: ignore[arg-type]
    refresh(delivery)


def late(delivery: Delivery) -> None:
    """Past its time by more than a quarter of an hour."""
    then = timezone.now() - timedelta(minutes=40)
    Part.objects.filter(sending=delivery.sending).update(due_at=then, expected_at=then)
    Sending.objects.filter(pk=delivery.sending_id).update(due_at=then)
    reap.mark_late()
    refresh(delivery)


def refresh(delivery: Delivery) -> None:
    delivery.refresh_from_db()
    assert delivery.sending
    delivery.sending.refresh_from_db()


def in_state(brand: Brand, by: Member, channel: Channel, state: str) -> Delivery:
    """A delivery in this state of channels/states.py, or "held"."""
    delivery = planned(brand, by, text=f"It is {state}")
    _WAYS[state](delivery)
    refresh(delivery)
    return delivery


def _nothing(delivery: Delivery) -> None:
    pass


def _rehearsed(delivery: Delivery) -> None:
    settle.rehearsed(in_hand(delivery))


def _dropped(delivery: Delivery) -> None:
    assert delivery.by and plan.withdraw(delivery, delivery.by)


def _held(delivery: Delivery) -> None:
    from pupitre.channels.decide import hold_this

    assert delivery.sending and delivery.by
    hold_this(delivery.sending, delivery.by.pk)


def _waiting(delivery: Delivery) -> None:
    answered(delivery, "later", code="limit", wait=timedelta(minutes=30))
    Channel.objects.filter(pk=delivery.channel_id).update(not_before=None)


def _person(delivery: Delivery) -> None:
    unsure(delivery)
    if delivery.state == states.UNKNOWN:
        looked(delivery, "refused", code="unsettled")


_WAYS = {
    states.PLANNED: _nothing,
    "held": _held,
    states.CLAIMED: in_hand,
    states.ARMED: armed,
    states.SENT: gone,
    states.REFUSED: refused,
    states.WAITING: _waiting,
    states.BLOCKED: lambda delivery: answered(delivery, "reconnect", code="token_dead", raw="401"),
    states.UNKNOWN: unsure,
    states.PERSON: _person,
    states.LATE: late,
    states.REHEARSED: _rehearsed,
    states.DROPPED: _dropped,
}
STATES = tuple(_WAYS)
"""what `in_state` can do; "blocked" closes the channel, so it comes last where all are wanted"""
