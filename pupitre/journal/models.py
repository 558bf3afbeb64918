"""The nouns: the entry, written in the transaction of what it tells and never changed; the seals that prove it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import BooleanField, Func, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.utils import timezone

CHANNEL = "journal"
"""name of the PostgreSQL notification that every entry sends"""

_UNSEEN = """journal_entry.xact >= pg_snapshot_xmin(%s::pg_snapshot)
    AND NOT pg_visible_in_snapshot(journal_entry.xact, %s::pg_snapshot)"""
# The column is no field: Django has none for a transaction's number.

OF_MEMBER = models.Q(actor_id__isnull=False)

INSTALLATION = 0
"""the book of what belongs to no brand: how members sign in, brands that came and went"""


class EntryQuerySet(models.QuerySet["Entry"]):
    def of_brand(self, brand_id: int) -> EntryQuerySet:
        return self.filter(brand_id=brand_id)

    def about(self, kind: str, subject_id: int) -> EntryQuerySet:
        return self.filter(subject_kind=kind, subject_id=subject_id)

    def unseen_in(self, snapshot: str) -> EntryQuerySet:
        """What was not yet committed at that moment (see `snapshot`), oldest first.

        By transaction, not by id: an id is given before its transaction ends, so a smaller one may come to light
        after a greater one.
        """
        unseen = RawSQL(_UNSEEN, (snapshot, snapshot), output_field=BooleanField())  # noqa: S611  (a constant, with parameters)
        return self.filter(unseen).order_by("id")


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
            models.Index(fields=["brand_id", "actor_id", "-id"], name="journal_by_member", condition=OF_MEMBER),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"


def snapshot() -> Cast:
    """This moment of the database as text, for a query: which transactions had ended."""
    return Cast(Func(function="pg_current_snapshot"), TextField())


class Book(models.Model):
    """A brand's chain of seals as it stands, or the installation's: how many entries, and the last one's seal."""

    brand_id = models.BigIntegerField(primary_key=True)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"book {self.brand_id} at {self.number}"


class Seal(models.Model):
    """What proves one entry: a hash over it and over the seal before it (see seals.py)."""

    brand_id = models.BigIntegerField()
    number = models.BigIntegerField()
    """1, 2, 3… within the book, in the order in which the journal is read"""
    entry_id = models.BigIntegerField(unique=True)
    words = models.JSONField(default=list)
    """keys of the particulars that may tell of a person: they enter the hash through `digest` only"""
    digest = models.CharField(max_length=64, blank=True)
    salt = models.CharField(max_length=32, null=True)
    """None: the words were erased (or there were none), and nobody can guess them from the digest"""
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "number"], name="one_seal_a_number")]

    def __str__(self) -> str:
        return f"seal {self.number} of book {self.brand_id}"


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
