"""The nouns: Campaign, HashtagGroup, Post, Version, Revision, Delivery, NativePost, Idea."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pupitre.brands.models import Brand, Member
from pupitre.channels import states
from pupitre.channels.models import Channel, Sending
from pupitre.publishing.approval.models import GuestLink, Remark, Reminder, Request, Verdict
from pupitre.publishing.dates.models import CalendarAddress, DateChoices, OwnDate
from pupitre.publishing.importing.models import Import, ImportedRow
from pupitre.publishing.slots.models import Slot

__all__ = [
    "CalendarAddress",
    "Content",
    "DateChoices",
    "Delivery",
    "GuestLink",
    "Import",
    "ImportedRow",
    "NativePost",
    "OwnDate",
    "Post",
    "Remark",
    "Reminder",
    "Request",
    "Revision",
    "Slot",
    "Verdict",
    "Version",
    "first_line",
]

Content = dict[str, Any]
"""What is said. Keys, all optional:

text: str; thread: [str] (the parts after the first); language: "fr"; warning: str;
poll: {"options": [str], "seconds": int, "multiple": bool};
pictures: [{"asset": id, "alt": str, "recipe": as media/recipe.py has it, or none}];
card: {"url", "title", "description", "asset": id | None};
title, body (HTML), excerpt: str; categories, tags: [str]; featured: asset id | None;
first: id of the channel whose article the others wait for, 0 when each leaves by itself (see lead.py).
"""


def first_line(text: str) -> str:
    """The beginning of a text, at most 90 characters."""
    first = next(iter(text.strip().splitlines()), "")
    return first if len(first) <= 90 else first[:89].rstrip() + "…"


OBJECTIVES = [
    ("known", _("Be known")),
    ("keep", _("Keep clients")),
    ("win", _("Win new ones")),
    ("service", _("Service")),
]
"""what a post is to bring about: what it is judged by later"""
LONGEST_LABEL = 40


class Campaign(models.Model):
    """What several posts belong to. Its days are told, and bind nobody."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="campaigns")
    name = models.CharField(_("Name"), max_length=80)
    begins_on = models.DateField(_("From"), null=True)
    ends_on = models.DateField(_("Until"), null=True)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    """no new post is put into it; those it has stay"""

    class Meta:
        constraints = [models.UniqueConstraint("brand", Lower("name"), name="one_campaign_of_a_name")]

    def __str__(self) -> str:
        return self.name


class HashtagGroup(models.Model):
    """Hashtags that go together, put into a text at once."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="hashtag_groups")
    name = models.CharField(max_length=60)
    words = ArrayField(models.CharField(max_length=100), default=list)
    """each with its "#" """
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint("brand", Lower("name"), name="one_hashtag_group_of_a_name")]

    def __str__(self) -> str:
        return self.name


class PostQuerySet(models.QuerySet["Post"]):
    def alive(self) -> PostQuerySet:
        return self.filter(removed_at=None)

    def drafts(self) -> PostQuerySet:
        """Not planned anywhere, or not any more."""
        planned = Delivery.objects.filter(post=models.OuterRef("pk")).current()
        return self.alive().filter(~models.Exists(planned))


class Post(models.Model):
    """Something written once."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="posts")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    content = models.JSONField(default=dict)
    number = models.PositiveIntegerField(default=0)
    """raised by every save: two members cannot overwrite each other unknowingly"""
    saved_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    """who raised the number last"""
    campaign = models.ForeignKey(Campaign, on_delete=models.SET_NULL, null=True, related_name="posts")
    objective = models.CharField(max_length=8, choices=OBJECTIVES, blank=True, default="")
    labels = ArrayField(models.CharField(max_length=LONGEST_LABEL), default=list)
    """the team's own words for it: nobody outside reads them"""
    draft_at = models.DateTimeField(null=True)
    """the time the writer has in mind, before anything is planned"""
    words = models.TextField(blank=True)
    """title and texts with accents folded, for search"""
    made_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)
    removed_at = models.DateTimeField(null=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["brand", "-id"], name="posts_newest"),
            models.Index(fields=["brand", "-saved_at"], name="posts_being_written"),
            models.Index(fields=["brand", "draft_at"], condition=Q(draft_at__isnull=False), name="posts_in_mind"),
            GinIndex(SearchVector("words", config="french"), name="posts_in_french"),
            GinIndex(SearchVector("words", config="english"), name="posts_in_english"),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def headline(self) -> str:
        """The title, or the beginning of the text: how a post is called on every page."""
        return first_line(self.content.get("title") or self.content.get("text") or "")


class Version(models.Model):
    """How a post reads on one channel: `own` has only what differs from the post."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="versions")
    own = models.JSONField(default=dict)
    own_at = models.DateTimeField(null=True)
    """its own time, when it differs from the post's"""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "channel"], name="one_version_a_channel")]
        indexes = [models.Index(fields=["own_at"], condition=Q(own_at__isnull=False), name="versions_own_times")]

    def __str__(self) -> str:
        return f"{self.post} on {self.channel}"

    @property
    def says(self) -> Content:
        return {**self.post.content, **self.own}


