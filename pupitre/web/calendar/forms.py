"""What the page of dates asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pupitre.publishing.dates.marronniers import marronniers
from pupitre.publishing.dates.models import DateChoices
from pupitre.publishing.dates.names import KINDS, NAMES, PLACES
from pupitre.publishing.dates.occasion import Occasion
from pupitre.publishing.dates.published import ZONES

LONGEST = timedelta(days=366)
YEARS = (1990, 2099)


class ChoicesForm(forms.Form):
    """`kinds` and `zones` are what is shown."""

    place = forms.ChoiceField(
        label=gettext_lazy("Where the brand is"),
        choices=list(PLACES.items()),
        help_text=gettext_lazy("It decides the public holidays, and when the sales begin."),
    )
    kinds = forms.MultipleChoiceField(choices=list(KINDS.items()), required=False)
    zones = forms.MultipleChoiceField(choices=[(zone, zone) for zone in ZONES], required=False)

    @classmethod
    def of(cls, choices: DateChoices) -> ChoicesForm:
        kinds = [kind for kind in KINDS if kind not in choices.hidden]
        return cls(initial={"place": choices.place, "kinds": kinds, "zones": choices.zones})

    def ticks(self, name: str) -> list[tuple[str, str, bool]]:
        """For the page: value, words, whether it is ticked."""
        ticked = self[name].value() or []
        every = KINDS if name == "kinds" else {zone: zone for zone in ZONES}
        return [(value, str(words), value in ticked) for value, words in every.items()]

    @property
    def kind_ticks(self) -> list[tuple[str, str, bool]]:
        return self.ticks("kinds")

    @property
    def zone_ticks(self) -> list[tuple[str, str, bool]]:
        return self.ticks("zones")

    @property
    def hidden(self) -> list[str]:
        return [kind for kind in KINDS if kind not in self.cleaned_data["kinds"]]


class OwnDateForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        error_messages={"required": gettext_lazy("Write what the day is called.")},
    )
    first = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Choose a day."),
            "invalid": gettext_lazy("This is not a day of any calendar. Choose one."),
        },
    )
    last = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Only if it lasts longer than a day."),
        error_messages={"invalid": gettext_lazy("This is not a day of any calendar. Choose one.")},
    )
    note = forms.CharField(label=gettext_lazy("Note for the team"), max_length=300, required=False)
    yearly = forms.BooleanField(label=gettext_lazy("It comes back every year"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if first and not YEARS[0] <= first.year <= YEARS[1]:
            self.add_error("first", _("Choose a day between 1990 and 2099."))
        if first and last and last < first:
            self.add_error("last", _("It ends before it begins: choose a later day."))
        elif first and last and last - first >= LONGEST:
            self.add_error("last", _("It lasts longer than a year: choose an earlier day."))
        said["last"] = last or first
        return said


def edits_of(form: QueryDict) -> dict[str, dict[str, Any]]:
    """What the marronniers' form says: a row that is not ticked is hidden; a name that is ours is no edit."""
    edits: dict[str, dict[str, Any]] = {}
    for code in form.getlist("code"):
        name = form.get(f"name-{code}", "").strip()[:80]
        edits[code] = {
            "hidden": f"shown-{code}" not in form,
            "name": "" if name == str(NAMES.get(code, "")) else name,
            "note": form.get(f"note-{code}", "").strip()[:300],
        }
    return edits


def marronnier_rows(choices: DateChoices, today: date) -> Iterator[tuple[Occasion, str, dict[str, Any]]]:
    """For the page: each with its next day, our name for it and what the brand made of it."""
    coming: dict[str, Occasion] = {}
    for each in (*marronniers(today.year), *marronniers(today.year + 1)):
        if each.end >= today:
            coming.setdefault(each.code, each)
    for each in sorted(coming.values(), key=lambda each: each.start):
        yield each, str(NAMES[each.code]), choices.edits.get(each.code, {})
