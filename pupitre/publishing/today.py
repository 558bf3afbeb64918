"""Today's plan, and what needs somebody now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from pupitre.brands.models import Brand
from pupitre.channels import states
from pupitre.channels.models import Channel, Sending
from pupitre.measures.models import Measured
from pupitre.publishing.models import Delivery, Post


@dataclass(frozen=True, slots=True)
class Line:
    """One post at one time, with the deliveries that leave then."""

    at: datetime
    post: Post
    deliveries: list[Delivery] = field(default_factory=list)
    measured: list[Measured] = field(default_factory=list)

    @property
    def state(self) -> str:
        """The state that matters most among the deliveries."""
        found = {delivery.state for delivery in self.deliveries}
        order = (*states.NEEDS_SOMEBODY, states.UNKNOWN, states.LOOKING, states.WAITING, states.PLANNED)
        return next((state for state in order if state in found), next(iter(found), states.PLANNED))

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


def plan_of_today(brand: Brand) -> list[Line]:
    """What leaves or left today by the brand's clock, in order. Two queries."""
    start, end = brand.today()
    found = Delivery.objects.filter(brand=brand, sending__isnull=False).current().between(start, end)
    return _lines(found.select_related("post", "channel", "sending").order_by("sending__due_at", "pk"))


def plan_ahead(brand: Brand, most: int = 6) -> list[Line]:
    """What leaves after today, soonest first."""
    _start, end = brand.today()
    found = Delivery.objects.filter(brand=brand, sending__due_at__gte=end).current()
    return _lines(found.select_related("post", "channel", "sending").order_by("sending__due_at", "pk")[: most * 4])[
        :most
    ]


def latest_out(brand: Brand, most: int = 6) -> list[Line]:
    """What left before today, newest first, with its reactions. Two queries."""
    start, _end = brand.today()
    found = Delivery.objects.filter(brand=brand, sending__due_at__lt=start, sending__state=states.SENT)
    return _lines(found.select_related("post", "channel", "sending").order_by("-sending__due_at", "pk")[: most * 4])[
        :most
    ]


def waiting_for_somebody(brand: Brand, most: int = 20) -> list[Delivery]:
    """Deliveries that only a person can move, oldest first: the one meaning of "waiting"."""
    waiting = Sending.objects.waiting_for_somebody().filter(brand=brand, subject_kind="delivery")
    found = Delivery.objects.filter(brand=brand, pk__in=waiting.order_by("due_at").values("subject_id")[:most])
    return list(found.select_related("post", "channel", "sending").order_by("sending__due_at"))


def channels_in_need(brand: Brand) -> list[Channel]:
    """Channels to connect again, and those that failed lately."""
    alive = Channel.objects.alive().filter(brand=brand)
    return list(alive.filter(Q(state=Channel.RECONNECT) | Q(failures__gte=5)).order_by("name"))


def has_sent_anything(brand: Brand) -> bool:
    return Sending.objects.filter(brand=brand, state=states.SENT).exists()


def drafts(brand: Brand, most: int = 5) -> list[Post]:
    """The newest drafts that nothing is planned of."""
    return list(Post.objects.drafts().filter(brand=brand).exclude(number=0).order_by("-saved_at")[:most])


def _lines(found: Iterable[Delivery]) -> list[Line]:
    lines: dict[tuple[datetime, int], Line] = {}
    for delivery in found:
        assert delivery.sending
        line = lines.setdefault(
            (delivery.sending.due_at, delivery.post_id), Line(delivery.sending.due_at, delivery.post)
        )
        line.deliveries.append(delivery)
    _add_counts(lines.values())
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
