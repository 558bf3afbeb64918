"""The nouns: Request, GuestLink, Verdict, Remark, Reminder."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from pupitre.brands.models import Member

APPROVER, GUEST = "approver", "guest"
STEPS: dict[str, tuple[str, ...]] = {"": (), "one": (APPROVER,), "guest": (APPROVER, GUEST)}
"""what a brand asks for (Brand.approval), in this order"""


class Request(models.Model):
    """One text of a post, on its channels, as somebody is asked to approve it. It never changes."""

    OPEN, GUEST, APPROVED, REFUSED, PAST = "open", "guest", "approved", "refused", "past"
    """waits for an approver; waits for a guest; done; a change is asked for; another one took its place"""

    post = models.ForeignKey("publishing.Post", on_delete=models.CASCADE, related_name="approval_requests")
    says = models.JSONField()
    """{channel id: what the post says there}"""
    covers = ArrayField(models.CharField(max_length=64))
    """the digest of each of them (digest.py)"""
    number = models.PositiveIntegerField()
    """of the post, when it was asked"""
    writer = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    """who wrote in it last: somebody else approves it"""
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, default=OPEN)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post"], condition=~Q(state="past"), name="one_request_at_a_time")
        ]
        indexes = [models.Index(fields=["state"], condition=Q(state__in=("open", "guest")), name="requests_waiting")]

    def __str__(self) -> str:
        return f"request {self.pk} of post {self.post_id}: {self.state}"


class GuestLink(models.Model):
    """A way to one post for somebody without an account. Its token is shown once and kept only as a hash."""

    post = models.ForeignKey("publishing.Post", on_delete=models.CASCADE, related_name="guest_links")
    name = models.CharField(max_length=80)
    """who it was made for"""
    token_hash = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    """when it was opened last"""

    def __str__(self) -> str:
        return f"link of {self.name} to post {self.post_id}"

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()


class Verdict(models.Model):
    """Who approved a request, or asked for a change, at which step."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="verdicts")
    step = models.CharField(max_length=8)
    approved = models.BooleanField()
    words = models.TextField(blank=True)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    link = models.ForeignKey(GuestLink, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=80)
    """of who said it, as it was then"""
    alone = models.BooleanField(default=False)
    """the brand's only member, on words of their own"""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name}: {'yes' if self.approved else 'no'} to {self.request_id}"


class Remark(models.Model):
    """What somebody says of a post, or of some of its words."""

    post = models.ForeignKey("publishing.Post", on_delete=models.CASCADE, related_name="remarks")
    quote = models.CharField(max_length=300, blank=True)
    """the words it is about; empty: the whole post"""
    words = models.TextField()
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    link = models.ForeignKey(GuestLink, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["post", "id"], name="remarks_of_post")]

    def __str__(self) -> str:
        return f"remark of {self.name} on post {self.post_id}"


class Reminder(models.Model):
    """That the approval of a post was missing an hour before its time was told."""

    post = models.ForeignKey("publishing.Post", on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "due_at"], name="reminded_once_of_a_time")]

    def __str__(self) -> str:
        return f"post {self.post_id} at {self.due_at}"
