"""A weekly posting time of one channel: Slot."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pupitre.brands.models import Brand, Member
from pupitre.channels.models import Channel


class Slot(models.Model):
    """A time of the week at which a channel likes to post."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    """0: Monday"""
    at = models.TimeField()
    """what a clock in the brand's zone shows, to the minute"""
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "weekday", "at"], name="a_slot_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="slots_on_a_weekday"),
        ]
        indexes = [models.Index(fields=["brand", "weekday", "at"], name="slots_of_a_week")]

    def __str__(self) -> str:
        return f"{self.weekday} {self.at:%H:%M}"
