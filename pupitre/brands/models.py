"""The nouns of the room: Member and what opens the door to them, Brand, Membership, Invitation, Session, Hold."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from pupitre.brands.rights import ROLES, may

ADDRESS_FORMS = [("", _("as it comes")), ("tu", "tu"), ("vous", "vous")]
INCLUSIVE = [
    ("", _("as it comes")),
    ("dot", _("with the middle dot: client·es")),
    ("without", _("without signs within words")),
]
APPROVALS = [
    ("", _("nobody: what is planned leaves")),
    ("one", _("an approver")),
    ("guest", _("an approver, then a guest by a link")),
]
THEMES = [("", _("As my device")), ("light", _("Light")), ("dark", _("Dark"))]


class MemberManager(BaseUserManager["Member"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> Member:
        member = self.model(email=self.normalize_email(email).lower(), **fields)
        member.set_password(password)
        member.save()
        return member

    def get_by_natural_key(self, username: str | None) -> Member:
        return self.get(email=(username or "").strip().lower())

    def knows(self, email: str) -> bool:
        return self.filter(email=email.strip().lower()).exists()


class Member(AbstractBaseUser):
    """Somebody who sits at the desk, known by e-mail."""

    email = models.EmailField(_("E-mail"), unique=True)
    name = models.CharField(_("Name"), max_length=80)
    language = models.CharField(
        _("Language"), max_length=5, choices=[("en", "English"), ("fr", "Français")], default="en"
    )
    time_zone = models.CharField(_("Time zone"), max_length=60, default="Europe/Paris")
    theme = models.CharField(_("Look"), max_length=5, choices=THEMES, blank=True, default="")
    """empty: as the device says"""
    is_demo = models.BooleanField(default=False)
    """made by "look around first": has no password and goes away with its demo brand"""
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    last_brand_id = models.BigIntegerField(null=True)

    objects = MemberManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def may_found(self) -> bool:
        """A further brand: for owners of one, and for whoever has no seat anywhere."""
        roles = set(self.memberships.values_list("role", flat=True))
        return not self.is_demo and (not roles or "owner" in roles)


class Session(AbstractBaseSession):
    """A place where a member is signed in."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, related_name="sessions")
    device = models.CharField(max_length=200, blank=True)
    begun_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    @property
    def number(self) -> str:
        """Names it on a page without telling its key."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:16]

    @classmethod
    def get_session_store_class(cls):
        from pupitre.brands.sessions import SessionStore

        return SessionStore


class WrongTry(models.Model):
    """A wrong password, or a link asked for, kept for an hour: what slows somebody who guesses (brands/sign_in.py)."""

    account = models.CharField(max_length=64)
    """hash of the e-mail that was given, whether it is known or not"""
    address = models.CharField(max_length=64)
    """hash of where it came from"""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["address", "at"], name="wrong_tries_from")]

    def __str__(self) -> str:
        return f"wrong password at {self.at}"


class Authenticator(models.Model):
    """A member's code app: the secret that it and we share (TOTP, RFC 6238). It counts once a code confirmed it."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="authenticator")
    sealed = models.TextField()
    """{"totp": base32}, sealed by ground/secrets"""
    made_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)
    """the last time step whose code was used; no code of it, or of one before, is taken again"""

    def __str__(self) -> str:
        return f"code app of {self.member_id}"


class RecoveryCode(models.Model):
    """One way in for who lost the others. Shown once and kept only as a hash."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "code_hash"], name="one_recovery_code")]

    def __str__(self) -> str:
        return f"recovery code of {self.member_id}"


class Passkey(models.Model):
    """A device that signs in for its member. We keep its public key; what it signs with never leaves it."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(_("Name"), max_length=60)
    place = models.CharField(max_length=253)
    """the desk's name it was made for: it works nowhere else"""
    credential = models.BinaryField(max_length=1023, unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    user_handle = models.CharField(max_length=128)
    """what the device calls the member: random, the same for all of a member's passkeys"""
    made_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Identity(models.Model):
    """Who a member is at the house's provider: its own number for them, which stays when an address changes hands."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="one_member_per_identity")]

    def __str__(self) -> str:
        return f"{self.member_id} at {self.issuer}"


class KnownDevice(models.Model):
    """A browser from which a member has signed in before, known by a word that it keeps."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="devices")
    token_hash = models.CharField(max_length=64)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "token_hash"], name="known_once")]

    def __str__(self) -> str:
        return f"device of {self.member_id}"


