"""All that a post's page tells: one chapter per delivery, with its sendings, their stories and its counts.

Six queries, however many channels and parts: the post, its deliveries, their parts (with sendings and
attempts), the journal, the counts (with their readings), the assets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from pupitre.brands.models import Brand, Hold, Member
from pupitre.channels import address, states
from pupitre.channels.models import Attempt, Part, Sending
from pupitre.journal.models import Entry
from pupitre.measures.models import COUNTS, Measured, Reading
from pupitre.media.models import Asset
from pupitre.publishing.approval.standing import unapproved
from pupitre.publishing.change import CLOSED, differs
from pupitre.publishing.lead import PLACE
from pupitre.publishing.models import Content, Delivery, Post, Version
from pupitre.publishing.say import assets_of
from pupitre.publishing.standing import DELETE, EDIT, Standing, standing
from pupitre.publishing.story import Line, Piece, Told, Try, story

YOUNG = timedelta(hours=2)
"""how long after its publication the growth of a post is drawn"""


@dataclass(frozen=True, slots=True)
class Course:
    """One sending: where it stands, and how it came there."""

    sending: Sending
    parts: Sequence[Part]
    standing: Standing
    lines: Sequence[Line]


@dataclass(slots=True)
class Chapter:
    """One delivery. `changes`: its edits and deletions, the newest first."""

    delivery: Delivery
    course: Course
    changes: list[Course] = field(default_factory=list)
    measured: Measured | None = None
    growth: list[tuple[datetime, int]] = field(default_factory=list)
    """(instant, reactions) in the first two hours"""
    edited: bool = False
    """its version reads otherwise now than what is out"""

    @property
    def says(self) -> Content:
        """What left or will leave: of what waits or waited for an article, its address included."""
        if not self.course.sending.after_id:
            return self.delivery.says
        said = [address.with_url(part.payload, PLACE) for part in self.course.parts]
        texts = [each.get("text", "") for each in said]
        return {**self.delivery.says, "text": texts[0], "thread": texts[1:], "card": said[0].get("card")}

    @property
    def over(self) -> bool:
        """Off the plan: shown apart."""
        return self.delivery.state == states.DROPPED

    @property
    def taken_off(self) -> bool:
        return self.delivery.deleted_at is not None or any(
            change.sending.change == "delete" and change.sending.state == states.SENT for change in self.changes
        )

    @property
    def changing(self) -> bool:
        """An edit or a deletion is on its way."""
        return any(change.sending.state not in CLOSED for change in self.changes)

    @property
    def can_change(self) -> tuple[str, ...]:
        """EDIT and DELETE as far as the network allows them, while it is out there."""
        if self.delivery.state != states.SENT or self.taken_off or self.changing or self.delivery.channel.removed_at:
            return ()
        rules = self.delivery.channel.rules
        return tuple(verb for verb, may in ((EDIT, rules.edits), (DELETE, rules.deletes)) if may)


@dataclass(frozen=True, slots=True)
class Book:
    """A post and all its chapters. `draft`: its versions, while nothing is planned."""

    post: Post
    chapters: list[Chapter]
    dropped: list[Chapter]
    draft: list[Version]
    assets: dict[int, Asset]


def book(brand: Brand, post_id: int, hold: Hold | None = None) -> Book:
    """Raises Post.DoesNotExist for a post that the brand does not have, or has thrown away."""
    post = Post.objects.alive().select_related("by", "campaign", "brand").get(brand=brand, pk=post_id)
    chapters = _chapters(post, hold)
    current = [chapter for chapter in chapters if not chapter.over]
    draft = [] if current else list(post.versions.select_related("channel").order_by("channel__name"))
    says = [post.content, *(chapter.delivery.says for chapter in chapters), *(version.own for version in draft)]
    dropped = [chapter for chapter in chapters if chapter.over]
    return Book(post, current, dropped, draft, assets_of(brand.pk, says))


def version_of(brand: Brand, post_id: int, channel_id: int) -> Version:
    """How a post reads on a channel. Raises Version.DoesNotExist for what the brand does not have or threw away."""
    versions = Version.objects.select_related("channel", "post__brand")
    return versions.get(post__in=Post.objects.alive().filter(brand=brand, pk=post_id), channel=channel_id)


def delivery_of(brand: Brand, delivery_id: int) -> Delivery:
    """Raises Delivery.DoesNotExist for one that the brand does not have."""
    related = ("post__brand", "channel", "sending", "version__post")
    return Delivery.objects.select_related(*related).get(brand=brand, pk=delivery_id, sending__isnull=False)


def sending_of(brand: Brand, sending_id: int) -> tuple[Sending, Delivery]:
    """A sending about one of the brand's deliveries. Raises Sending.DoesNotExist, Delivery.DoesNotExist."""
    found = Sending.objects.select_related("channel").get(brand=brand, pk=sending_id, subject_kind="delivery")
    return found, delivery_of(brand, found.subject_id)


