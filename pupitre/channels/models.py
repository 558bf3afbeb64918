"""The nouns of the room: Channel, Gap, Sending, Part, Attempt, Host, Worker."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.functional import cached_property

from pupitre.brands.models import Brand, Hold, Member
from pupitre.channels import states
from pupitre.ground import secrets
from pupitre.networks import registry
from pupitre.networks.words import Card, Grant, Rules

LATE_AFTER = timedelta(minutes=15)
AWAKE_FOR = timedelta(seconds=45)
"""a process that was heard of since then is alive"""
ENDS_SOON = timedelta(days=14)


class ChannelQuerySet(models.QuerySet["Channel"]):
    def alive(self) -> ChannelQuerySet:
        return self.filter(removed_at=None)


class Channel(models.Model):
    """One account of the brand on a network."""

    READY, RECONNECT = "ready", "reconnect"

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="channels")
    network = models.CharField(max_length=30)
    server = models.CharField(max_length=300)
    account = models.CharField(max_length=300)
    """the network's own id of the account"""
    handle = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=120)
    avatar = models.CharField(max_length=600, blank=True)
    url = models.CharField(max_length=600, blank=True)
    sealed = models.TextField()
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=12, default=READY)
    connected_at = models.DateTimeField(default=timezone.now)
    token_at = models.DateTimeField(default=timezone.now)
    """when the token in use was given"""
    expires_at = models.DateTimeField(null=True)
    """when the token in use ends"""
    refresh_at = models.DateTimeField(null=True)
    """when it is renewed without being needed; null: the network told no end"""
    ends_at = models.DateTimeField(null=True)
    """when the connection itself ends and a person must agree anew"""
    ending_told = models.PositiveSmallIntegerField(default=0)
    """days before that end of which was told last; 0: not yet"""
    checked_at = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=60, blank=True)
    error_params = models.JSONField(default=dict)
    error_raw = models.CharField(max_length=500, blank=True)
    error_at = models.DateTimeField(null=True)
    send_late = models.BooleanField(default=False)
    """what is more than 15 minutes late leaves by itself; else a person decides"""
    not_before = models.DateTimeField(null=True)
    """the whole queue waits until then (a limit, or the breaker)"""
    failures = models.PositiveIntegerField(default=0)
    """in a row, for the breaker"""
    refresh_until = models.DateTimeField(null=True)
    """lease of the one refresh in flight"""
    grant_version = models.PositiveIntegerField(default=1)
    backfill = models.JSONField(default=dict)
    """{"cursor", "seen", "done"}: reading of past posts"""
    removed_at = models.DateTimeField(null=True)
    revoke_at = models.DateTimeField(null=True)
    """of a channel taken off: when its network is asked (again) to forget the desk; null: nothing is left to ask"""
    revoke_tries = models.PositiveSmallIntegerField(default=0)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "network", "server", "account"],
                condition=Q(removed_at=None),
                name="account_once_in_a_brand",
            )
        ]
        indexes = [
            models.Index(fields=["brand", "state"], name="channels_of_brand"),
            models.Index(fields=["refresh_at"], condition=Q(removed_at=None), name="channels_to_refresh"),
            models.Index(fields=["revoke_at"], condition=Q(revoke_at__isnull=False), name="channels_to_revoke"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.network})"

    @cached_property
    def card(self) -> Card:
        return registry.card(self.network)

    @property
    def rules(self) -> Rules:
        return self.card.rules(self.facts)

    @property
    def host(self) -> str:
        return urlsplit(self.server).netloc or self.server

    @property
    def grant(self) -> Grant:
        """The opened grant. Raises secrets.WrongKey."""
        return Grant(
            server=self.server,
            account=self.account,
            handle=self.handle,
            name=self.name,
            avatar=self.avatar,
            url=self.url,
            secrets=secrets.unseal(self.sealed),
            facts=self.facts,
            expires_at=self.expires_at,
            ends_at=self.ends_at,
        )

    @classmethod
    def open_one(cls) -> None:
        """Try the key on the youngest secret of this desk. Raises secrets.WrongKey."""
        sealed = cls.objects.alive().exclude(sealed="").order_by("-pk").values_list("sealed", flat=True).first()
        secrets.unseal(sealed or "")

    @property
    def needs_somebody(self) -> bool:
        return self.state == self.RECONNECT

    @property
    def ends_soon(self) -> bool:
        """It works, and a person must agree anew within the next two weeks."""
        if self.state != self.READY or self.ends_at is None:
            return False
        return timedelta() < self.ends_at - timezone.now() <= ENDS_SOON


