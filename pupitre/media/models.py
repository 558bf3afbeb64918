"""Two nouns: the asset (an original as it came) and its renditions (cuts made for a network)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from pupitre.brands.models import Brand, Member

LONGEST_TAG = 40


class AssetQuerySet(models.QuerySet["Asset"]):
    def alive(self) -> AssetQuerySet:
        return self.filter(removed_at=None)


class Asset(models.Model):
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="assets")
    name = models.CharField(max_length=160)
    """the file's own name, for people; never used as a path"""
    path = models.CharField(max_length=200)
    thumb = models.CharField(max_length=200, blank=True)
    mime = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    """bytes"""
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    alt = models.TextField(blank=True)
    folder = models.CharField(max_length=80, blank=True, default="", db_default="")
    """where the team put it; a folder is there as long as something lies in it"""
    tags = ArrayField(models.CharField(max_length=LONGEST_TAG), default=list, db_default=[])
    author = models.CharField(max_length=160, blank=True, default="", db_default="")
    """who is to be named with it; empty: nobody needs to be"""
    licence = models.CharField(max_length=200, blank=True, default="", db_default="")
    consent = models.CharField(max_length=300, blank=True, default="", db_default="")
    """who is seen on it and agreed, and how"""
    expires_on = models.DateField(null=True)
    """the last day on which it may be published"""
    seen = models.BigIntegerField(null=True)
    """how it looks, in 64 bits (see resemblance.py); None: nobody looked yet"""
    words = models.TextField(blank=True, default="", db_default="")
    """name, alternative text, tags, folder and author with accents folded, for search"""
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    objects = AssetQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "digest"], name="an_asset_once_in_a_brand")]
        indexes = [models.Index(fields=["brand", "-id"], name="assets_newest")]

    def __str__(self) -> str:
        return self.name

    def may_leave_on(self, day: date) -> bool:
        """Whether its licence or the consent to it still holds on that day of the brand."""
        return self.expires_on is None or day <= self.expires_on


class Rendition(models.Model):
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="renditions")
    shape = models.CharField(max_length=80)
    """what it was made to fit: "<types>/<bytes>/<side>", and "/<digest>" of the recipe it was made after"""
    path = models.CharField(max_length=200)
    mime = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "shape"], name="one_rendition_a_shape")]

    def __str__(self) -> str:
        return f"{self.asset} {self.shape}"


class Far(models.Model):
    """A picture that lies with somebody else, and our own small copy of it (see far.py)."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    """of its address"""
    url = models.CharField(max_length=1000)
    path = models.CharField(max_length=200, blank=True)
    """empty: not here yet"""
    mime = models.CharField(max_length=40, blank=True)
    fetched_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    """in vain, in a row"""
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "digest"], name="a_far_picture_once_in_a_brand")]

    def __str__(self) -> str:
        return self.url

    def wants_fetching(self, now: datetime, young: timedelta) -> bool:
        """It is missing or old, and the last try in vain is long enough ago: an hour, two, four… at most a week."""
        if self.failed_at:
            return now > self.failed_at + min(timedelta(hours=2 ** min(self.tries - 1, 8)), timedelta(days=7))
        return self.fetched_at is None or self.fetched_at < now - young
