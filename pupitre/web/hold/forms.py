"""A hold: why, and until when."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

PRESETS = (
    _("Something serious is happening: we keep silent"),
    _("A mistake in what is planned"),
    _("A crisis about us: one voice only"),
    _("Waiting for a decision"),
)


class HoldForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        max_length=200,
        help_text=_("Everybody at this desk reads it on every page until it is lifted."),
        error_messages={"required": _("Say why in a few words: colleagues wonder otherwise.")},
    )
    span = forms.ChoiceField(choices=[("all", ""), ("today", "")], initial="all")