class Host(models.Model):
    """A network's server, for the breaker that all its channels share."""

    server = models.CharField(max_length=300, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.server


class Gap(models.Model):
    """Time that the desk does not remember: from the backup that it was restored from to the restore."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    """when the backup was made"""
    restored_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    """when all that was due in it had been looked for; until then nothing of the brand leaves"""

    class Meta:
        indexes = [models.Index(fields=["brand"], condition=Q(closed_at=None), name="gaps_open")]

    def __str__(self) -> str:
        return f"gap of brand {self.brand_id} since {self.made_at}"

    def sought(self) -> PartQuerySet:
        """What must still be looked for before anything leaves: due in the gap, on a channel that can be asked."""
        seeking = Part.objects.filter(gap=self, due_at__lte=self.restored_at)
        seeking = seeking.filter(state__in=states.SOUGHT)
        return seeking.filter(sending__channel__state=Channel.READY, sending__channel__removed_at=None)


class SendingQuerySet(models.QuerySet["Sending"]):
    def waiting_for_somebody(self) -> SendingQuerySet:
        """What "waiting" means everywhere: a sending that only a person can move."""
        return self.filter(state__in=states.NEEDS_SOMEBODY, settled_at=None)

    def about(self, kind: str, ids: list[int]) -> SendingQuerySet:
        return self.filter(subject_kind=kind, subject_id__in=ids)


class Sending(models.Model):
    """Whatever leaves the desk on one channel, in ordered parts. Its owner above is named by plain ids."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="sendings")
    change = models.CharField(max_length=8, default="create")
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    due_at = models.DateTimeField()
    after = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="awaited_by")
    """what must be out before it: its address belongs in these words (see address.py)"""
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=12, default=states.PLANNED)
    """the state of the first part that is not sent yet; "sent" when all are"""
    held = models.BooleanField(default=False)
    """held by hand, this one only"""
    started_at = models.DateTimeField(null=True)
    """the first call's instant"""
    sent_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    """a person has seen the failure and put it away"""
    made_at = models.DateTimeField(auto_now_add=True)

    objects = SendingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="sendings_of"),
            models.Index(fields=["brand", "due_at"], name="sendings_by_day"),
            models.Index(fields=["brand", "sent_at"], condition=Q(sent_at__isnull=False), name="sendings_gone"),
            models.Index(
                fields=["brand", "state"], condition=Q(state__in=states.NEEDS_SOMEBODY), name="sendings_needing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.change} {self.subject_kind} {self.subject_id}: {self.state}"


class PartQuerySet(models.QuerySet["Part"]):
    def ready(self, within: timedelta) -> PartQuerySet:
        """Parts that may be claimed now: due within `within`, their channel open, the one before sent.

        By the database's clock, so that a worker whose own clock is wrong sends nothing early.
        """
        return (
            self.filter(state__in=states.READY, due_at__lte=Now() + within, sending__held=False)
            .filter(Q(not_before=None) | Q(not_before__lte=Now()))
            .on_open_channels()
            .exclude(sending__channel__server__in=Host.objects.filter(not_before__gt=Now()).values("server"))
            .filter(Q(position=0) | Q(before__state=states.SENT))
            .filter(Q(sending__after=None) | Q(sending__after__state__in=states.SETTLED))
            .filter(~models.Exists(self._holds()))
            .filter(~models.Exists(Gap.objects.filter(brand=models.OuterRef("sending__brand"), closed_at=None)))
        )

    def on_open_channels(self) -> PartQuerySet:
        """The channel is connected, and its network asks for no wait."""
        open_now = self.filter(sending__channel__state=Channel.READY, sending__channel__removed_at=None)
        return open_now.filter(Q(sending__channel__not_before=None) | Q(sending__channel__not_before__lte=Now()))

    def in_time(self) -> PartQuerySet:
        """Not more than 15 minutes late, or on a channel that sends what is late by itself."""
        return self.filter(Q(expected_at__gt=Now() - LATE_AFTER) | Q(sending__channel__send_late=True))

    @staticmethod
    def _holds() -> models.QuerySet[Hold]:
        in_force = Hold.objects.filter(brand=models.OuterRef("sending__brand"), lifted_at=None)
        return in_force.filter(Q(until=None) | Q(until__gt=models.OuterRef("due_at")))

    def with_token(self, part: Part, *before: str) -> PartQuerySet:
        """This part as long as our fencing token holds and it is in one of the states `before`."""
        return self.filter(pk=part.pk, token=part.token, state__in=before)


class Part(models.Model):
    """One create, edit or delete on one network, with its own key and its own remote id."""

    sending = models.ForeignKey(Sending, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField(default=0)
    before = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    due_at = models.DateTimeField()
    expected_at = models.DateTimeField()
    """when it should leave as far as we know: its time, or later where a limit or a look moved it"""
    state = models.CharField(max_length=12, default=states.PLANNED)
    payload = models.JSONField()
    """what is to be said (channels/payload.py turns it into an Outgoing)"""
    key = models.CharField(max_length=120)
    keyed_at = models.DateTimeField()
    """fixed creation time, sent with the key"""
    marker = models.CharField(max_length=300, blank=True)
    handles = models.JSONField(default=dict)
    token = models.BigIntegerField(default=0)
    """fencing token: every claim raises it"""
    worker = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    first_armed_at = models.DateTimeField(null=True)
    armed_at = models.DateTimeField(null=True)
    looks = models.PositiveSmallIntegerField(default=0)
    look_at = models.DateTimeField(null=True)
    remote_id = models.CharField(max_length=300, blank=True)
    remote_url = models.CharField(max_length=600, blank=True)
    remote_refs = models.JSONField(default=dict)
    reason_code = models.CharField(max_length=60, blank=True)
    reason_params = models.JSONField(default=dict)
    reason_raw = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True)
    gap = models.ForeignKey(Gap, on_delete=models.SET_NULL, null=True, related_name="+")
    """it may have left in this one, and was looked for"""
    armed_since: float = 0.0
    """not kept: `clock.elapsed()` when this process armed it"""
    called: bool = False
    """not kept: this process has begun the call"""
    read_at: datetime
    """not kept: when a row that is about to be armed was read, by the database's clock"""
    is_alone: bool = False
    """not kept: its sending has no other part, as far as whoever read it knows"""
    is_awaited: bool = True
    """not kept: another sending may wait for this one"""

    objects = PartQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sending", "position"], name="one_part_a_place")]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=states.READY), name="parts_due"),
            models.Index(fields=["lease_until"], condition=Q(state__in=states.LEASED), name="parts_leased"),
            models.Index(fields=["look_at"], condition=Q(state=states.UNKNOWN), name="parts_to_look_for"),
            models.Index(fields=["remote_id"], condition=~Q(remote_id=""), name="parts_by_remote"),
        ]

    def __str__(self) -> str:
        return f"part {self.position} of {self.sending_id}: {self.state}"