class BrandQuerySet(models.QuerySet["Brand"]):
    def seen_by(self, member: Member) -> BrandQuerySet:
        return self.filter(memberships__member=member).order_by("name")


class Brand(models.Model):
    """What is represented. It begins in rehearsal: everything works and nothing leaves."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("Name"), max_length=80)
    language = models.CharField(
        _("Language"), max_length=5, choices=[("en", "English"), ("fr", "Français")], default="en"
    )
    time_zone = models.CharField(_("Time zone"), max_length=60, default="Europe/Paris")
    site = models.URLField(_("Web site"), blank=True)
    hours = models.JSONField(default=dict)
    """opening hours: {"0": [["09:00", "18:00"]], …}, Monday is 0; a day that is absent is closed"""
    address_form = models.CharField(_("It says"), max_length=4, choices=ADDRESS_FORMS, blank=True, default="")
    """how the brand speaks to people in French"""
    inclusive = models.CharField(_("Inclusive writing"), max_length=7, choices=INCLUSIVE, blank=True, default="")
    """what is advised for French texts"""
    approval = models.CharField(_("Approved by"), max_length=5, choices=APPROVALS, blank=True, default="")
    """who must have agreed to exactly what leaves"""
    opened_at = models.DateTimeField(null=True)
    """None: in rehearsal"""
    asks_second_step = models.BooleanField(default=False)
    """nobody sits at this desk with a password alone"""
    is_demo = models.BooleanField(default=False)
    checklist_done_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = BrandQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        if not self.slug:
            base = slugify(self.name)[:50] or "brand"
            self.slug = base if not Brand.objects.filter(slug=base).exists() else f"{base}-{secrets.token_hex(3)}"
        super().save(*args, **kwargs)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def in_rehearsal(self) -> bool:
        return self.opened_at is None

    def today(self) -> tuple[datetime, datetime]:
        """From midnight to midnight, by the brand's own clock (aware)."""
        return self.day(timezone.now().astimezone(self.zone))

    def day(self, moment: datetime) -> tuple[datetime, datetime]:
        local = moment.astimezone(self.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        after = (local + timedelta(hours=36)).replace(hour=0, fold=0)
        return local, after

    def hold_now(self) -> Hold | None:
        """The hold in force, if any."""
        return self.holds.select_related("by").filter(lifted_at=None).order_by("id").last()


class Membership(models.Model):
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="memberships")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("Role"), max_length=10, choices=[(role, role) for role in ROLES])
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "member"], name="one_role_in_a_brand")]

    def __str__(self) -> str:
        return f"{self.member} {self.role} {self.brand}"

    def may(self, action: str) -> bool:
        return self.member.is_active and may(self.role, action)


class Invitation(models.Model):
    """A link that makes somebody a member. Its token is shown once and kept only as a hash."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("E-mail"))
    role = models.CharField(_("Role"), max_length=10, choices=[(role, role) for role in ROLES])
    token_hash = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.email} {self.role} {self.brand}"

    @property
    def is_open(self) -> bool:
        return not self.accepted_at and not self.withdrawn_at and self.expires_at > timezone.now()


class Hold(models.Model):
    """Nothing leaves the desk from `begun_at` until somebody lifts it.

    `until` set: only what is due before then is held ("the rest of today").
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="holds")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand"], condition=models.Q(lifted_at=None), name="one_hold_at_a_time")
        ]

    def __str__(self) -> str:
        return self.reason

    def covers(self, due_at: datetime) -> bool:
        return self.lifted_at is None and (self.until is None or due_at < self.until)
