"""Nouns of the installation itself: a backup that was made by night, or could not be; a newer version."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Backup(models.Model):
    begun_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    path = models.CharField(max_length=400)
    size = models.BigIntegerField(default=0)
    """bytes"""
    rows = models.BigIntegerField(default=0)
    pictures = models.PositiveIntegerField(default=0)
    encrypted = models.BooleanField(default=False)
    error = models.CharField(max_length=500, blank=True)
    removed_at = models.DateTimeField(null=True)
    """when its file was removed to make room for newer ones"""

    class Meta:
        indexes = [models.Index(fields=["-begun_at"], name="backups_newest")]

    def __str__(self) -> str:
        return self.path

    @property
    def is_good(self) -> bool:
        return bool(self.ended_at) and not self.error


class Release(models.Model):
    """A version newer than the one that ran when it was seen."""

    version = models.CharField(max_length=40, unique=True)
    """1.2.3"""
    found_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.version
