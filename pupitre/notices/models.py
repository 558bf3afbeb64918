"""The nouns: Notice (one member is told one thing, once), Receiver, PushKey."""

from __future__ import annotations

from django.db import models

from pupitre.brands.models import Brand, Member


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)


class Notice(models.Model):
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="notices")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="notices")
    entry_id = models.BigIntegerField()
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30, blank=True)
    subject_id = models.BigIntegerField(null=True)
    particulars = models.JSONField(default=dict)
    made_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    mail_until = models.DateTimeField(null=True)
    """lease of the one process that mails it"""
    pushed_at = models.DateTimeField(null=True)
    push_until = models.DateTimeField(null=True)
    """lease of the one process that pushes it to devices"""

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "entry_id"], name="told_once")]
        indexes = [models.Index(fields=["member", "brand", "-id"], name="notices_newest")]

    def __str__(self) -> str:
        return f"{self.verb} to {self.member_id}"


class Receiver(models.Model):
    """A device that a member wants to be told on, by its browser's push service."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="receivers")
    endpoint = models.CharField(max_length=1000, unique=True)
    key = models.CharField(max_length=120)
    """the device's public key (p256dh), base64url"""
    secret = models.CharField(max_length=40)
    """what it shares with us (auth), base64url: it only ever encrypts towards this device"""
    name = models.CharField(max_length=60)
    made_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class PushKey(models.Model):
    """The desk's own key towards push services: one row."""

    sealed = models.TextField()

    def __str__(self) -> str:
        return "the desk's key towards push services"
