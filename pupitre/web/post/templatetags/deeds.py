"""Buttons of a post's page."""

from __future__ import annotations

from datetime import timedelta

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pupitre.channels.models import Sending
from pupitre.publishing import wall
from pupitre.web.calendar.templatetags.tiles import SHAPES
from pupitre.web.frame import marks

register = template.Library()


@register.simple_tag(takes_context=True)
def deed(context: Context, name: str, pk: int) -> str:
    """Where a button sends what it does."""
    return reverse(name, args=[context["request"].brand.slug, pk])


@register.simple_tag
def face_icon(face: str) -> SafeString:
    return marks.icon(SHAPES[face], 16)


@register.filter
def at_in_brand(sending: Sending) -> str:
    """Its time, or the next quarter of an hour when that is past, for a field of day and time."""
    now = timezone.now()
    next_quarter = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0) + timedelta(minutes=15)
    zone = timezone.get_current_timezone()
    return wall.write(max(sending.due_at, next_quarter), zone)[:16]  # type: ignore[arg-type]


@register.filter
def ask_before_now(face: str) -> str:
    """What is asked before something leaves ahead of its time; nothing where it was asked for already."""
    return _("It leaves at once, before its time.") if face in {"planned", "held"} else ""


@register.filter
def look_of_now(face: str) -> str:
    """Sending now is the thing to do only where it is late."""
    return "go" if face == "late" else ""