class Revision(models.Model):
    """The post and its versions as they were saved: the draft's history."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    versions = models.JSONField(default=dict)
    """{channel id: own}"""
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="revisions_are_numbered")]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.post_id} v{self.number}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def current(self) -> DeliveryQuerySet:
        """Without what was dropped."""
        return self.exclude(sending__state=states.DROPPED)

    def between(self, start: Any, end: Any) -> DeliveryQuerySet:
        return self.filter(sending__due_at__gte=start, sending__due_at__lt=end)


class Delivery(models.Model):
    """One version going out on one channel at one time, exactly once."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="deliveries")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="deliveries")
    version = models.ForeignKey(Version, on_delete=models.SET_NULL, null=True, related_name="deliveries")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="deliveries")
    sending = models.OneToOneField(Sending, on_delete=models.CASCADE, null=True, related_name="+")
    """how it leaves (its edits and deletions are sendings about the same delivery)"""
    says = models.JSONField()
    """the content as it was planned"""
    remote_id = models.CharField(max_length=300, blank=True)
    """of its first part, once it is out"""
    url = models.CharField(max_length=600, blank=True)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True)
    """taken off the network by us, or found gone"""

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        indexes = [
            models.Index(fields=["post"], name="deliveries_of_post"),
            models.Index(fields=["brand", "-id"], name="deliveries_newest"),
            models.Index(fields=["channel", "remote_id"], name="deliveries_by_remote"),
        ]

    def __str__(self) -> str:
        return f"{self.post} on {self.channel}"

    @property
    def state(self) -> str:
        return self.sending.state if self.sending else states.PLANNED


class NativePost(models.Model):
    """A post of the account that did not leave through this desk: shown in the calendar beside ours."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="native_posts")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="native_posts")
    remote_id = models.CharField(max_length=300)
    url = models.CharField(max_length=600, blank=True)
    at = models.DateTimeField()
    text = models.TextField(blank=True)
    title = models.CharField(max_length=300, blank=True)
    pictures = models.PositiveSmallIntegerField(default=0)
    is_reply = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "remote_id"], name="a_native_post_once")]
        indexes = [models.Index(fields=["brand", "at"], name="native_posts_by_day")]

    def __str__(self) -> str:
        return self.title or self.text[:60]


class IdeaQuerySet(models.QuerySet["Idea"]):
    def standing(self) -> IdeaQuerySet:
        """With `stands`: its stage as the plan of its post says, which is kept nowhere else.

        READY while something of the post is planned, OUT once all that was planned of it went out, else its own.
        """
        current = Delivery.objects.filter(post=models.OuterRef("post")).current()
        planned = models.Exists(current)
        pending = models.Exists(current.exclude(sending__state=states.SENT))
        own = models.F("stage")
        stands = models.Case(
            models.When(planned & ~pending, then=models.Value(Idea.OUT)),
            models.When(planned, then=models.Value(Idea.READY)),
            default=own,
        )
        return self.annotate(stands=stands, is_planned=planned)

    def on_the_board(self) -> IdeaQuerySet:
        return self.filter(put_away_at=None).standing().exclude(stands=Idea.OUT)  # type: ignore[misc]


class Idea(models.Model):
    """What may become a post: a note, a link with who is to be credited for it, pictures."""

    IDEA, DRAFTING, READY, OUT = "idea", "drafting", "ready", "out"
    STAGES = (IDEA, DRAFTING, READY)
    """those of the board, in their order; OUT is only ever read off the post"""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="ideas")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(blank=True)
    url = models.CharField(max_length=1000, blank=True)
    title = models.CharField(max_length=300, blank=True)
    """what the page at `url` is called"""
    source = models.CharField(max_length=200, blank=True)
    """who is credited for it"""
    pictures = models.JSONField(default=list)
    """ids of assets, in order"""
    about = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, related_name="+")
    """the post at which it was noted"""
    stage = models.CharField(max_length=10, default=IDEA)
    place = models.IntegerField(default=0)
    """within its stage, the smallest on top"""
    number = models.PositiveIntegerField(default=0)
    """raised by every save: two members cannot overwrite each other unknowingly"""
    post = models.OneToOneField(Post, on_delete=models.SET_NULL, null=True, related_name="idea")
    """what it became"""
    words = models.TextField(blank=True)
    """all that it says with accents folded, for search"""
    made_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)
    put_away_at = models.DateTimeField(null=True)

    stands: str
    """the stage it shows, and whether its post is on the plan: what `standing` has read"""
    is_planned: bool

    objects = IdeaQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["brand", "stage", "place"], condition=Q(put_away_at=None), name="ideas_on_the_board"),
            models.Index(fields=["brand", "-put_away_at"], name="ideas_put_away"),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def headline(self) -> str:
        """The beginning of the note, or what its link is called: how an idea is called on every page."""
        return first_line(self.text or self.title or self.url)