UNKNOWN = ("", "unsure", "bug", "accepted")
"""outcomes of an attempt after which its post may be out"""


class Attempt(models.Model):
    """One try at a part, written down before it is made."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()
    armed_at = models.DateTimeField()
    worker = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    payload_hash = models.CharField(max_length=64)
    timeout = models.FloatField()
    """seconds"""
    outcome = models.CharField(max_length=12, blank=True)
    """sent, accepted, refused, later, reconnect, notsent, unsure, bug; empty while nobody knows"""
    evidence = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "number"], name="attempts_are_numbered")]

    def __str__(self) -> str:
        return f"attempt {self.number} of part {self.part_id}: {self.outcome or 'open'}"


class Worker(models.Model):
    """A process that works for the desk, and when it was last heard of."""

    name = models.CharField(max_length=80, primary_key=True)
    kind = models.CharField(max_length=12)
    """work or listen"""
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def awake(kind: str) -> models.QuerySet[Worker]:
        """Those of this kind that were heard of in the last 45 seconds, by the database's clock."""
        return Worker.objects.filter(kind=kind, seen_at__gt=Now() - AWAKE_FOR)


class Outage(models.Model):
    """A time during which no process of a kind was heard of (see silence.py)."""

    kind = models.CharField(max_length=12)
    since = models.DateTimeField()
    """the last sign of life"""
    noticed_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=Q(ended_at=None), name="one_outage_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.kind} since {self.since}"


def plain(remote: Any) -> dict[str, Any]:
    """A Remote as JSON."""
    return {"remote_id": remote.remote_id, "url": remote.url, "refs": dict(remote.refs)}
