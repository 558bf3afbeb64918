"""Today's plan, and what needs somebody now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from pupitre.brands.models import Brand
from pupitre.channels import gap, states
from pupitre.channels.models import Channel, Sending
from pupitre.measures.models import Measured
from pupitre.publishing.approval.standing import unapproved
from pupitre.publishing.models import Delivery, Post

MOST_AHEAD = 150
BEING_WRITTEN = timedelta(days=60)
"""a draft that nobody touched for longer is found by search"""
KEEPS_FAILING = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a person looks at: a delivery, and which of its sendings it is (itself, or a change of it)."""

    delivery: Delivery
    sending: Sending


@dataclass(frozen=True, slots=True)
class Line:
    """One post at one minute, with the deliveries that leave then."""

    at: datetime
    post: Post
    deliveries: list[Delivery] = field(default_factory=list)
    measured: list[Measured] = field(default_factory=list)
    unapproved: set[int] = field(default_factory=set)
    """deliveries of it that nobody has approved, where the brand wants it"""

    @property
    def state(self) -> str:
        """The state that matters most among the deliveries."""
        found = {delivery.state for delivery in self.deliveries}
        leaving = (states.ARMED, states.PREPARING, states.CLAIMED)
        order = (*states.NEEDS_SOMEBODY, *states.SOUGHT, *leaving, *states.READY[::-1], states.REHEARSED, states.SENT)
        return next((state for state in order if state in found), states.PLANNED)

    @property
    def held(self) -> bool:
        return any(delivery.sending and delivery.sending.held for delivery in self.deliveries)

    def sum_of(self, name: str) -> int | None:
        told = [count for measured in self.measured if (count := getattr(measured, name)) is not None]
        return sum(told) if told else None

    @property
    def likes(self) -> int | None:
        return self.sum_of("likes")

    @property
    def reposts(self) -> int | None:
        return self.sum_of("reposts")

    @property
    def comments(self) -> int | None:
        return self.sum_of("comments")


@dataclass(frozen=True, slots=True)
class Overview:
    """The plan around now, by the brand's own clock."""

    today: list[Line]
    ahead: list[Line]
    """after today, soonest first"""
    latest: list[Line]
    """what left before today, newest first"""


_SHOWN = (
    *("remote_id", "post__content", "sending__state", "sending__due_at", "sending__held", "sending__brand"),
    *("channel__name", "channel__network", "channel__brand"),
)
"""two hundred of each are read for one page: only what it shows"""


def overview(brand: Brand, most: int = 6) -> Overview:
    """Today, what comes and what left lately, with reactions. Three queries, whatever the history."""
    start, end = brand.today()
    mine = Delivery.objects.filter(sending__brand=brand).select_related("post", "channel", "sending")
    mine = mine.only(*_SHOWN)
    coming = mine.current().filter(sending__due_at__gte=start).order_by("sending__due_at", "pk")[:MOST_AHEAD]
    gone = mine.filter(sending__due_at__lt=start, sending__state=states.SENT).order_by("-sending__due_at", "pk")
    lines, latest = _lines(coming), _lines(gone[: most * 4])[:most]
    today = [line for line in lines if line.at < end]
    _add_counts([*today, *latest])
    waiting = unapproved(brand, [each.pk for line in lines for each in line.deliveries])
    for line in lines:
        line.unapproved.update(waiting & {each.pk for each in line.deliveries})
    return Overview(today, [line for line in lines if line.at >= end][:most], latest)


def waiting_for_somebody(brand: Brand, most: int = 20) -> list[Waiting]:
    """What only a person can move, oldest first: the one meaning of "waiting"."""
    sendings = Sending.objects.waiting_for_somebody().filter(brand=brand, subject_kind="delivery")
    return _with_deliveries(brand, list(sendings.order_by("due_at", "pk")[:most]))


def sought_after_restore(brand: Brand, found: gap.Gap, most: int = 50) -> list[Waiting]:
    """What was due in the gap and was looked for, in order of its time, however it ended."""
    return _with_deliveries(brand, list(gap.sendings(found).filter(subject_kind="delivery")[:most]))


def channels_of(brand: Brand) -> list[Channel]:
    """The brand's channels, by name."""
    return list(Channel.objects.alive().filter(brand=brand).defer("sealed").order_by("name"))


def in_need(channel: Channel) -> bool:
    """It must be connected again, now or within two weeks, or it failed again and again lately."""
    return channel.needs_somebody or channel.ends_soon or channel.failures >= KEEPS_FAILING


def has_sent_anything(brand: Brand) -> bool:
    return Sending.objects.filter(brand=brand, state=states.SENT).exists()


def drafts(brand: Brand, most: int = 5) -> list[Post]:
    """The newest drafts of the last weeks that nothing is planned of."""
    lately = Post.objects.drafts().filter(brand=brand, saved_at__gte=timezone.now() - BEING_WRITTEN)
    return list(lately.exclude(number=0).order_by("-saved_at")[:most])


def _with_deliveries(brand: Brand, sendings: list[Sending]) -> list[Waiting]:
    deliveries = Delivery.objects.select_related("post", "channel").filter(brand=brand)
    found = deliveries.in_bulk([sending.subject_id for sending in sendings]) if sendings else {}
    return [Waiting(found[each.subject_id], each) for each in sendings if each.subject_id in found]


def _lines(found: Iterable[Delivery]) -> list[Line]:
    lines: dict[tuple[datetime, int], Line] = {}
    for delivery in found:
        assert delivery.sending
        # what is sent now on several channels is some instants apart: a line is one post at one minute
        at = delivery.sending.due_at.replace(second=0, microsecond=0)
        line = lines.setdefault((at, delivery.post_id), Line(at, delivery.post))
        line.deliveries.append(delivery)
    return list(lines.values())


def _add_counts(lines: Iterable[Line]) -> None:
    out = {(d.channel_id, d.remote_id): line for line in lines for d in line.deliveries if d.remote_id}
    if not out:
        return
    wanted = Measured.objects.filter(
        channel_id__in={channel for channel, _ in out}, remote_id__in=[remote for _, remote in out]
    )
    for measured in wanted:
        line = out.get((measured.channel_id, measured.remote_id))
        if line:
            line.measured.append(measured)
