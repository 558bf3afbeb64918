"""Three months of posts that left, as rows: what went out, when, and what the community did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from pupitre.brands.models import Brand, Member
from pupitre.channels import states
from pupitre.channels.models import Attempt, Channel, Part, Sending
from pupitre.channels.payload import fingerprint, outgoing
from pupitre.journal.models import Entry
from pupitre.measures.models import DayCount, Measured, Reading
from pupitre.networks.words import Measure, Outgoing, Sent
from pupitre.publishing.fold import fold
from pupitre.publishing.models import Content, Delivery, Post, Version
from pupitre.publishing.say import assets_of, payloads

HOURS = ((9, 0), (11, 30), (12, 15), (14, 0), (17, 30), (18, 45))


@dataclass(frozen=True, slots=True)
class Gone:
    """One delivery of the past."""

    channel: Channel
    remote_id: str
    at: datetime


def moments(brand: Brand, days: int, count: int) -> Iterator[datetime]:
    """`count` instants spread over the past `days`, at a shop's hours, oldest first."""
    today = timezone.now().astimezone(brand.zone).replace(minute=0, second=0, microsecond=0)
    for number in range(count):
        back = days - int(number * days / count)
        hour, minute = HOURS[(number * 7) % len(HOURS)]
        yield (today - timedelta(days=back)).replace(hour=hour, minute=minute)


def earlier_today(brand: Brand) -> list[datetime]:
    """Two instants of today's morning and last hours that are past already, by the brand's clock."""
    now = timezone.now().astimezone(brand.zone).replace(second=0, microsecond=0)
    wanted = (now.replace(hour=9, minute=0), now - timedelta(minutes=95))
    return [at for at in wanted if at.date() == now.date() and at < now - timedelta(hours=1)]


def send_in_the_past(brand: Brand, member: Member, channels: list[Channel], says: Content, at: datetime) -> list[Gone]:
    """One post that left on these channels at `at`, with everything that a real one leaves behind."""
    words = fold(says.get("text", ""))
    post = Post.objects.create(brand=brand, by=member, content=says, number=1, words=words)
    Post.objects.filter(pk=post.pk).update(made_at=at - timedelta(hours=20), saved_at=at - timedelta(hours=19))
    return [_deliver(post, member, channel, at) for channel in channels]


def _deliver(post: Post, member: Member, channel: Channel, at: datetime) -> Gone:
    version = Version.objects.create(post=post, channel=channel)
    delivery = Delivery.objects.create(
        brand=post.brand, post=post, version=version, channel=channel, says=post.content, by=member
    )
    subject = {"subject_kind": "delivery", "subject_id": delivery.pk}
    sending = Sending.objects.create(
        brand=post.brand, channel=channel, due_at=at, by=member, state=states.SENT, started_at=at, sent_at=at, **subject
    )
    payload = payloads(post.content, channel, assets_of(post.brand_id, [post.content]))[0]
    key = channel.card.publishes.new_key("", channel.grant)
    part = Part(sending=sending, due_at=at, expected_at=at, payload=payload, key=key, keyed_at=at)
    sent = channel.card.publishes.send(_unread(outgoing(part)), channel.grant)
    assert isinstance(sent, Sent)
    out_at = at + timedelta(seconds=1)
    part.state, part.tries, part.armed_at, part.first_armed_at, part.sent_at = states.SENT, 1, at, at, out_at
    part.remote_id, part.remote_url, part.remote_refs = sent.remote_id, sent.url, dict(sent.refs)
    part.save()
    Attempt.objects.create(
        part=part,
        number=1,
        armed_at=at,
        worker="demo",
        key=key,
        payload_hash=fingerprint(payload),
        timeout=30,
        outcome="sent",
        ended_at=out_at,
    )
    Delivery.objects.filter(pk=delivery.pk).update(sending=sending, remote_id=sent.remote_id, url=sent.url)
    _tell(channel, sending, subject, member, at)
    return Gone(channel, sent.remote_id, at)


def _unread(said: Outgoing) -> Outgoing:
    """Its pictures are not opened: a transaction is open, and the pretend network keeps only a sum of them."""
    return replace(said, media=tuple(replace(media, read=media.name.encode) for media in said.media))


def _tell(channel: Channel, sending: Sending, subject: dict[str, object], member: Member, at: datetime) -> None:
    common = {"brand_id": channel.brand_id, **subject}
    about = {"sending": sending.pk, "channel": channel.pk}
    planned = {**about, "due": at.isoformat(), "parts": 1, "change": "create"}
    before = at - timedelta(hours=18)
    Entry.objects.create(at=before, actor_id=member.pk, verb="sending.planned", particulars=planned, **common)
    sent = {**about, "part": 0, "how": "told"}
    Entry.objects.create(at=at + timedelta(seconds=1), verb="sending.sent", particulars=sent, **common)


def measure(gone: list[Gone]) -> None:
    """What the community did with each post, on the days when it did."""
    sums: dict[tuple[int, date], dict[str, int]] = {}
    by_channel: dict[int, list[Gone]] = {}
    for each in gone:
        by_channel.setdefault(each.channel.pk, []).append(each)
    for posts in by_channel.values():
        channel = posts[0].channel
        assert channel.card.measures is not None
        told = channel.card.measures.posts([each.remote_id for each in posts], channel.grant)
        for each in posts:
            _keep(each, told[each.remote_id] or Measure(), sums)
    DayCount.objects.bulk_create(
        [DayCount(channel_id=channel, day=day, **counts) for (channel, day), counts in sums.items()]
    )


def _keep(each: Gone, told: Measure, sums: dict[tuple[int, date], dict[str, int]]) -> None:
    now = timezone.now()
    counts = {"likes": told.likes, "reposts": told.reposts, "comments": told.comments}
    young = now - each.at < timedelta(days=7)
    measured = Measured.objects.create(
        channel=each.channel,
        remote_id=each.remote_id,
        published_at=each.at,
        read_at=now,
        next_at=now + timedelta(hours=1) if young else None,
        **counts,
    )
    shares = ((0.08, 0.2), (0.35, 1), (0.55, 2), (0.85, 24), (1.0, 72))
    Reading.objects.bulk_create(
        Reading(measured=measured, at=at, **{name: int((count or 0) * share) for name, count in counts.items()})
        for share, hours in shares
        if (at := each.at + timedelta(hours=hours)) < now
    )
    for share, days in ((0.75, 0), (0.2, 1), (0.05, 2)):
        day = (each.at + timedelta(days=days)).astimezone(each.channel.brand.zone).date()
        slot = sums.setdefault((each.channel.pk, day), {"likes": 0, "reposts": 0, "comments": 0})
        for name in slot:
            slot[name] += round((counts[name] or 0) * share)
