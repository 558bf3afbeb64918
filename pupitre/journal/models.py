"""One noun: the entry. It is written in the transaction of what it tells, and never changed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

CHANNEL = "journal"
"""name of the PostgreSQL notification that every entry sends"""


class EntryQuerySet(models.QuerySet["Entry"]):
    def of_brand(self, brand_id: int) -> EntryQuerySet:
        return self.filter(brand_id=brand_id)

    def about(self, kind: str, subject_id: int) -> EntryQuerySet:
        return self.filter(subject_kind=kind, subject_id=subject_id)

    def after(self, entry_id: int) -> EntryQuerySet:
        return self.filter(id__gt=entry_id).order_by("id")


class Entry(models.Model):
    """`verb` is "noun.past" (sending.sent, hold.begun); `particulars` are plain JSON, never a secret."""

    at = models.DateTimeField(default=timezone.now)
    brand_id = models.BigIntegerField()
    actor_id = models.BigIntegerField(null=True)
    """the member who did it; None: the desk itself"""
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30, blank=True)
    subject_id = models.BigIntegerField(null=True)
    particulars = models.JSONField(default=dict)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["brand_id", "-id"], name="journal_of_brand"),
            models.Index(fields=["subject_kind", "subject_id", "id"], name="journal_about"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"


class Cursor(models.Model):
    """How far a reader of the journal has read: a transaction's number, and an entry within it."""

    reader = models.CharField(max_length=40, primary_key=True)
    xact = models.CharField(max_length=20, default="0")
    entry_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.reader} at {self.xact}/{self.entry_id}"


def write(
    brand_id: int, verb: str, subject: tuple[str, int] | None = None, actor_id: int | None = None, **particulars: Any
) -> Entry:
    """Write one entry. PostgreSQL tells the listeners when the surrounding transaction commits."""
    kind, subject_id = subject or ("", None)
    return Entry.objects.create(
        brand_id=brand_id,
        actor_id=actor_id,
        verb=verb,
        subject_kind=kind,
        subject_id=subject_id,
        particulars=particulars,
    )
