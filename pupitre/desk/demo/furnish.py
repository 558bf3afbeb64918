"""Furnishing the demo brand: channels, three months behind, a week ahead, drafts, a colleague."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from pupitre.brands.models import Brand, Member, Membership
from pupitre.channels import connect
from pupitre.channels.models import Channel
from pupitre.desk.demo import texts
from pupitre.desk.demo.history import Gone, earlier_today, measure, moments, send_in_the_past
from pupitre.desk.demo.pictures import woven
from pupitre.measures.models import AccountReading
from pupitre.media.listing import names
from pupitre.media.models import Asset
from pupitre.media.take_in import rendition, take_in
from pupitre.networks import registry
from pupitre.networks.words import Grant
from pupitre.publishing import campaigns, groups, ideas
from pupitre.publishing.campaigns import Terms
from pupitre.publishing.capture import Note
from pupitre.publishing.compose import Draft, begin, save
from pupitre.publishing.models import OBJECTIVES, Campaign, Content, Idea, Post
from pupitre.publishing.plan import plan
from pupitre.publishing.say import ANY_PICTURE

DAYS = 91
PICTURES = 6
COLLEAGUE = {"fr": "Inès Petit", "en": "Ines Small"}


def provide(brand: Brand, member: Member, language: str) -> None:
    """The demo's pictures, and their cuts for the pretend network."""
    for number in range(PICTURES):
        asset = take_in(brand, f"etoffe-{number}.jpg", woven(number), member, texts.ALT[language])
        for card in registry.cards().values():
            if card.pretend:
                rendition(asset, card.rules({}).pictures or ANY_PICTURE)


@transaction.atomic
def furnish(brand: Brand, member: Member, language: str) -> None:
    """Fill a demo brand. Everything in it is invented and stays on the pretend network.

    One transaction: those who follow the journal find it whole.
    """
    _colleague(brand, language)
    channels = _channels(brand, member, language)
    pictures = list(Asset.objects.filter(brand=brand).order_by("pk").values_list("pk", flat=True))
    gone: list[Gone] = []
    every = texts.TEXTS[language]
    for number, at in enumerate(moments(brand, DAYS, len(every) * 2)):
        says: Content = {
            "text": every[number % len(every)] if number < len(every) else _again(every, number),
            "language": language,
        }
        if number % 3 == 0:
            says["pictures"] = [{"asset": pictures[number % len(pictures)], "alt": texts.ALT[language]}]
        gone += send_in_the_past(brand, member, channels[: 1 + number % len(channels)], says, at)
    for number, at in enumerate(earlier_today(brand)):
        says = {"text": texts.TODAY[language][number], "language": language}
        gone += send_in_the_past(brand, member, channels[: 2 + number], says, at)
    measure(gone)
    for channel in channels:
        seen = sum(each.channel.pk == channel.pk for each in gone)
        Channel.objects.filter(pk=channel.pk).update(backfill={"done": True, "seen": seen})
    _ahead(brand, member, channels, language, pictures)
    _ideas(brand, member, language, pictures)
    _aim(brand, member, language)


def clear(brand: Brand) -> None:
    """The demo's files go with it; what can't be removed now stays, and is nobody's."""
    with suppress(OSError):
        for name in list(names(default_storage, f"{brand.pk}/")):
            default_storage.delete(name)


def _again(every: list[str], number: int) -> str:
    return every[(number * 11 + 5) % len(every)]


def _colleague(brand: Brand, language: str) -> None:
    address = f"demo-{secrets.token_hex(4)}@demo.invalid"
    friend = Member.objects.create_user(address, None, name=COLLEAGUE[language], language=language, is_demo=True)
    Membership.objects.create(brand=brand, member=friend, role="author")


def _channels(brand: Brand, member: Member, language: str) -> list[Channel]:
    card = next(card for card in registry.cards().values() if card.pretend)
    assert card.measures is not None
    made = []
    for name in texts.CHANNELS[language]:
        grant = card.connects.begin({"name": f"{name} {brand.pk}"}, "")
        assert isinstance(grant, Grant)
        channel = connect.keep(brand, card.key, grant, member)
        Channel.objects.filter(pk=channel.pk).update(name=name)
        channel.name = name
        told = card.measures.account(grant)
        now = timezone.now()
        AccountReading.objects.create(channel=channel, at=now, followers=told.followers, following=told.following)
        made.append(channel)
    return made


def _ahead(brand: Brand, member: Member, channels: list[Channel], language: str, pictures: list[int]) -> None:
    """What is planned, from later today to next week, and what is being written."""
    soon = timezone.now().astimezone(brand.zone).replace(minute=30, second=0, microsecond=0) + timedelta(hours=1)
    for number, text in enumerate(texts.AHEAD[language]):
        says: Content = {"text": text, "language": language}
        if number % 2 == 0:
            says["pictures"] = [{"asset": pictures[number % len(pictures)], "alt": texts.ALT[language]}]
        at = soon if number == 0 else (soon + timedelta(days=number)).replace(hour=9 + 2 * number)
        post = begin(brand, member)
        chosen: dict[int, Content] = {channel.pk: {} for channel in channels[: 2 + number % 2]}
        plan(save(post, Draft(says, chosen, {}, at), member, post.number), member, at)
    for text in texts.DRAFTS[language]:
        post = begin(brand, member)
        save(post, Draft({"text": text, "language": language}, {channels[0].pk: {}}, {}, None), member, post.number)


def _ideas(brand: Brand, member: Member, language: str, pictures: list[int]) -> None:
    """A board in use: most are only noted, one has pictures, one is being written, one is ready."""
    friend = Member.objects.get(memberships__brand=brand, name=COLLEAGUE[language])
    for number, (stage, text, url, title, source) in enumerate(reversed(texts.IDEAS[language])):
        shown = tuple(pictures[:2]) if number == 1 else ()
        by = member if number % 2 else friend
        idea = ideas.jot(brand, by, Note(text, url, title, source, shown))
        if stage == Idea.DRAFTING:
            ideas.become_post(idea, by)
        elif stage != Idea.IDEA:
            ideas.move(idea, stage, by)


def _aim(brand: Brand, member: Member, language: str) -> None:
    """A campaign of six weeks with the posts of its days, and objectives in turn."""
    today = timezone.now().astimezone(brand.zone).date()
    terms = Terms(texts.CAMPAIGN[language], today - timedelta(days=28), today + timedelta(days=14))
    campaign = campaigns.begin(brand, terms, member)
    assert isinstance(campaign, Campaign)
    name, words = texts.GROUP[language]
    groups.begin(brand, name, words, member)
    posts = Post.objects.filter(brand=brand)
    recent = list(posts.order_by("-id").values_list("pk", flat=True)[:24])
    posts.filter(pk__in=recent[::2]).update(campaign=campaign, labels=[texts.LABEL[language]])
    for number, (objective, _words) in enumerate(OBJECTIVES):
        posts.filter(pk__in=recent[number::5]).update(objective=objective)
