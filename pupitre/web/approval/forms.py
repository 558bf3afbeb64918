"""What approval asks. Every error is a sentence beside its field."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from pupitre.publishing.approval.link import DAYS

LASTS = [(3, _("3 days")), (7, _("7 days")), (14, _("14 days")), (30, _("30 days"))]
assert tuple(days for days, _words in LASTS) == DAYS, "a time without its words"


class VerdictForm(forms.Form):
    request = forms.IntegerField(min_value=1, max_value=2**62)
    verdict = forms.ChoiceField(choices=[("approved", ""), ("change", "")])
    words = forms.CharField(required=False, max_length=2_000)


class RemarkForm(forms.Form):
    quote = forms.CharField(required=False, max_length=2_000)
    words = forms.CharField(max_length=2_000)


class LinkForm(forms.Form):
    name = forms.CharField(
        label=_("Who it is for"),
        max_length=80,
        help_text=_("The name stands beside what they say."),
        error_messages={"required": _("Write who the link is for: the name stands beside what they say.")},
    )
    days = forms.TypedChoiceField(label=_("It works for"), choices=LASTS, coerce=int, initial=7)
