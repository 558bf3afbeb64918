"""The nouns: Measured (a post we read the counts of), Reading, AccountReading, DayCount."""

from __future__ import annotations

from datetime import date

from django.db import models

from pupitre.channels.models import Channel

COUNTS = ("likes", "reposts", "comments", "quotes", "views")


class Counts(models.Model):
    likes = models.IntegerField(null=True)
    reposts = models.IntegerField(null=True)
    comments = models.IntegerField(null=True)
    quotes = models.IntegerField(null=True)
    views = models.IntegerField(null=True)

    class Meta:
        abstract = True

    @property
    def reactions(self) -> int | None:
        """Likes, shares, comments and quotes together; None when the network tells none of them."""
        told = [n for n in (self.likes, self.reposts, self.comments, self.quotes) if n is not None]
        return sum(told) if told else None


class Measured(Counts):
    """A post on a network whose counts are read; its own fields are the latest."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="measured")
    remote_id = models.CharField(max_length=300)
    published_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    """None: read no more"""
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "remote_id"], name="a_post_is_measured_once")]
        indexes = [models.Index(fields=["next_at"], condition=models.Q(next_at__isnull=False), name="measures_due")]

    def __str__(self) -> str:
        return self.remote_id


class Reading(Counts):
    measured = models.ForeignKey(Measured, on_delete=models.CASCADE, related_name="readings")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["measured", "at"], name="readings_in_order")]

    def __str__(self) -> str:
        return f"{self.measured_id} {self.at}"


class AccountReading(models.Model):
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="account_readings")
    at = models.DateTimeField()
    followers = models.IntegerField(null=True)
    following = models.IntegerField(null=True)
    posts = models.IntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["channel", "-at"], name="accounts_newest")]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.at}"


class DayCount(Counts):
    """What one channel gained on one day of the brand: the sum of what readings added."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "day"], name="one_count_a_day")]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.day}"

    @staticmethod
    def of_brand(brand_id: int, since: date, until: date) -> models.QuerySet[DayCount]:
        """Days of all channels of a brand, both ends included."""
        return DayCount.objects.filter(channel__brand=brand_id, channel__removed_at=None, day__range=(since, until))
