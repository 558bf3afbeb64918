"""How a channel is: connection, age of its token, limits, last error, what waits on it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from pupitre.brands.models import Brand
from pupitre.channels import states
from pupitre.channels.models import Channel, Part, Sending


@dataclass(frozen=True, slots=True)
class Health:
    channel: Channel
    sent_today: int
    planned: int
    lacks: list[str]
    """codes of what its network lacks"""

    @property
    def waits_until(self) -> datetime | None:
        """The network asked to wait, or the breaker does."""
        until = self.channel.not_before
        return until if until and until > timezone.now() else None

    @property
    def token_days(self) -> int:
        return (timezone.now() - self.channel.token_at).days


def healths(brand: Brand) -> list[Health]:
    """Every channel of the brand, by name. Three queries."""
    channels = list(Channel.objects.alive().filter(brand=brand).order_by("name", "id"))
    ids = [channel.pk for channel in channels]
    sent = Part.objects.filter(sending__channel__in=ids, state=states.SENT, sent_at__gte=brand.today()[0])
    planned = Sending.objects.filter(channel__in=ids, state__in=states.READY)
    sent_by, planned_by = (
        Counter(sent.values_list("sending__channel", flat=True)),
        Counter(planned.values_list("channel", flat=True)),
    )
    return [Health(c, sent_by[c.pk], planned_by[c.pk], list(c.card.lacks(c.facts).values())) for c in channels]