def _chapters(post: Post, hold: Hold | None) -> list[Chapter]:
    deliveries = list(
        Delivery.objects.filter(post=post, sending__isnull=False)
        .select_related("channel", "sending", "by", "version")
        .order_by("sending__due_at", "channel__name", "pk")
    )
    parts = _parts(deliveries)
    told = _told(deliveries)
    counts = _counts(deliveries)
    waiting = unapproved(post.brand, [delivery.pk for delivery in deliveries])
    found = []
    for delivery in deliveries:
        delivery.post = post
        if delivery.version:
            delivery.version.post = post
        courses = [_course(pieces, told, hold, delivery.pk in waiting) for pieces in parts[delivery.pk].values()]
        own = next(course for course in courses if course.sending.pk == delivery.sending_id)
        changes = [course for course in courses[::-1] if course is not own]
        measured = counts.get((delivery.channel_id, _remote_id(own)))
        growth = _growth(measured) if measured else []
        found.append(Chapter(delivery, own, changes, measured, growth, differs(delivery)))
    return found


def _course(parts: list[Part], told: dict[int, list[Told]], hold: Hold | None, unapproved: bool) -> Course:
    sending = parts[0].sending
    pieces = [Piece(part.position, part.state, [_try(made) for made in part.made]) for part in parts]  # type: ignore[attr-defined]
    lines = story(sending.change, told[sending.pk], pieces)
    return Course(sending, parts, standing(sending, parts, hold, unapproved), lines)


def _parts(deliveries: Iterable[Delivery]) -> dict[int, dict[int, list[Part]]]:
    """delivery → sending → its parts in order; the create first."""
    made = (
        Attempt.objects.filter(part=OuterRef("pk"))
        .order_by("number")
        .values(json=JSONObject(at="armed_at", outcome="outcome", evidence="evidence", ended_at="ended_at"))
    )
    rows = (
        Part.objects.filter(
            sending__subject_kind="delivery", sending__subject_id__in=[delivery.pk for delivery in deliveries]
        )
        .select_related("sending__after__channel")
        .annotate(made=ArraySubquery(made))
        .order_by("sending_id", "position")
    )
    found: dict[int, dict[int, list[Part]]] = defaultdict(lambda: defaultdict(list))
    for part in rows:
        found[part.sending.subject_id][part.sending_id].append(part)
    return found


def _told(deliveries: Iterable[Delivery]) -> dict[int, list[Told]]:
    """sending → what the journal says of it, with the names of who did it."""
    who = Member.objects.filter(pk=OuterRef("actor_id")).values("name")
    rows = (
        Entry.objects.filter(subject_kind="delivery", subject_id__in=[delivery.pk for delivery in deliveries])
        .annotate(who=Subquery(who))
        .order_by("id")
    )
    found: dict[int, list[Told]] = defaultdict(list)
    for entry in rows:
        sending = entry.particulars.get("sending")
        if sending:
            found[sending].append(Told(entry.at, entry.verb, entry.particulars, entry.who or ""))
    return found


def _counts(deliveries: Iterable[Delivery]) -> dict[tuple[int, str], Measured]:
    """(channel, remote id) → its counts, with the readings of its first two hours."""
    sent = [delivery for delivery in deliveries if delivery.state == states.SENT]
    if not sent:
        return {}
    out = Q(remote_id__in=Part.objects.filter(sending__in=[d.sending_id for d in sent]).values("remote_id"))
    young = (
        Reading.objects.filter(measured=OuterRef("pk"), at__lte=OuterRef("published_at") + YOUNG)
        .order_by("at")
        .values(json=JSONObject(at="at", **{name: name for name in COUNTS}))
    )
    rows = Measured.objects.filter(out, channel__in={delivery.channel_id for delivery in sent})
    return {(row.channel_id, row.remote_id): row for row in rows.annotate(young=ArraySubquery(young))}


def _growth(measured: Measured) -> list[tuple[datetime, int]]:
    points = []
    for reading in measured.young:  # type: ignore[attr-defined]
        told = [reading[name] for name in ("likes", "reposts", "comments", "quotes") if reading[name] is not None]
        if told:
            points.append((datetime.fromisoformat(reading["at"]), sum(told)))
    return points


def _remote_id(course: Course) -> str:
    return course.parts[0].remote_id if course.parts else ""


def _try(made: dict[str, Any]) -> Try:
    ended = made["ended_at"]
    return Try(
        datetime.fromisoformat(made["at"]),
        made["outcome"],
        made["evidence"],
        datetime.fromisoformat(ended) if ended else None,
    )
