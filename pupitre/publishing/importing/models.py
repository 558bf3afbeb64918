"""A file of posts that was brought, and which of its rows became posts: Import, ImportedRow."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from pupitre.brands.models import Brand, Member


class Import(models.Model):
    """A file as it was brought. What its rows would become is read from it each time: nothing of it is kept twice."""

    PLAN, DRAFTS = "plan", "drafts"

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200)
    text = models.TextField()
    order = models.CharField(max_length=5, blank=True, default="")
    """of day and month, once somebody said it: moments.DAY_FIRST or MONTH_FIRST"""
    channels = models.JSONField(default=list)
    """ids of the channels that rows go to which name none"""
    become = models.CharField(max_length=6, default=PLAN)
    """PLAN or DRAFTS"""
    pictures = models.JSONField(default=dict)
    """{address: why it can't be had, or ""}, of those that were tried"""
    wanted = models.JSONField(default=list)
    """keys of the rows that were confirmed"""
    made_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["brand", "-made_at"], name="imports_newest")]

    def __str__(self) -> str:
        return self.name


class ImportedRow(models.Model):
    """A row that became a post, once in a brand, in whatever file it stands."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    """hash of what it says, where and when"""
    post = models.ForeignKey("publishing.Post", on_delete=models.CASCADE, related_name="+")
    done_at = models.DateTimeField(null=True)
    """it is planned, or is to stay a draft"""
    kept_back = models.JSONField(default=list)
    """[{"code", "params"}]: why it stayed a draft, when it was to be planned"""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "key"], name="a_row_becomes_one_post")]

    def __str__(self) -> str:
        return f"line {self.line} of {self.source_id}"
